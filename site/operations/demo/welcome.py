"""What is printed when the demo city is up: addresses and sign-ins, in a box."""

import unicodedata

from operations.demo import data, server


ROLES = {
    "administrator": "管理者 / administrator",
    "editor": "編集者 / editor",
    "reviewer": "審査担当者 / reviewer",
}


def text(port: int, pid: int | None) -> str:
    """Return the box. ``pid`` is the server's process id when it runs in the background."""
    city = data.city()
    address = server.address(port)
    names = {part["code"]: part["name"] for part in city["organisations"]}
    lines = [
        "一関市オンライン窓口（デモ） / Madoguchi, the demo city",
        "",
        _pair("市民のサイト / citizens", f"{address}/"),
        _pair("職員の画面 / staff", f"{address}/admin/"),
        _pair("受信箱 / mailbox", f"{address}/demo/mailbox/"),
        "",
        f"パスワード（全員） / password of all: {city['password']}",
        "",
        _pair(city["citizen"]["email"], "市民 / citizen"),
    ]
    for person in city["staff"]:
        place = names.get(person.get("organisation", ""), "")
        role = ROLES[person["role"]]
        lines.append(_pair(person["email"], f"{role}（{place}）" if place else role))
    lines += ["", _ending(pid)]
    return _box(lines)


def _ending(pid: int | None) -> str:
    if pid is None:
        return "止めるには Ctrl+C / stop with Ctrl+C"
    return f"止めるには / stop with: kill {pid}"


def _pair(left: str, right: str) -> str:
    return left + " " * max(1, 26 - width(left)) + right


def _box(lines: list[str]) -> str:
    inner = max(width(line) for line in lines)
    edge = "-" * (inner + 2)
    body = [f"| {line}{' ' * (inner - width(line))} |" for line in lines]
    return "\n".join([f"+{edge}+", *body, f"+{edge}+"])


def width(line: str) -> int:
    """Return how many columns a line takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "FW" else 1 for sign in line)

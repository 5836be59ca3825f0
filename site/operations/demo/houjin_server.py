"""A stand-in for the National Tax Agency's Web-API v4, for the demo and for tests.

    python -m operations.demo.houjin_server [--port 0] [--with-parent]

Serves `/4/num` and `/4/name` as CSV (02) and XML (12) of the real columns, in pages of 2,000, with
the real refusals. Prints its base address and serves until stopped. Any ID of 13 letters and digits
is accepted.
"""

import argparse
import csv
import os
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from eforms.filling.lookups.houjin.formats import COLUMNS, CSV, HEADER, XML
from operations.demo.houjin_data import UPDATED, Row, companies


PAGE = 2_000
Query = dict[str, str]


class Refusal(Exception):
    """Another status than 200: with 400 a line of code and message."""

    def __init__(self, status: int, line: str = "") -> None:
        super().__init__(status)
        self.status, self.line = status, line


def answer(path: str, query: Query, rows: list[Row]) -> tuple[str, bytes]:
    """Return content type and body.

    Raises:
        Refusal: as the real server refuses.
    """
    endpoint = {"/4/num": _numbers, "/4/name": _names}.get(path)
    if endpoint is None or not re.fullmatch(r"[A-Za-z0-9]{13}", query.get("id", "")):
        raise Refusal(404)
    kind = _wanted(query, "type")
    if kind not in (CSV, XML):
        raise Refusal(400, "100,リクエストパラメータ（type）に誤りがあります。")
    found = endpoint(query, rows)
    divide = query.get("divide", "1")
    if not re.fullmatch(r"[0-9]{1,5}", divide) or int(divide) < 1:
        raise Refusal(400, "100,リクエストパラメータ（divide）に誤りがあります。")
    page, pages = int(divide), max(1, -(-len(found) // PAGE))
    header = (UPDATED, len(found), page, pages)
    part = [
        row | {"sequenceNumber": str(place)}
        for place, row in enumerate(found[(page - 1) * PAGE : page * PAGE], 1)
    ]
    if kind == CSV:
        return "text/csv; charset=UTF-8", _csv(header, part)
    return "application/xml; charset=UTF-8", _xml(header, part)


def _wanted(query: Query, name: str) -> str:
    value = query.get(name, "")
    if not value:
        raise Refusal(400, f"100,必須のリクエストパラメータ（{name}）が設定されていません。")
    return value


def _numbers(query: Query, rows: list[Row]) -> list[Row]:
    wanted = _wanted(query, "number").split(",")
    if len(wanted) > 10 or not all(re.fullmatch(r"[0-9]{13}", number) for number in wanted):
        raise Refusal(400, "100,リクエストパラメータ（number）に誤りがあります。")
    return [row for row in rows if row["corporateNumber"] in wanted]


def _names(query: Query, rows: list[Row]) -> list[Row]:
    name = _wanted(query, "name")
    place = query.get("address", "")
    if place and not re.fullmatch(r"(0[1-9]|[1-3][0-9]|4[0-7]|99)([0-9]{3})?", place):
        raise Refusal(400, "051,リクエストパラメータ（address）に誤りがあります。")
    partial = query.get("mode", "1") == "2"
    closed = query.get("close", "1") == "1"
    return [
        row
        for row in rows
        if (name in row["name"] if partial else row["name"].startswith(name))
        and f"{row['prefectureCode']}{row['cityCode']}".startswith(place)
        and (closed or not row["closeDate"])
        and row["hihyoji"] == "0"
    ]


def _csv(header: tuple, rows: list[Row]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.write(",".join(map(str, header)) + "\r\n")
    writer.writerows([row[column] for column in COLUMNS] for row in rows)
    return out.getvalue().encode()


def _xml(header: tuple, rows: list[Row]) -> bytes:
    def element(name: str, text: str) -> str:
        return f"<{name}>{escape(text)}</{name}>" if text else f"<{name}/>"

    head = "".join(element(name, str(value)) for name, value in zip(HEADER, header, strict=True))
    body = "".join(
        f"<corporation>{''.join(element(name, row[name]) for name in COLUMNS)}</corporation>"
        for row in rows
    )
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{start}<corporations>{head}{body}</corporations>".encode()


class Handler(BaseHTTPRequestHandler):
    """GET alone; anything else is refused."""

    rows: list[Row] = []

    def do_GET(self) -> None:
        """Answer a request."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            content_type, body = answer(parts.path, query, self.rows)
            self.send(200, content_type, body)
        except Refusal as refusal:
            self.send(refusal.status, "text/plain; charset=UTF-8", refusal.line.encode())

    def do_POST(self) -> None:
        """Refuse."""
        self.send(403, "text/plain", b"")

    def send(self, status: int, content_type: str, body: bytes) -> None:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: addresses hold names."""


def server(port: int = 0) -> ThreadingHTTPServer:
    """Return the server on a port of this machine, a free one for 0; it does not serve yet."""
    Handler.rows = companies()
    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def base(serving: ThreadingHTTPServer) -> str:
    """Return what HOUJIN_API_BASE is for a server."""
    return f"http://127.0.0.1:{serving.server_address[1]}/4/"


def _end_with_parent() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(2)
    os._exit(0)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--with-parent", action="store_true", help="end when its parent does")
    options = parser.parse_args()
    if options.with_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    serving = server(options.port)
    sys.stdout.write(base(serving) + "\n")
    sys.stdout.flush()
    serving.serve_forever()


if __name__ == "__main__":
    main()

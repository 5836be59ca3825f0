"""What is wrong with the rules, checks and calculations of one section, group or question."""

from collections.abc import Iterator, Sequence

from eforms.building.conditions import Scope, rule_problems
from eforms.building.outline import GROUP, Node
from eforms.building.scopes import scope_of


Told = Iterator[tuple[str, str]]
RULES = ("show", "require", "when", "formula", "choices")


def about_rules(name: str | None) -> bool:
    """Return whether a problem's input is a rule, or the choices that rules name."""
    return bool(name) and str(name).split(".")[-1] in RULES


def problems_of_rules(node: Node, nodes: Sequence[Node]) -> Told:
    """Yield input and message of everything that cannot work."""
    rules = node.rules
    here = scope_of(nodes, node) if rules else Scope({})
    checking = scope_of(nodes, node, check=True) if node.checks else here
    for name, rule in rules:
        problems = rule_problems(rule, checking if name.startswith("checks.") else here)
        if problems:
            yield name, "。".join(problems)
    yield from _of_checks(node, nodes)


def _of_checks(node: Node, nodes: Sequence[Node]) -> Told:
    for number, (_id, check) in enumerate(node.checks):
        at = f"checks.{number}"
        if not check.get("when"):
            yield f"{at}.when", "どのようなときに先へ進めないか、条件を追加してください"
        if not (check.get("message") or "").strip():
            yield (
                f"{at}.message",
                "利用者に伝えるメッセージを入力してください（例：終了日は、開始日より後の日付を"
                "入力してください）",
            )
        problem = _place_problem(check.get("at") or "", node, nodes)
        if problem:
            yield f"{at}.at", problem


def _place_problem(ref: str, node: Node, nodes: Sequence[Node]) -> str | None:
    if not ref:
        return "メッセージをどの質問に表示するかを選んでください"
    if any(other.id == ref for other in places_of(node, nodes)):
        return None
    if any(other.id == ref for other in nodes):
        here = "同じ繰り返し" if node.type == GROUP else "同じセクション"
        return f"メッセージを表示する質問は、{here}の中から選んでください"
    return "メッセージを表示する質問が見つかりません。別の質問を選んでください"


def places_of(node: Node, nodes: Sequence[Node]) -> list[Node]:
    """Return the questions at which a check of a section or group can be told."""
    group = node.id if node.type == GROUP else None
    return [
        other
        for other in nodes
        if other.section == node.section
        and other.group == group
        and other.field_type is not None
        and other.field_type.asked
    ]

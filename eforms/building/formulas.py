"""Formulas of calculations: compiled, and checked with the whole form in view (docs/schema.md)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from eforms.building.outline import GROUP, Node


CALCULATED = "calculated"
TODAY = "today"
OPERATIONS = {"sum": "合計", "product": "掛け算", "count": "件数", "age": "年齢"}
LISTS = ("sum", "product")


def compiled(formula: Any) -> dict[str, Any] | None:
    """Return a formula without its unfinished parts, or ``None`` when nothing can be worked out."""
    if not isinstance(formula, dict) or formula.get("op") not in OPERATIONS:
        return None
    op, of = formula["op"], formula.get("of")
    if op in LISTS:
        terms = [term for term in of if _is_term(term)] if isinstance(of, list) else []
        return {"op": op, "of": terms} if terms else None
    if not isinstance(of, str) or not of:
        return None
    return {"op": op, "of": of} | ({"at": formula.get("at") or TODAY} if op == "age" else {})


def refs(formula: Any) -> set[str]:
    """Return every question and group a formula asks for."""
    formula = compiled(formula)
    if formula is None:
        return set()
    named = set(formula["of"]) if formula["op"] in LISTS else {formula["of"]}
    if formula["op"] == "age" and formula["at"] != TODAY and not _is_day(formula["at"]):
        named.add(formula["at"])
    return {ref for ref in named if isinstance(ref, str)}


def terms_for(nodes: list[Node], node: Node) -> list[Node]:
    """Return what a calculation may be made of: earlier answers, those of its own page, columns."""
    return [
        other
        for other in nodes
        if other is not node
        and not other.is_section
        and other.id != node.group
        and (other.path < node.path or other.section == node.section)
        and (other.kind != "none" or other.type == GROUP)
    ]


def formula_problems(node: Node, nodes: list[Node]) -> Iterator[str]:
    """Yield what is wrong with the formula of a calculation."""
    formula = node.value.get("formula")
    if compiled(formula) is None:
        yield "何を計算するかを選んでください（合計・掛け算・件数・年齢と、そのもとになる質問）"
        return
    known = {other.id: other for other in terms_for(nodes, node)}
    everywhere = {other.id: other for other in nodes}
    for ref in _in_order(formula):
        if ref in known:
            problem = _kind_problem(formula["op"], known[ref], node)
        elif ref == node.id:
            problem = "自分自身は計算に使えません。別の質問を選んでください"
        elif ref in everywhere:
            problem = (
                f"「{everywhere[ref].label}」は、後の画面にあるため計算に使えません。"
                "前にある質問を選ぶか、質問の順番を変えてください"
            )
        else:
            problem = "計算に使う質問が見つかりません。別の質問を選ぶか、その項目を削除してください"
        if problem:
            yield problem
            return
    if _goes_round(node, everywhere):
        yield "計算どうしが互いの結果を使っていて、計算できません。どちらかの項目を削除してください"


def _kind_problem(op: str, source: Node, node: Node) -> str | None:
    label = source.label
    if op in LISTS and source.kind != "number":
        return (
            f"「{label}」の答えは数ではないため、計算に使えません。数で答える質問を選んでください"
        )
    if op == "count" and source.type != GROUP and source.kind != "choices":
        return f"「{label}」は数えられません。繰り返しか、いくつも選べる質問を選んでください"
    if op == "age" and source.kind != "date":
        return (
            f"「{label}」の答えは日付ではないため、年齢を計算できません。日付の質問を選んでください"
        )
    if op == "age" and source.group not in (None, node.group):
        return (
            f"「{label}」は繰り返しの中にあるため、年齢の計算も、その繰り返しの中に置いてください"
        )
    return None


def _in_order(formula: dict[str, Any]) -> list[str]:
    written = list(formula["of"]) if formula["op"] in LISTS else [formula["of"]]
    if formula["op"] == "age":
        written.append(formula.get("at") or TODAY)
    named = refs(formula)
    return [ref for ref in written if isinstance(ref, str) and ref in named]


def _goes_round(node: Node, nodes: dict[str, Node]) -> bool:
    seen: set[str] = set()
    waiting = [node.id]
    while waiting:
        other = nodes.get(waiting.pop())
        if other is None or other.type != CALCULATED:
            continue
        for ref in refs(other.value.get("formula")):
            if ref == node.id:
                return True
            if ref not in seen:
                seen.add(ref)
                waiting.append(ref)
    return False


def _is_term(term: Any) -> bool:
    if isinstance(term, bool):
        return False
    return isinstance(term, int | float) or (isinstance(term, str) and bool(term))


def _is_day(text: Any) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except (TypeError, ValueError):
        return False

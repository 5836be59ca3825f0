"""The codes that name questions in CSV and API: given by editors, or by us when left empty."""

import re
from collections.abc import Iterable

from eforms.building.outline import GROUP, Node


PATTERN = re.compile(r"[a-z][a-z0-9_]*")
SPELLING = (
    "項目コードは、半角の英小文字で始め、英小文字・数字・下線（_）で"
    "入力してください（例：birth_date）"
)


def given_codes(nodes: Iterable[Node]) -> dict[str, str]:
    """Return item id → code for every question and group; empty ones get ``q1``, ``q2``, ``g1`` …

    The numbers skip codes in use, so a code once given never moves to another question.
    """
    items = [node for node in nodes if not node.is_section]
    used = {node.code for node in items if node.code}
    codes: dict[str, str] = {}
    for node in items:
        codes[node.id] = node.code or _next("g" if node.type == GROUP else "q", used)
        used.add(codes[node.id])
    return codes


def code_problem(code: str, others: list[str]) -> str | None:
    """Return why a code cannot be used; ``others`` are labels of items with the same code."""
    if not code:
        return None
    if not PATTERN.fullmatch(code):
        return SPELLING
    if others:
        return (
            f"項目コード「{code}」は「{others[0]}」でも使われています。"
            "別のコードを入力するか、空にしてください（空にすると自動で付きます）"
        )
    return None


def _next(letter: str, used: set[str]) -> str:
    number = 1
    while f"{letter}{number}" in used:
        number += 1
    return f"{letter}{number}"

"""The editor's blocks turned into a schema document (``eforms.engine.schema``, version 1)."""

from collections.abc import Sequence
from typing import Any

from eforms.building import formulas
from eforms.building.applicant import expanded
from eforms.building.conditions import conditions_of, finished
from eforms.building.html import clean_html
from eforms.building.item_codes import given_codes
from eforms.building.legal import with_legal_basis
from eforms.building.outline import APPLICANT, GROUP, Node, walk
from eforms.engine.rules import MATCHES, ROW_MATCHES
from eforms.engine.schema import SCHEMA_VERSION
from eforms.fields import registry


def compile_form(page: Any) -> dict[str, Any]:
    """Return the schema document of a FormPage's body as it stands.

    Never fails on a half-built form (previews compile drafts): a condition without a question or
    comparison is left out. ``checks`` keeps such forms from being published.
    """
    return with_legal_basis(compile_body(page.body, page.applicant_kinds, page.title), page)


def compile_body(body: Any, kinds: Sequence[str], title: str = "") -> dict[str, Any]:
    """Return the schema document of a body alone, without what the page's settings put in."""
    nodes = list(walk(body))
    codes = given_codes(nodes)
    return {
        "schema": SCHEMA_VERSION,
        "title": title,
        "applicant_kinds": list(kinds),
        "sections": [_section(node, nodes, codes, kinds) for node in nodes if node.is_section],
    }


def _section(
    section: Node, nodes: list[Node], codes: dict[str, str], kinds: Sequence[str]
) -> dict[str, Any]:
    items = [node for node in nodes if node.section == section.id and len(node.path) == 2]
    return {
        "id": section.id,
        "title": _text(section, "title"),
        "intro": clean_html(section.value["intro"]),
        "show": _rule(section.value["show"]),
        **_checks(section),
        "items": [part for item in items for part in _items(item, nodes, codes, kinds)],
    }


def _items(
    item: Node, nodes: list[Node], codes: dict[str, str], kinds: Sequence[str]
) -> list[dict[str, Any]]:
    if item.type == GROUP:
        return [_group(item, nodes, codes)]
    if item.type == APPLICANT:
        show = _rule(item.value.get("show"))
        return expanded(item.id, item.value, codes[item.id], kinds, show)
    return [_question(item, codes)]


def _group(group: Node, nodes: list[Node], codes: dict[str, str]) -> dict[str, Any]:
    return {
        "id": group.id,
        "type": GROUP,
        "code": codes[group.id],
        "label": _text(group, "label"),
        "help": _text(group, "help"),
        "minimum": group.value["minimum"] or 0,
        "maximum": group.value["maximum"] or 1,
        "row_title": _text(group, "row_title"),
        "show": _rule(group.value["show"]),
        **_checks(group),
        "items": [_question(node, codes) for node in nodes if node.group == group.id],
    }


def _question(question: Node, codes: dict[str, str]) -> dict[str, Any]:
    options = dict(question.options)
    if question.type == formulas.CALCULATED:
        options["formula"] = formulas.compiled(question.value.get("formula"))
    for name in registry.get(question.type).html_options:
        options[name] = clean_html(options.get(name, ""))
    if "choices" in options:
        options["choices"] = [_choice(choice) for choice in options["choices"]]
    return {
        "id": question.id,
        "type": question.type,
        "code": codes[question.id],
        "label": _text(question, "label"),
        "help": _text(question, "help"),
        "required": bool(question.value.get("required")),
        "show": _rule(question.value.get("show")),
        "require": _rule(question.value.get("require")),
        "options": options,
    }


def _text(node: Node, name: str) -> str:
    return (node.value.get(name) or "").strip()


def _choice(choice: dict[str, Any]) -> dict[str, Any]:
    kept = {name: part for name, part in choice.items() if name != "show"}
    show = _rule(choice.get("show"))
    return kept | {"show": show} if show else kept


def _checks(node: Node) -> dict[str, Any]:
    """Return the checks that are finished, if there are any.

    One without rule, message or place could not be told.
    """
    checks = [
        {
            "id": check_id,
            "when": _rule(check.get("when")),
            "message": (check.get("message") or "").strip(),
            "at": check.get("at") or "",
        }
        for check_id, check in node.checks
    ]
    finished_ones = [check for check in checks if all(check.values())]
    return {"checks": finished_ones} if finished_ones else {}


def _rule(rule: Any) -> dict[str, Any] | None:
    """Return a rule without its unfinished conditions, or ``None`` when none is left."""
    if not isinstance(rule, dict) or not conditions_of(rule):
        return None
    row = next((name for name in ROW_MATCHES if name in rule), None)
    if row is not None:
        inside = _rule(rule["rule"])
        return {row: rule[row], "rule": inside} if rule[row] and inside else None
    key = next((name for name in MATCHES if name in rule), None)
    if key is None:
        return rule if finished(rule) else None
    parts = [part for part in map(_rule, rule[key]) if part is not None]
    return {key: parts} if parts else None

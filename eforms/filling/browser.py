"""What the browser's mirror of the rules (static/js/form.js) is told about a page."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from eforms.engine.dependencies import uses
from eforms.engine.journey import ROW, Journey
from eforms.engine.schema import (
    COMPUTED_TYPES,
    GIVEN_TYPES,
    FormSchema,
    Group,
    Item,
    Question,
    Rule,
    Section,
)
from eforms.fields import registry


# So that no text can close the script element it stands in.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def rules_json(version_id: UUID, schema: FormSchema, part: Section, journey: Journey) -> SafeString:
    """Return JSON for a page's script: the page's items, and what they ask for elsewhere.

    ``{"applicant_kind": str, "today": "2026-11-24", "values": {question or group id: answer or
    rows}, "hidden": [ids of groups], "items": [this page's], "outside": [stubs of other pages'
    items]}``. A stub has no rules of its own: the server has decided whether it is shown, and its
    value is null when it is not; groups that are not shown stand in ``hidden``.
    """
    frame, outside = _frame(version_id, schema, part)
    values: dict[str, Any] = {}
    for ref, columns in outside:
        own = schema.section_of(ref) is part  # given, whether it is shown just now or not
        values[ref] = journey.answers.get(ref) if own else _told(schema, journey, ref)
        if isinstance(schema.item(ref), Group):
            values[ref] = [
                {ROW: row.get(ROW)} | {c: _told(schema, journey, c, row.get(ROW)) for c in columns}
                for row in journey.rows(ref)
            ]
    told = {
        "applicant_kind": journey.applicant_kind,
        "today": journey.today.isoformat(),
        "values": values,
        "hidden": [ref for ref, _ in outside if not journey.is_visible(ref)],
    }
    given = json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f"{given[:-1]},{frame[1:]}")  # noqa: S308  (JSON, angle brackets escaped)


Outside = tuple[tuple[str, tuple[str, ...]], ...]  # an item, and the questions of a group


@lru_cache(maxsize=1000)
def _frame(version_id: UUID, schema: FormSchema, part: Section) -> tuple[str, Outside]:
    # Versions never change: their part of the text is made once in a process.
    outside = _outside(schema, part)
    named = _named(part)
    frame = {
        "items": [_item(item, named) for item in part.items],
        "outside": [_stub(schema, ref, columns) for ref, columns in outside],
    }
    text = json.dumps(frame, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return text, outside


def _told(schema: FormSchema, journey: Journey, ref: str, row_id: str | None = None) -> Any:
    answer, item = journey.answer(ref, row_id), schema.item(ref)
    is_secret = isinstance(item, Question) and registry.get(item.type).secret
    return bool(answer) or None if is_secret else answer


def _outside(schema: FormSchema, part: Section) -> Outside:
    """Return what the page needs to be told: other pages' items, and values of its own that no
    input holds."""
    asked = {use.ref for use in uses([part]) if use.where != "check" and use.by != part.id}
    found: dict[str, set[str]] = {}
    for ref in asked:
        item, group = schema.item(ref), schema.group_of(ref)
        own = schema.section_of(ref) is part
        if item is not None and (not own or (group is None and item.type in GIVEN_TYPES)):
            found.setdefault(group.id if group else ref, set()).update({ref} if group else ())
    return tuple((ref, tuple(sorted(found[ref]))) for ref in sorted(found))


def _stub(schema: FormSchema, ref: str, columns: tuple[str, ...] = ()) -> dict:
    item = schema.items[ref]
    # What is calculated elsewhere is told, not worked out a second time.
    kind = min(GIVEN_TYPES) if item.type in COMPUTED_TYPES else item.type
    stub = {"id": ref, "type": kind, "show": None}
    return stub | ({"items": [_stub(schema, c) for c in columns]} if kind == "group" else {})


def _rules(part: Section) -> Iterator[Rule | None]:
    for item in part.items:
        for one in (item, *getattr(item, "items", ())):
            yield one.show
            if isinstance(one, Question):
                yield one.require
                yield from (choice.get("show") for choice in one.choices)


def _named(part: Section) -> set[str] | None:
    """Return the texts that a page's rules compare with, None when one compares two answers."""
    found: set[str] = set()
    parts: list[Any] = list(_rules(part))
    while parts:
        one = parts.pop()
        if isinstance(one, list):
            parts += one
        elif isinstance(one, dict):
            if "other" in one:
                return None
            value = one.get("value") if "op" in one else None
            values = value if isinstance(value, list) else [value]
            found.update(text for text in values if isinstance(text, str))
            parts += one.values()
    return found


def _ids(question: Question, named: set[str] | None) -> dict[str, str]:
    """Return label → id of the choices of a long list that rules name; the rest is not needed."""
    return {
        choice["label"]: choice["id"]
        for choice in question.options.get("choices", ())
        if named is None or choice["id"] in named
    }


def _item(item: Item, named: set[str] | None) -> dict:
    told = {"id": item.id, "type": item.type, "show": item.show}
    if isinstance(item, Group):
        return told | {
            "minimum": item.minimum,
            "maximum": item.maximum,
            "items": [_item(question, named) for question in item.items],
        }
    told |= {"required": item.required, "require": item.require}
    if not item.is_asked:
        told["asked"] = False
    options = _options(item, named)
    return told | {"options": options} if options else told


def _options(question: Question, named: set[str] | None) -> dict[str, Any]:
    if question.type == "search_list":
        return {"ids": _ids(question, named)}
    names = ("unit", *(("earliest", "latest") if question.type == "date" else ()))
    options = {key: question.options[key] for key in names if question.options.get(key)}
    if question.type in COMPUTED_TYPES:
        options |= {key: question.options.get(key) for key in ("formula", "places")}
    ruled = [{"id": c["id"], "show": c["show"]} for c in question.choices if c.get("show")]
    return options | ({"choices": ruled} if ruled else {})

"""What the browser's mirror of the rules (static/js/form.js) is told about a page."""

import json
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from eforms.engine.journey import Journey
from eforms.engine.rules import APPLICANT_KIND, refs
from eforms.engine.schema import FormSchema, Group, Item, Question, Section


# So that no text can close the script element it stands in.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def rules_json(version_id: UUID, schema: FormSchema, part: Section, journey: Journey) -> SafeString:
    """Return JSON for a page's script: the page's items, and what its rules need from outside.

    ``{"applicant_kind": str, "values": {question id: answer}, "items": [this page's], "outside":
    [stubs of other pages' questions that a rule here asks for]}``. A stub has no rules of its own:
    the server has decided whether it is shown, and its value is null when it is not.
    """
    frame, outside = _frame(version_id, schema, part)
    values = {ref: journey.answer(ref) for ref in outside}
    given = json.dumps(
        {"applicant_kind": journey.applicant_kind, "values": values},
        ensure_ascii=False,
        separators=(",", ":"),
    ).translate(_ESCAPES)
    return mark_safe(f"{given[:-1]},{frame[1:]}")  # noqa: S308  (JSON, angle brackets escaped)


@lru_cache(maxsize=1000)
def _frame(version_id: UUID, schema: FormSchema, part: Section) -> tuple[str, tuple[str, ...]]:
    # Versions never change: their part of the text is made once in a process.
    own = {item.id for item in part.items}
    own |= {question.id for item in part.items for question in getattr(item, "items", ())}
    asked: set[str] = set()
    for item in part.items:
        for one in (item, *getattr(item, "items", ())):
            for rule in (one.show, getattr(one, "require", None)):
                asked |= refs(rule) if rule else set()
    outside = tuple(
        sorted(
            ref
            for ref in asked - own - {APPLICANT_KIND}
            if schema.item(ref) is not None and schema.group_of(ref) is None
        )
    )
    named = _named(part)
    frame = {
        "items": [_item(item, named) for item in part.items],
        "outside": [_stub(schema, ref) for ref in outside],
    }
    text = json.dumps(frame, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return text, outside


def _stub(schema: FormSchema, ref: str) -> dict:
    return {"id": ref, "type": schema.item(ref).type, "show": None}


def _named(part: Section) -> set[str] | None:
    """Return the texts that a page's rules compare with, None when one compares two answers."""
    found: set[str] = set()
    parts: list[Any] = [item.to_json() for item in part.items]
    while parts:
        one = parts.pop()
        if isinstance(one, list):
            parts += one
        elif isinstance(one, dict):
            if "other" in one:
                return None
            value = one.get("value") if "op" in one else None
            found.update(v for v in (value if isinstance(value, list) else [value]) if v)
            parts += [value for key, value in one.items() if key != "options"]
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
    if item.type == "search_list":
        return told | {"options": {"ids": _ids(item, named)}}
    return told | {"options": {"unit": item.options["unit"]}} if item.options.get("unit") else told

"""What the browser's mirror of the rules (static/js/form.js) is told about a page."""

import json
from functools import lru_cache
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from eforms.engine.journey import Journey
from eforms.engine.rules import APPLICANT_KIND, refs
from eforms.engine.schema import FormSchema, Group, Item, Section


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
    frame = {
        "items": [_item(item) for item in part.items],
        "outside": [_stub(schema, ref) for ref in outside],
    }
    text = json.dumps(frame, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return text, outside


def _stub(schema: FormSchema, ref: str) -> dict:
    return {"id": ref, "type": schema.item(ref).type, "show": None}


def _item(item: Item) -> dict:
    told = {"id": item.id, "type": item.type, "show": item.show}
    if isinstance(item, Group):
        return told | {
            "minimum": item.minimum,
            "maximum": item.maximum,
            "items": [_item(question) for question in item.items],
        }
    told |= {"required": item.required, "require": item.require}
    return told | {"options": {"unit": item.options["unit"]}} if item.options.get("unit") else told

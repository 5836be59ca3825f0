"""A form as programs read it: the current version, with rules and answers by question code."""

import hashlib
from typing import Any
from uuid import UUID

from eforms.building.models import FormPage
from eforms.building.stored import FormVersion
from eforms.building.versions import schema_of
from eforms.building.windows import Window
from eforms.engine.schema import FormSchema, Group, Item, Question, Section
from eforms.fields import registry
from eforms.filling.rule_codes import by_code, checks, options


KEPT = 100
_sections: dict[UUID, list[dict]] = {}


def definition(page: FormPage, version: FormVersion, window: Window) -> dict[str, Any]:
    """Return the document of a form."""
    schema = schema_of(version)
    return {
        "code": page.code,
        "title": schema.title,
        "version": version.number,
        "sha256": version.sha256,
        "applicant_kinds": list(schema.applicant_kinds),
        "accepts": {
            "state": window.state,
            "from": _iso(window.opens_at),
            "until": _iso(window.closes_at),
            "message": window.message,
        },
        "fee": page.fee_text,
        "sections": _described(version, schema),
    }


def etag_of(page: FormPage, version: FormVersion, window: Window) -> str:
    """Return the entity tag: the version's digest, and what of the page stands in the document."""
    seen = f"{page.code}\0{page.fee_text}\0{window.state}\0{window.message}"
    return f'"{version.sha256[:32]}-{hashlib.sha256(seen.encode()).hexdigest()[:16]}"'


def _described(version: FormVersion, schema: FormSchema) -> list[dict]:
    # Versions never change: their description is made once in a process.
    if version.pk not in _sections:
        if len(_sections) >= KEPT:
            _sections.clear()
        _sections[version.pk] = [
            _section(schema, section, number) for number, section in enumerate(schema.sections, 1)
        ]
    return _sections[version.pk]


def _section(schema: FormSchema, section: Section, number: int) -> dict:
    return {
        "number": number,
        "title": section.title,
        "intro": section.intro,
        "show": by_code(schema, section.show),
        "checks": checks(schema, section),
        "questions": [_item(schema, item) for item in section.items],
    }


def _item(schema: FormSchema, item: Item) -> dict:
    told = {
        "code": item.code,
        "type": item.type,
        "label": item.label,
        "help": item.help,
        "show": by_code(schema, item.show),
    }
    if isinstance(item, Group):
        questions = [_item(schema, question) for question in item.items]
        return told | {
            "minimum": item.minimum,
            "maximum": item.maximum,
            "checks": checks(schema, item),
            "questions": questions,
        }
    return told | _question(schema, item)


def _question(schema: FormSchema, question: Question) -> dict:
    return {
        "required": question.required,
        "require": by_code(schema, question.require),
        "options": options(schema, question),
        "schema": registry.get(question.type).json_schema(question)
        if question.has_answer
        else None,
    }


def _iso(moment) -> str | None:
    return moment.isoformat() if moment else None

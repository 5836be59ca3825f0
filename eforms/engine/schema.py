"""The compiled form ("schema version 1") as immutable objects, and its canonical bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eforms.engine import dependencies
from eforms.engine.calculation import check_formula
from eforms.engine.items import (
    COMPUTED_TYPES,
    DISPLAY_TYPES,
    GIVEN_TYPES,
    Check,
    Group,
    Item,
    Question,
    Rule,
    Section,
)
from eforms.engine.rules import check_rule


__all__ = [
    "APPLICANT_KINDS",
    "COMPUTED_TYPES",
    "DISPLAY_TYPES",
    "GIVEN_TYPES",
    "SCHEMA_VERSION",
    "Check",
    "FormSchema",
    "Group",
    "Item",
    "Question",
    "Rule",
    "SchemaError",
    "Section",
    "canonical_bytes",
    "digest",
]

SCHEMA_VERSION = 1
APPLICANT_KINDS = ("individual", "corporation", "organization")


class SchemaError(ValueError):
    """A schema document does not have the shape this code reads."""


@dataclass(frozen=True)
class FormSchema:
    """A whole form."""

    title: str
    sections: tuple[Section, ...]
    applicant_kinds: tuple[str, ...] = ("individual",)

    @classmethod
    def from_json(cls, document: dict[str, Any], *, whole: bool = True) -> FormSchema:
        """Read a schema document.

        Ids that rules name need not exist: what is not there counts as empty. A form that is
        still being built (``whole=False``) may run in circles; in them, too, that is so.

        Raises:
            SchemaError: unknown version, missing part, double id, a malformed rule, calculation or
                check, or something that depends on itself.
        """
        if document.get("schema") != SCHEMA_VERSION:
            raise SchemaError(f"schema version {document.get('schema')!r} is not known")
        try:
            schema = cls(
                title=document["title"],
                applicant_kinds=tuple(document["applicant_kinds"]),
                sections=tuple(_section(part) for part in document["sections"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise SchemaError(f"malformed schema: {error}") from error
        ids = [part.id for part in schema.sections] + [item.id for item in schema.walk()]
        ids += [check.id for check in schema.checks()]
        if len(ids) != len(set(ids)):
            raise SchemaError("an id is used twice")
        circles = dependencies.order(schema.sections).circles if whole else ()
        if circles:
            raise SchemaError(f"depends on itself: {' → '.join(circles[0])}")
        return schema

    def to_json(self) -> dict[str, Any]:
        """Return the schema document."""
        return {
            "schema": SCHEMA_VERSION,
            "title": self.title,
            "applicant_kinds": list(self.applicant_kinds),
            "sections": [section.to_json() for section in self.sections],
        }

    def walk(self) -> Iterator[Item]:
        """Yield every item in reading order, a group before its questions."""
        for section in self.sections:
            for item in section.items:
                yield item
                if isinstance(item, Group):
                    yield from item.items

    def questions(self) -> Iterator[Question]:
        """Yield every question in reading order, those inside groups too."""
        return (item for item in self.walk() if isinstance(item, Question))

    def checks(self) -> Iterator[Check]:
        """Yield every check, those of a section before those of its groups."""
        for section in self.sections:
            yield from section.checks
            for item in section.items:
                if isinstance(item, Group):
                    yield from item.checks

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The ids of pages, groups and questions, each after those it depends on."""
        return dependencies.order(self.sections).ids

    @cached_property
    def ruled(self) -> tuple[str, ...]:
        """Those of ``order`` that something else decides about: by a rule or a calculation."""
        return tuple(part_id for part_id in self.order if self._is_ruled(part_id))

    def _is_ruled(self, part_id: str) -> bool:
        part = self.section(part_id) or self.items[part_id]
        computed = isinstance(part, Question) and part.type in COMPUTED_TYPES
        return part.show is not None or computed or part_id in self.ruled_choices

    @cached_property
    def ruled_choices(self) -> dict[str, list[tuple[str, Rule]]]:
        """The choices with a rule of their own, by question: their ids and rules."""
        found: dict[str, list[tuple[str, Rule]]] = {}
        for question in self.questions():
            ruled = [(c["id"], c["show"]) for c in question.choices if c.get("show")]
            if ruled:
                found[question.id] = ruled
        return found

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every question and group by its id."""
        return {item.id: item for item in self.walk()}

    @cached_property
    def _sections(self) -> dict[str, Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def _homes(self) -> dict[str, tuple[Section, Group | None]]:
        homes: dict[str, tuple[Section, Group | None]] = {}
        for section in self.sections:
            for item in section.items:
                homes[item.id] = (section, None)
                if isinstance(item, Group):
                    homes.update({question.id: (section, item) for question in item.items})
        return homes

    def item(self, item_id: str) -> Item | None:
        """Return a question or group by id."""
        return self.items.get(item_id)

    def section(self, section_id: str) -> Section | None:
        """Return a section by id."""
        return self._sections.get(section_id)

    def section_of(self, item_id: str) -> Section | None:
        """Return the section that holds an item."""
        home = self._homes.get(item_id)
        return home[0] if home else None

    def group_of(self, question_id: str) -> Group | None:
        """Return the group that holds a question, if one does."""
        home = self._homes.get(question_id)
        return home[1] if home else None


def _check(part: dict[str, Any]) -> Check:
    when = check_rule(part["when"])
    if when is None:
        raise ValueError("a check has a rule")
    return Check(id=str(part["id"]), when=when, message=part["message"], at=str(part["at"]))


def _checks(part: dict[str, Any]) -> tuple[Check, ...]:
    return tuple(_check(check) for check in part.get("checks") or ())


def _question(part: dict[str, Any]) -> Question:
    options = part.get("options", {})
    for choice in options.get("choices") or ():
        check_rule(choice.get("show"))
    if part["type"] in COMPUTED_TYPES:
        check_formula(options.get("formula"), options.get("places", 0))
    return Question(
        id=str(part["id"]),
        type=part["type"],
        code=part["code"],
        label=part["label"],
        help=part.get("help", ""),
        required=bool(part.get("required", False)),
        show=check_rule(part.get("show")),
        require=check_rule(part.get("require")),
        options=options,
    )


def _item(part: dict[str, Any]) -> Item:
    if part["type"] != "group":
        return _question(part)
    return Group(
        id=str(part["id"]),
        code=part["code"],
        label=part["label"],
        help=part.get("help", ""),
        minimum=int(part.get("minimum", 0)),
        maximum=int(part.get("maximum", 10)),
        row_title=part.get("row_title", ""),
        show=check_rule(part.get("show")),
        checks=_checks(part),
        items=tuple(_question(question) for question in part["items"]),
    )


def _section(part: dict[str, Any]) -> Section:
    return Section(
        id=str(part["id"]),
        title=part["title"],
        intro=part.get("intro", ""),
        show=check_rule(part.get("show")),
        checks=_checks(part),
        items=tuple(_item(item) for item in part["items"]),
    )


def canonical_bytes(document: dict[str, Any]) -> bytes:
    """Return JSON bytes that are equal for equal documents (sorted keys, no spaces, UTF-8)."""
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(document: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()

"""The look-up buttons of a page: which question was meant, what was found, what was chosen.

A button keeps what is typed and leads back to the page; there the look-up is made and its fills
stand in the inputs, stored when the page is. GET writes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.datastructures import MultiValueDict

from eforms.engine.schema import Group, Question, Section
from eforms.fields import registry
from eforms.fields.base import part_name
from eforms.fields.lookups import CHOSEN, COMPANY_NAME, COMPANY_NUMBER, LOOK_UP, POSTAL, TAKE
from eforms.fields.offered import NONE, Lookups
from eforms.fields.rows import Typed, posted_rows, question_name, with_minimum
from eforms.filling.lookups import company_finding, findings, postal, postal_finding
from eforms.filling.lookups.findings import KEEP, Finding, Parts
from eforms.filling.lookups.houjin import client


BUTTONS = (LOOK_UP, TAKE)
UNCHOSEN = "unchosen"
TYPES = {POSTAL: "address", COMPANY_NUMBER: "company", COMPANY_NAME: "company"}


@dataclass(frozen=True)
class Asked:
    """A button of a question on this page, and what is typed in the question's parts."""

    kind: str
    name: str
    question: Question
    typed: Parts

    @property
    def value(self) -> str:
        """The button's value."""
        return f"{self.kind}:{self.name}"


class Pressed(NamedTuple):
    """What a button makes of a page: what is typed now, the query of the page, where it opens."""

    typed: Typed
    query: dict[str, str]
    anchor: str


def offered(section: Section) -> frozenset[str]:
    """Return the kinds of look-ups that a page offers now."""
    types = {question.type for question, _ in _questions(section, {})}
    kinds: set[str] = set()
    if "address" in types and postal.is_available():
        kinds.add(POSTAL)
    if "company" in types and client.is_available():
        kinds |= {COMPANY_NUMBER, COMPANY_NAME}
    return frozenset(kinds)


def press(section: Section, typed: Typed, data: Mapping[str, str]) -> Pressed:
    """Return what becomes of a page on which a button was pressed; unknown ones change nothing."""
    asked = _asked(section, typed, data.get(TAKE) or data.get(LOOK_UP) or "")
    if asked is None:
        return Pressed(typed, {}, "")
    query = {LOOK_UP: asked.value}
    if TAKE in data:
        key = data.get(f"{CHOSEN}{asked.name}", "")
        if key == KEEP:
            query = {}
        elif not key:
            query |= {UNCHOSEN: "1"}
        else:
            typed = typed | _inputs(asked, _taken(asked, key))
    return Pressed(typed, query, f"#{asked.name}-found")


def on_page(
    section: Section, typed: Typed | None, query: Mapping[str, str]
) -> tuple[Lookups, Typed | None]:
    """Return the look-ups of a page, and what is typed there with what the asked one fills in."""
    kinds = offered(section)
    if not kinds:
        return NONE, typed
    asked = _asked(section, typed, query.get(LOOK_UP, "")) if typed else None
    if typed is None or asked is None or asked.kind not in kinds:
        return Lookups(kinds), typed
    finding = _find(asked)
    html = findings.as_html(
        finding, button=asked.value, name=asked.name, unchosen=UNCHOSEN in query
    )
    return Lookups(kinds, {asked.name: html}), typed | _inputs(asked, finding.fills)


def _find(asked: Asked) -> Finding:
    kana = bool(asked.question.options.get("kana"))
    if asked.kind == POSTAL:
        return postal_finding.find(asked.typed)
    if asked.kind == COMPANY_NUMBER:
        return company_finding.find_by_number(asked.typed, kana=kana)
    return company_finding.find_by_name(asked.typed, kana=kana)


def _taken(asked: Asked, key: str) -> Parts:
    if asked.kind == POSTAL:
        return postal_finding.taken(asked.typed, key)
    found = company_finding.taken(key, kana=bool(asked.question.options.get("kana")))
    return {part: value for part, value in found.items() if value}


def _asked(section: Section, typed: Typed, value: str) -> Asked | None:
    kind, _, wanted = value.partition(":")
    for question, name in _questions(section, typed):
        if name == wanted and question.type == TYPES.get(kind):
            raw = registry.get(question.type).parse(question, MultiValueDict(typed), name)
            return Asked(kind, name, question, {part: "".join(raw[part][:1]) for part in raw})
    return None


def _questions(section: Section, typed: Typed) -> Iterator[tuple[Question, str]]:
    data = MultiValueDict(typed)
    for item in section.items:
        if not isinstance(item, Group):
            yield item, question_name(item)
            continue
        for row_id in with_minimum(item, posted_rows(item, data)) or ["r1"]:
            yield from (
                (question, question_name(question, item, row_id)) for question in item.items
            )


def _inputs(asked: Asked, parts: Parts) -> Typed:
    return {part_name(asked.name, part): [value] for part, value in parts.items()}

"""Answers as people read them: on the check page, at the desk, in mails and on paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy

from eforms.engine.journey import ROW, Answers, Journey
from eforms.engine.schema import FormSchema, Group, Question
from eforms.fields import registry
from eforms.fields.base import FileValue
from eforms.fields.my_number import masked
from eforms.fields.name import full_name


NOT_GIVEN = gettext_lazy("回答なし")
DESTROYED = gettext_lazy("削除済み（番号は残っていません）")
ORGANISATION_PROFILES = ("company", "organization_name")
ORGANISATION_CODES = ("org_name", "group_name")


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One answer. ``lines`` is 回答なし when nothing was given."""

    question_id: str
    label: str
    lines: list[str]
    group_id: str | None = None
    row_title: str = ""
    files: list[FileValue] = field(default_factory=list)
    has_answer: bool = True
    row_id: str | None = None
    secret: str = ""  # the id of a registered number, for those who were told its last digits


@dataclass(frozen=True, slots=True)
class SummaryBlock:
    """Answers under one heading: a row of a repeated group, or (no title) plain questions."""

    title: str
    rows: list[SummaryRow]


@dataclass(frozen=True, slots=True)
class SummarySection:
    """One page with its answers, in reading order."""

    id: str
    title: str
    rows: list[SummaryRow]

    @property
    def blocks(self) -> list[SummaryBlock]:
        """The answers parted where another row of a repeated group begins or ends."""
        parted = groupby(self.rows, key=lambda row: (row.group_id, row.row_id, row.row_title))
        return [SummaryBlock(title, list(rows)) for (_, _, title), rows in parted]


def summary(
    schema: FormSchema,
    journey: Journey,
    *,
    staff: bool = False,
    tails: Mapping[str, str] | None = None,
) -> list[SummarySection]:
    """Return the visible pages with what was answered on them; texts to read are left out.

    Only ``staff`` sees what was calculated for rules alone. ``tails`` (id → last digits) lets
    those who may see them tell registered numbers apart.
    """
    return [
        SummarySection(section.id, section.title, rows)
        for section in journey.sections
        if (
            rows := [
                row for item in journey.items(section) for row in _rows(journey, item, staff, tails)
            ]
        )
    ]


def _rows(
    journey: Journey, item: Question | Group, staff: bool, tails: Mapping[str, str] | None
) -> list[SummaryRow]:
    if isinstance(item, Question):
        return [_row(item, journey.answer(item.id), tails)] if _is_told(item, staff) else []
    rows = journey.rows(item.id)
    if not rows:
        return [SummaryRow(item.id, item.label, [str(NOT_GIVEN)], item.id, has_answer=False)]
    return [
        _row(
            question,
            journey.answer(question.id, row.get(ROW)),
            tails,
            item,
            f"{item.row_title or item.label} {number}",
            row,
        )
        for number, row in enumerate(rows, 1)
        for question in journey.row_items(item, row)
        if _is_told(question, staff)
    ]


def _is_told(question: Question, staff: bool) -> bool:
    return question.has_answer and (staff or not question.options.get("hidden"))


def _row(
    question: Question,
    value: Any,
    tails: Mapping[str, str] | None,
    group: Group | None = None,
    title: str = "",
    row: dict[str, Any] | None = None,
) -> SummaryRow:
    kind = registry.get(question.type)
    given = not kind.is_empty(value)
    secret = value["id"] if given and kind.secret else ""
    return SummaryRow(
        question_id=question.id,
        label=question.label,
        lines=_lines(question, value, tails) if given else [str(NOT_GIVEN)],
        group_id=group.id if group else None,
        row_title=title,
        files=list(value) if given and kind.value_kind == "file" else [],
        has_answer=given,
        row_id=row.get(ROW) if row else None,
        secret=secret if tails is not None and secret in tails else "",
    )


def _lines(question: Question, value: Any, tails: Mapping[str, str] | None) -> list[str]:
    kind = registry.get(question.type)
    if not kind.secret or tails is None:
        return kind.display(question, value)
    tail = tails.get(value["id"])
    return [str(DESTROYED) if tail is None else masked(tail)]


def as_text(sections: list[SummarySection]) -> str:
    """Return a summary as plain text, for paper and mails."""
    blocks = []
    for section in sections:
        written = [f"■ {section.title}"]
        title = ""
        for row in section.rows:
            if row.row_title != title:
                title = row.row_title
                written.append(f"［{title}］" if title else "")
            written.append(f"{row.label}：{chr(10).join(row.lines)}")
        blocks.append("\n".join(written))
    return "\n\n".join(blocks)


def applicant_name(
    schema: FormSchema, answers: Answers, applicant_kind: str = "individual"
) -> str | None:
    """Return who applies: of a person the first name given outside groups, of a company or group
    what it is called. Where that was not asked for, the other of both.

    What a company or group is called is the answer of a ``company`` question, of a text with the
    profile of one, or of a text with one of ORGANISATION_CODES.
    """
    questions = [item for item in _plain(schema) if answers.get(item.id)]
    ways = [_person, _organisation]
    for way in ways if applicant_kind == "individual" else reversed(ways):
        name = next(filter(None, (way(item, answers[item.id]) for item in questions)), None)
        if name:
            return name
    return None


def _person(question: Question, value: Any) -> str | None:
    return full_name(value) if question.type == "name" else None


def _organisation(question: Question, value: Any) -> str | None:
    if question.type == "company":
        return value.get("name") if question.options.get("own") is not False else None
    profile = question.options.get("profile")
    is_name = profile in ORGANISATION_PROFILES or question.code in ORGANISATION_CODES
    return value if is_name and isinstance(value, str) else None


def _plain(schema: FormSchema) -> list[Question]:
    return [
        item for section in schema.sections for item in section.items if isinstance(item, Question)
    ]

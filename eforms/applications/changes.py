"""Old answers beside new ones, as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from eforms.applications.corrections import ApplicationRevision, Correction, Place
from eforms.applications.models import Application
from eforms.building.versions import schema_of
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema
from eforms.fields.display import SummaryRow, summary


@dataclass(frozen=True)
class Change:
    """One line of old and new; ``new`` is None for an answer that goes because it is hidden now."""

    section: str
    label: str
    row_title: str
    old: SummaryRow | None
    new: SummaryRow | None

    @property
    def differs(self) -> bool:
        """Whether the answer is another one."""
        if self.old is None or self.new is None:
            return True
        return (self.old.lines, self.old.files) != (self.new.lines, self.new.files)


def changes(
    schema: FormSchema,
    before: Journey,
    after: Journey,
    *,
    asked: Iterable[Any] = (),
    staff: bool = False,
    tails: Any = None,
) -> list[Change]:
    """Return old beside new: what differs, and what was ``asked`` and stayed as it was."""
    places = {Place(*place) for place in asked}
    olds = _rows(summary(schema, before, staff=staff, tails=tails))
    news = _rows(summary(schema, after, staff=staff, tails=tails))
    order = [*news, *(key for key in olds if key not in news)]
    home = {part.id: number for number, part in enumerate(schema.sections)}
    order.sort(key=lambda key: home[(news.get(key) or olds[key])[0].id])
    found = []
    for key in order:
        part, row = news.get(key) or olds[key]
        old, new = olds.get(key, (None, None))[1], news.get(key, (None, None))[1]
        if old is not None and not old.has_answer and new is None:
            continue
        change = Change(part.title, row.label, row.row_title, old, new)
        if change.differs or key in places:
            found.append(change)
    return found


def _rows(parts: list) -> dict[Place, tuple[Any, SummaryRow]]:
    return {Place(row.question_id, row.row_id): (part, row) for part in parts for row in part.rows}


@dataclass(frozen=True)
class Answered:
    """A correction that was answered: what was asked, and old beside new."""

    correction: Correction
    at: Any
    changes: list[Change]


def answered(
    application: Application, *, staff: bool = False, tails: Mapping[str, str] | None = None
) -> list[Answered]:
    """Return the answered corrections of an application, the newest first."""
    schema = schema_of(application.version)
    day = timezone.localdate(application.received_at)

    def journey(answers: Any) -> Journey:
        return Journey(schema, answers, application.applicant_kind, day)

    def of(revision: ApplicationRevision) -> Answered:
        lines = changes(
            schema,
            journey(revision.before),
            journey(revision.after),
            asked=revision.correction.places,
            staff=staff,
            tails=tails,
        )
        return Answered(revision.correction, revision.made_at, lines)

    made = application.revisions.select_related("correction__asked_by").order_by("-made_at", "-id")
    return [of(revision) for revision in made]


def asked(application: Application, correction: Correction) -> list[tuple[str, str]]:
    """Return what a correction asks for, by the names the applicant sees, and the words for it."""
    schema = schema_of(application.version)
    day = timezone.localdate(application.received_at)
    journey = Journey(schema, application.answers, application.applicant_kind, day)
    names = {
        Place(row.question_id, row.row_id): f"{row.row_title}　{row.label}".strip()
        for part in summary(schema, journey)
        for row in part.rows
    }
    return [
        (names.get(place) or getattr(schema.item(place.item_id), "label", ""), words)
        for place, words in zip(correction.places, correction.items.values(), strict=True)
    ]

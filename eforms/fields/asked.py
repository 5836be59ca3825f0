"""Some questions of a sent form answered anew: they alone are read, the others keep their answers.

Which ones may be answered grows with the answers: what they newly show or require is asked too.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from eforms.engine.journey import ROW, Answers, Journey
from eforms.engine.rules import is_empty
from eforms.engine.schema import GIVEN_TYPES, FormSchema, Group, Question, Section
from eforms.fields import registry
from eforms.fields.base import Raw, Store, part_name
from eforms.fields.input_errors import InputError
from eforms.fields.processing import process_source
from eforms.fields.rows import Typed, question_name
from eforms.fields.sources import Entry, Posted


# A question and its row, or a group with all of its rows.
At = tuple[str, str | None]


class Asked(Posted):
    """What a browser sent for the places that are ``open``; elsewhere what was answered before."""

    def __init__(self, data: Any, files: Any, places: Collection[At], answers: Answers) -> None:
        super().__init__(data, files)
        self.open = places
        self.answers = answers

    def is_typed(self, entry: Entry) -> bool:
        """Return whether the question is asked, by itself or with its whole group."""
        group = entry.group
        return (entry.question.id, entry.row_id) in self.open or (
            group is not None and (group.id, None) in self.open
        )

    def rows(self, group: Group) -> list[str]:
        """Return the ids of a group's rows: those that came where the whole group is asked."""
        if (group.id, None) in self.open:
            return super().rows(group)
        return [str(row.get(ROW)) for row in self.answers.get(group.id) or ()]

    def given(self, entry: Entry) -> Raw | Any:
        """Return the raw input of what is asked, else the answer."""
        if self.is_typed(entry):
            return super().given(entry)
        if entry.group is None:
            return self.answers.get(entry.question.id)
        rows = self.answers.get(entry.group.id) or ()
        row = next((row for row in rows if str(row.get(ROW)) == entry.row_id), {})
        return row.get(entry.question.id)

    def has_files(self, given: Any) -> bool:
        """Return whether there are files."""
        return any(given.values()) if isinstance(given, dict) else not is_empty(given)

    def read(self, entry: Entry, context: Any) -> Any:
        """Return the value; an answer that is not asked for stays as it is, unchecked.

        Raises:
            FieldError: what came cannot be taken.
        """
        return super().read(entry, context) if self.is_typed(entry) else entry.given

    def blank(self, entry: Entry) -> bool:
        """Return whether nothing was typed in a row that may go for it."""
        whole = entry.group is not None and (entry.group.id, None) in self.open
        return whole and super().blank(entry)


@dataclass(frozen=True)
class Answered:
    """A correction worked off.

    ``answers`` are those of the whole form, ``places`` what was asked in the end, ``errors`` what
    is wrong with it, ``typed`` the inputs to show again.
    """

    answers: Answers
    journey: Journey
    places: list[At]
    errors: list[InputError]
    typed: Typed


def work_off(
    schema: FormSchema,
    answers: Answers,
    applicant_kind: str,
    asked: Collection[At],
    data: Any,
    files: Any,
    store: Store | None,
    *,
    today: date,
) -> Answered:
    """Read and check the places that are asked (``data``, ``files``: what a browser sent).

    ``today`` is the day on which the form's rules are decided: the one it was received.
    """
    before = Journey(schema, answers, applicant_kind, today)
    places = set(asked)
    while True:
        now, errors, typed = _read(
            schema, answers, applicant_kind, places, data, files, store, today
        )
        journey = Journey(schema, now, applicant_kind, today)
        more = set(_newly_asked(before, journey, places))
        if not more:
            break
        places |= more
    known = {
        (error.question_id, error.row_id, error.message)
        for error in _read(schema, answers, applicant_kind, (), {}, None, None, today)[1]
    }
    order = [place for place in _all_places(journey) if place in places]
    told = [
        error if _is_open(schema, error, places) else _moved(schema, error, order)
        for error in errors
        if _is_open(schema, error, places)
        or (error.question_id, error.row_id, error.message) not in known
    ]
    stop = journey.stopped()
    if stop is not None and before.stopped() is None and order:
        words = _("この答えでは、手続きを進められません：%(why)s") % {"why": stop.label}
        told.append(_moved(schema, InputError("", words, stop.label, stop.id), order))
    return Answered(journey.pruned() | _given(journey), journey, order, told, typed)


def _read(
    schema: FormSchema,
    answers: Answers,
    applicant_kind: str,
    places: Collection[At],
    data: Any,
    files: Any,
    store: Store | None,
    today: date,
) -> tuple[Answers, list[InputError], Typed]:
    current, errors, typed = dict(answers), [], {}
    for section in schema.sections:
        source = Asked(data, files, places, answers)
        result = process_source(
            schema, section, source, current, applicant_kind, store, today=today
        )
        # What is hidden by this page stays until all are read: a later one may show it again.
        for item in section.items:
            if item.id in result.answers:
                current[item.id] = result.answers[item.id]
        if Journey(schema, current, applicant_kind, today).decided.section_shown(section):
            errors += result.errors
            typed |= _of_open(section, result.unchecked, places)
    return current, errors, typed


def _of_open(section: Section, typed: Typed, places: Collection[At]) -> Typed:
    """Return what was typed without the rows of groups that are not asked as a whole."""
    groups = [item for item in section.items if isinstance(item, Group)]
    closed = {f"rows-{group.id}" for group in groups if (group.id, None) not in places}
    return {name: values for name, values in typed.items() if name not in closed}


def _newly_asked(before: Journey, after: Journey, places: Collection[At]) -> Iterator[At]:
    schema = after.schema
    for item_id, row_id in _all_places(after):
        item, group = schema.item(item_id), schema.group_of(item_id)
        if (item_id, row_id) in places or (group and (group.id, None) in places):
            continue
        if isinstance(item, Group):
            if not before.is_visible(item_id) and item_id not in before.answers:
                yield item_id, None
            continue
        was_shown = before.is_visible(item_id, row_id)
        value = after.answer(item_id, row_id)
        missing = registry.get(item.type).is_empty(value) and after.is_required(item_id, row_id)
        was_missing = was_shown and _lacked(before, item, row_id)
        if (not was_shown and is_empty(value)) or (missing and not was_missing):
            yield item_id, row_id


def _lacked(journey: Journey, item: Question, row_id: str | None) -> bool:
    empty = registry.get(item.type).is_empty(journey.answer(item.id, row_id))
    return empty and journey.is_required(item.id, row_id)


def _all_places(journey: Journey) -> Iterator[At]:
    """Yield every visible place that can be asked, in reading order."""
    for section in journey.schema.sections:
        for item in journey.items(section):
            if isinstance(item, Question):
                if item.is_asked:
                    yield item.id, None
                continue
            yield item.id, None
            for row in journey.rows(item.id):
                for question in journey.row_items(item, row):
                    if question.is_asked:
                        yield question.id, row.get(ROW)


def _is_open(schema: FormSchema, error: InputError, places: Collection[At]) -> bool:
    group = schema.group_of(error.question_id)
    return (error.question_id, error.row_id) in places or (
        group is not None and (group.id, None) in places
    )


def _moved(schema: FormSchema, error: InputError, order: list[At]) -> InputError:
    """Return an error told at the first place that can be changed; its own cannot."""
    if not order:
        return error
    item_id, row_id = order[0]
    item = schema.item(item_id)
    if isinstance(item, Group):
        anchor = f"g-{item.id}"
    else:
        name = question_name(item, schema.group_of(item_id), row_id)
        anchor = part_name(name, registry.get(item.type).parts(item)[0])
    return replace(error, anchor=anchor, question_id=item_id, row_id=row_id, part="", parts=("",))


def _given(journey: Journey) -> Answers:
    """Return what came with a link, hidden or not (``processing`` keeps it likewise)."""
    return {
        question.id: journey.answers[question.id]
        for question in journey.schema.questions()
        if question.type in GIVEN_TYPES and question.id in journey.answers
    }

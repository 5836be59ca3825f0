"""A page of answers, from a browser or from a program: read, checked, and only what is visible.

What was sent for questions that do not exist or are hidden is never looked at twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from eforms.engine.journey import ROW, Answers, Journey
from eforms.engine.schema import GIVEN_TYPES, FormSchema, Group, Question, Section
from eforms.fields import choice_list, registry
from eforms.fields.base import Context, FieldError, Store, named, part_name
from eforms.fields.input_errors import InputError, at_group, at_question, of_checks
from eforms.fields.rows import Typed, question_name, rows_name
from eforms.fields.sources import Entry, Posted, Stored, Values


__all__ = [
    "InputError",
    "SectionResult",
    "process_section",
    "process_source",
    "process_values",
    "recheck",
    "typed_journey",
]

# What a typed text may have at most to be shown again.
KEPT_CHARACTERS = 20_000


@dataclass(frozen=True)
class SectionResult:
    """A page after the check.

    ``answers`` are those of the whole form with this page's put in: visible ones only (and what
    came with a link), every visible question of the page present (None when empty or refused).
    """

    answers: Answers
    errors: list[InputError]
    typed: Callable[[], Typed]
    # When the page is refused: what was fine, and has to be typed once more all the same.
    again: tuple[InputError, ...] = ()

    @cached_property
    def unchecked(self) -> Typed:
        """What was typed, by input name; most pages are accepted and never need it."""
        return self.typed()


def process_section(
    schema: FormSchema,
    section: Section,
    data: Any,
    files: Any,
    answers: Answers,
    applicant_kind: str,
    store: Store | None,
    *,
    today: date | None = None,
) -> SectionResult:
    """Check a page as a browser sent it (``data``, ``files``: QueryDict and MultiValueDict).

    ``today`` is the present day in Japan unless it is given.
    """
    page = _Page(schema, section, Posted(data, files), answers, applicant_kind, store, today)
    return page.result()


def process_values(
    schema: FormSchema,
    section: Section,
    values: dict[str, Any],
    answers: Answers,
    applicant_kind: str,
    store: Store | None,
    *,
    today: date | None = None,
) -> SectionResult:
    """Check a page as a program sent it: values by question code, rows as lists by group code."""
    page = _Page(schema, section, Values(values), answers, applicant_kind, store, today)
    return page.result()


def process_source(
    schema: FormSchema,
    section: Section,
    source: Any,
    answers: Answers,
    applicant_kind: str,
    store: Store | None,
    *,
    today: date,
) -> SectionResult:
    """Check a page whose answers come from a source of its own (:mod:`eforms.fields.asked`)."""
    return _Page(schema, section, source, answers, applicant_kind, store, today).result()


def recheck(
    schema: FormSchema,
    answers: Answers,
    applicant_kind: str,
    store: Store | None,
    *,
    today: date | None = None,
) -> list[InputError]:
    """Check a whole form as it would be sent: rules, limits and files may have changed since.

    Also tells of visible questions that were never seen.
    """
    today = today or timezone.localdate()
    answers = Journey(schema, answers, applicant_kind, today).pruned()
    journey = Journey(schema, answers, applicant_kind, today)
    errors = []
    for section in journey.sections:
        page = _Page(schema, section, Stored(answers), answers, applicant_kind, store, today)
        errors += page.result().errors
        refused = {(error.question_id, error.row_id) for error in errors}
        errors += [
            error
            for error in _unseen(journey, section)
            if (error.question_id, error.row_id) not in refused
        ]
    return errors


def _unseen(journey: Journey, section: Section) -> Iterator[InputError]:
    for item in journey.items(section):
        if isinstance(item, Question):
            places = [(item, None, None, journey.answers)]
        elif item.id not in journey.answers:
            yield at_group(item, _("{label}を確かめて入力してください。").format(label=item.label))
            continue
        else:
            places = [
                (question, item, row.get(ROW), row)
                for row in journey.rows(item.id)
                for question in journey.row_items(item, row)
            ]
        for question, group, row_id, given in places:
            if question.is_asked and question.id not in given:
                first = registry.get(question.type).parts(question)[0]
                message = _("{question}を確かめて入力してください。").format(
                    question=named(question)
                )
                yield at_question(question, group, row_id, FieldError(message, first))


def typed_journey(section: Section, data: Any, journey: Journey) -> Journey:
    """Return the journey as it would be with what is typed on a page, right or wrong."""
    page = _Page(
        journey.schema,
        section,
        Posted(data, None),
        journey.answers,
        journey.applicant_kind,
        None,
        journey.today,
    )
    return page.journey()


class _Page:
    """One page worked off. Reading comes first, because what is visible depends on it."""

    def __init__(
        self,
        schema: FormSchema,
        section: Section,
        source: Any,
        answers: Answers,
        applicant_kind: str,
        store: Store | None,
        today: date | None,
    ) -> None:
        self.schema = schema
        self.section = section
        self.source = source
        self.applicant_kind = applicant_kind
        self.store = store
        self.today = today or timezone.localdate()
        self.contexts: dict[str | None, Context] = {}
        # What a link gave, or the engine works out, no page can change.
        own = {item.id for item in section.items if isinstance(item, Group) or item.is_asked}
        self.others = {key: value for key, value in answers.items() if key not in own}
        self.answers = answers
        self.rows: dict[str, list[str]] = {}
        self.groups = [item for item in section.items if isinstance(item, Group)]
        self.entries: list[Entry] = []
        for item in section.items:
            if isinstance(item, Group):
                self._read_rows(item)
            elif item.is_asked:
                self._read(item)

    def _read_rows(self, group: Group) -> None:
        self.rows[group.id] = self.source.rows(group)
        for row_id in self.rows[group.id]:
            for question in group.items:
                if question.is_asked:
                    self._read(question, group, row_id)

    def _read(
        self, question: Question, group: Group | None = None, row_id: str | None = None
    ) -> None:
        kind = registry.get(question.type)
        name = question_name(question, group, row_id)
        entry = Entry(question, kind, group, row_id, name, None)
        entry.given = self.source.given(entry)
        self.entries.append(entry)
        if kind.value_kind == "file":
            # Files are kept only when their question turns out to be visible.
            entry.value = [True] if self.source.has_files(entry.given) else None
        else:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        try:
            entry.value = self.source.read(entry, self._context(entry.row_id))
            entry.error = None
        except FieldError as error:
            entry.value, entry.error = error.kept or None, error

    def _context(self, row_id: str | None) -> Context:
        if row_id not in self.contexts:
            self.contexts[row_id] = Context(row_id=row_id, store=self.store, today=self.today)
        return self.contexts[row_id]

    def journey(self) -> Journey:
        """Return the journey over what was read."""
        answers = dict(self.others)
        rows = {
            group.id: {row_id: self._given_row(group, row_id) for row_id in self.rows[group.id]}
            for group in self.groups
        }
        for entry in self.entries:
            target = answers
            if entry.group is not None:
                target = rows[entry.group.id].get(entry.row_id)
            if target is not None:
                target[entry.question.id] = entry.value
        answers |= {group_id: list(known.values()) for group_id, known in rows.items()}
        return Journey(self.schema, answers, self.applicant_kind, self.today)

    def _given(self, journey: Journey) -> Answers:
        """Return what came with a link, hidden or not: nobody could give it a second time."""
        return {
            question.id: journey.answers[question.id]
            for question in self.schema.questions()
            if question.type in GIVEN_TYPES and question.id in journey.answers
        }

    def _given_row(self, group: Group, row_id: str) -> dict[str, Any]:
        """Return a row with what no page asks for."""
        given = {question.id for question in group.items if question.type in GIVEN_TYPES}
        stored = self.answers.get(group.id) if given else None
        row = next((row for row in stored or () if row.get(ROW) == row_id), {})
        return {ROW: row_id} | {key: row[key] for key in given & row.keys()}

    def result(self) -> SectionResult:
        """Return answers, errors, and what was typed."""
        self._drop_blank_rows()
        journey = self.journey()
        if self._keep_files(journey) | self._refuse_hidden_choices(journey):
            journey = self.journey()
        visible = [
            entry for entry in self.entries if journey.is_visible(entry.question.id, entry.row_id)
        ]
        errors = self._errors(journey, visible)
        return SectionResult(
            answers=journey.pruned() | self._given(journey),
            errors=errors,
            typed=lambda: self._unchecked(visible),
            again=tuple(self._again(visible)) if errors else (),
        )

    def _again(self, visible: list[Entry]) -> Iterator[InputError]:
        """Yield the secrets that were typed well on a page that is refused: nobody keeps them."""
        if isinstance(self.source, Posted):
            for entry in visible:
                error = entry.kind.after_refusal(entry.question, entry.given)
                if error is not None and entry.error is None and self.source.is_typed(entry):
                    yield at_question(entry.question, entry.group, entry.row_id, error)

    def _drop_blank_rows(self) -> None:
        """Take out rows that were added and left blank, down to the number that is needed."""
        filled = {
            (entry.group.id, entry.row_id)
            for entry in self.entries
            if entry.group is not None and not self.source.blank(entry)
        }
        dropped = set()
        for group in self.groups:
            rows = self.rows[group.id]
            for row_id in reversed(list(rows)):
                if len(rows) > group.minimum and (group.id, row_id) not in filled:
                    rows.remove(row_id)
                    dropped.add((group.id, row_id))
        if dropped:
            self.entries = [
                entry
                for entry in self.entries
                if entry.group is None or (entry.group.id, entry.row_id) not in dropped
            ]

    def _keep_files(self, journey: Journey) -> bool:
        kept = False
        for entry in self.entries:
            if entry.kind.value_kind == "file":
                kept = True
                entry.value = None
                if journey.is_visible(entry.question.id, entry.row_id):
                    self._take(entry)
        return kept

    def _refuse_hidden_choices(self, journey: Journey) -> bool:
        refused = False
        for entry in self.entries:
            hidden = journey.hidden_choices(entry.question.id, entry.row_id)
            if not hidden:
                continue
            chosen = entry.value if isinstance(entry.value, list) else [entry.value]
            gone = [choice for choice in chosen if choice in hidden]
            if gone and journey.is_visible(entry.question.id, entry.row_id):
                refused = True
                entry.value = journey.answer(entry.question.id, entry.row_id)
                entry.error = entry.error or _not_offered(entry, gone)
        return refused

    def _errors(self, journey: Journey, visible: list[Entry]) -> list[InputError]:
        """Return the errors in reading order, those of a group before those of its rows."""
        errors = [
            error
            for group in self.groups
            if journey.is_visible(group.id)
            for error in self._group_errors(group)
        ]
        for entry in visible:
            error = entry.error or self._missing(journey, entry)
            if error is not None:
                errors.append(at_question(entry.question, entry.group, entry.row_id, error))
        errors += of_checks(journey, self.section, errors)
        places = {place: number for number, place in enumerate(self._places())}
        errors.sort(key=lambda e: places.get((e.question_id, e.row_id), len(places)))
        return _first_of_each(errors)

    def _places(self) -> Iterator[tuple[str, str | None]]:
        """Yield questions (and their row) in reading order, a group before its rows."""
        for item in self.section.items:
            yield item.id, None
            if isinstance(item, Group):
                yield from ((q.id, row) for row in self.rows[item.id] for q in item.items)

    def _missing(self, journey: Journey, entry: Entry) -> FieldError | None:
        question, kind = entry.question, entry.kind
        if not kind.is_empty(entry.value):
            return None
        if journey.is_required(question.id, entry.row_id):
            return kind.missing(question)
        return None

    def _group_errors(self, group: Group) -> Iterator[InputError]:
        if self.source.malformed(group):
            yield at_group(
                group,
                _("{label}を、1件ごとの組の配列で指定してください。").format(label=group.label),
            )
            return
        number = len(self.rows[group.id])
        if number < group.minimum:
            yield at_group(
                group,
                _("{label}を{minimum}件以上入力してください。").format(
                    label=group.label, minimum=group.minimum
                ),
            )
        if number > group.maximum:
            yield at_group(
                group,
                _("{label}は{maximum}件までにしてください。いまは{number}件です。").format(
                    label=group.label, maximum=group.maximum, number=number
                ),
            )

    def _unchecked(self, visible: list[Entry]) -> Typed:
        if not isinstance(self.source, Posted):
            return {}
        typed = {rows_name(group): self.rows[group.id] for group in self.groups}
        for entry in filter(self.source.is_typed, visible):
            raw = entry.kind.keepable(entry.question, entry.given, entry.value)
            for part, values in raw.items():
                if values:
                    typed[part_name(entry.name, part)] = [
                        value[:KEPT_CHARACTERS] for value in values
                    ]
        return typed


def _first_of_each(errors: list[InputError]) -> list[InputError]:
    """Return one error for each place: the next one is told when it is put right."""
    first: dict[tuple[str, str | None], InputError] = {}
    for error in errors:
        first.setdefault((error.question_id, error.row_id), error)
    return list(first.values())


def _not_offered(entry: Entry, gone: list[str]) -> FieldError:
    labels = "」「".join(choice_list.labels(entry.question, gone))
    return FieldError(
        _(
            "{question}の「{labels}」は、ほかの答えによって選べなくなっています。"
            "表示されている中から選び直してください。"
        ).format(question=named(entry.question), labels=labels)
    )

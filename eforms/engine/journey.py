"""The journey: one replay of a form over the answers given so far.

Everything follows from it: which pages and questions are shown, what must be answered, where the
first gap is, which answers are kept. Built anew for each request; holds no state of its own.
"""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from eforms.engine.days import today_in_japan
from eforms.engine.decisions import ROW, Answers, Decisions, Row
from eforms.engine.items import (
    COMPUTED_TYPES,
    STOP,
    Check,
    Group,
    Item,
    Question,
    Rule,
    Section,
)
from eforms.engine.rules import is_empty
from eforms.engine.schema import FormSchema


__all__ = ["ROW", "Answers", "FailedCheck", "Journey", "Row"]


class FailedCheck(NamedTuple):
    """A check that fails; ``row_id`` tells the row for those of a group."""

    check: Check
    row_id: str | None


class Journey:
    """A form walked with ``answers`` by an applicant of a kind, on the day ``today`` (Japan's).

    ``answers`` maps question ids to values and group ids to lists of rows; it is never changed.
    The answer of a hidden question counts as empty in every rule, so does a hidden choice; what is
    calculated is worked out here, whatever ``answers`` says.
    """

    def __init__(
        self,
        schema: FormSchema,
        answers: Answers,
        applicant_kind: str,
        today: date | None = None,
    ) -> None:
        self.schema = schema
        self.answers = answers
        self.applicant_kind = applicant_kind
        self.today = today or today_in_japan()

    @cached_property
    def decided(self) -> Decisions:
        """What is shown and what counts, made when somebody first asks."""
        return Decisions(self.schema, self.answers, self.applicant_kind, self.today)

    # What is shown

    @cached_property
    def sections(self) -> list[Section]:
        """The pages to walk: visible, with something to be seen on them."""
        return [
            part
            for part in self.schema.sections
            if any(item.is_seen and self.is_visible(item.id) for item in part.items)
        ]

    def items(self, section: Section) -> list[Item]:
        """Return the visible questions and groups of a section."""
        return [item for item in section.items if self.is_visible(item.id)]

    def row_items(self, group: Group, row: Row) -> list[Question]:
        """Return the visible questions of one row."""
        return [item for item in group.items if self.is_visible(item.id, row.get(ROW))]

    def is_visible(self, item_id: str, row_id: str | None = None) -> bool:
        """Return whether an item (in a row, for questions of a group) is shown."""
        return self.decided.shown(item_id, row_id)

    def is_required(self, question_id: str, row_id: str | None = None) -> bool:
        """Return whether a visible question must be answered."""
        question = self.schema.item(question_id)
        if not isinstance(question, Question) or not question.is_asked:
            return False
        if not self.is_visible(question_id, row_id):
            return False
        return question.required or (
            question.require is not None
            and self.decided.holds(question.require, question_id, row_id)
        )

    def hidden_choices(self, question_id: str, row_id: str | None = None) -> frozenset[str]:
        """Return the ids of the choices that cannot be chosen."""
        return self.decided.hidden_choices(question_id, row_id)

    def holds(self, rule: Rule, item_id: str, row_id: str | None = None) -> bool:
        """Return whether a rule (or a part of one) of an item holds, in its row."""
        return self.decided.holds(rule, item_id, row_id)

    # What was answered

    def rows(self, group_id: str) -> list[Row]:
        """Return the rows of a group, in order."""
        return self.decided.rows(group_id)

    def answer(self, ref: str, row_id: str | None = None) -> Any:
        """Return what counts as answered: ``None`` when hidden or not given.

        ``row_id`` tells the row of a question in a group. What is calculated is worked out; of a
        group the number of rows is given.
        """
        return self.decided.place(ref, row_id).answer(ref)

    def pruned(self) -> Answers:
        """Return the answers of what is visible, calculated ones included, and nothing else."""
        kept: Answers = {}
        for section in self.schema.sections:
            for item in self.items(section):
                if isinstance(item, Question):
                    kept.update(self._kept(item, self.answers, None))
                elif item.id in self.answers:
                    kept[item.id] = [self._pruned_row(item, row) for row in self.rows(item.id)]
        return kept

    # What is not in order

    def stops(self) -> Iterator[Question]:
        """Yield the visible questions of type ``stop``: each a reason why nobody can go on."""
        for part in self.schema.sections:
            yield from self._stops(part)

    def stopped(self) -> Question | None:
        """Return the first visible question of type ``stop``: why the applicant cannot go on."""
        return next(self.stops(), None)

    def failed_checks(self, section: Section) -> list[FailedCheck]:
        """Return the checks of a visible page that fail, those of its groups for each row."""
        decided = self.decided
        if not decided.section_shown(section):
            return []
        failed = [FailedCheck(c, None) for c in section.checks if decided.holds(c.when)]
        for group in section.items:
            if isinstance(group, Group) and group.checks and decided.shown(group.id):
                failed += [
                    FailedCheck(check, row.get(ROW))
                    for row in self.rows(group.id)
                    for check in group.checks
                    if decided.holds(check.when, group.id, row.get(ROW))
                ]
        return failed

    # Where to go

    def first_gap(self) -> Section | None:
        """Return the first page with something visible not seen yet, or required and empty.

        A page that tells why one cannot go on (``stop``) is a gap until its answers change.
        """
        return next((part for part in self.sections if not self._filled(part)), None)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing any more."""
        return self.first_gap() is None

    def may_visit(self, section_id: str) -> bool:
        """Return whether a page is open: visible, and no gap before it."""
        for section in self.sections:
            if section.id == section_id:
                return True
            if not self._filled(section):
                return False
        return False

    def following(self, section_id: str) -> Section | None:
        """Return the page after one, or ``None`` when the check comes next."""
        return self._neighbour(section_id, 1)

    def preceding(self, section_id: str) -> Section | None:
        """Return the page before one, or ``None`` at the beginning."""
        return self._neighbour(section_id, -1)

    # How it is decided

    def _kept(self, question: Question, given: Answers, row_id: str | None) -> Iterator[Any]:
        """Yield id and value of what is stored for a visible question, if anything is."""
        given_and_kept = question.id in given and not self.decided.lost(question, row_id)
        if question.type in COMPUTED_TYPES or (question.has_answer and given_and_kept):
            yield question.id, self.decided.value(question, row_id)

    def _pruned_row(self, group: Group, row: Row) -> Row:
        kept = {ROW: row.get(ROW)}
        for question in self.row_items(group, row):
            kept.update(self._kept(question, row, row.get(ROW)))
        return kept

    def _stops(self, section: Section) -> Iterator[Question]:
        for item in section.items:
            if item.type == STOP and isinstance(item, Question) and self.is_visible(item.id):
                yield item
            elif isinstance(item, Group) and any(question.type == STOP for question in item.items):
                for row in self.rows(item.id):
                    yield from (q for q in self.row_items(item, row) if q.type == STOP)

    def _filled(self, section: Section) -> bool:
        return all(self._item_filled(item) for item in self.items(section))

    def _item_filled(self, item: Item) -> bool:
        if isinstance(item, Question):
            return self._question_filled(item, self.answers, None)
        rows = self.rows(item.id)
        return (
            item.id in self.answers
            and item.minimum <= len(rows) <= item.maximum
            and all(
                self._question_filled(question, row, row.get(ROW))
                for row in rows
                for question in self.row_items(item, row)
            )
        )

    def _question_filled(self, question: Question, given: Answers, row_id: str | None) -> bool:
        if not question.is_asked:
            return question.type != STOP
        if question.id not in given or self.decided.lost(question, row_id):
            return False
        return not (self.is_required(question.id, row_id) and is_empty(given[question.id]))

    def _neighbour(self, section_id: str, step: int) -> Section | None:
        order = self.sections
        place = next((i for i, part in enumerate(order) if part.id == section_id), None)
        if place is None or not 0 <= place + step < len(order):
            return None
        return order[place + step]

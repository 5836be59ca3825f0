"""The journey: one replay of a form over the answers given so far.

Everything follows from it: which pages and questions are shown, what must be answered, where the
first gap is, which answers are kept. Built anew for each request; holds no state of its own.
"""

from typing import Any

from eforms.engine.rules import APPLICANT_KIND, evaluate, is_empty
from eforms.engine.schema import FormSchema, Group, Item, Question, Rule, Section


Answers = dict[str, Any]
Row = dict[str, Any]

ROW = "_row"


class Journey:
    """A form walked with ``answers`` by an applicant of a kind.

    ``answers`` maps question ids to values and group ids to lists of rows; it is never changed.
    The answer of a hidden question counts as empty in every rule.
    """

    def __init__(self, schema: FormSchema, answers: Answers, applicant_kind: str) -> None:
        self.schema = schema
        self.answers = answers
        self.applicant_kind = applicant_kind
        self._shown: dict[tuple[str, str | None], bool] = {}

    # What is shown

    @property
    def sections(self) -> list[Section]:
        """The pages to walk: visible, with something visible on them."""
        return [part for part in self.schema.sections if self.items(part)]

    def items(self, section: Section) -> list[Item]:
        """Return the visible questions and groups of a section."""
        if not self._section_shown(section):
            return []
        return [item for item in section.items if self.is_visible(item.id)]

    def row_items(self, group: Group, row: Row) -> list[Question]:
        """Return the visible questions of one row."""
        return [item for item in group.items if self.is_visible(item.id, row.get(ROW))]

    def is_visible(self, item_id: str, row_id: str | None = None) -> bool:
        """Return whether an item (in a row, for questions of a group) is shown."""
        key = (item_id, row_id)
        if key not in self._shown:
            self._shown[key] = False  # a rule that asks for itself finds nothing
            self._shown[key] = self._decide(item_id, row_id)
        return self._shown[key]

    def is_required(self, question_id: str, row_id: str | None = None) -> bool:
        """Return whether a visible question must be answered."""
        question = self.schema.item(question_id)
        if not isinstance(question, Question) or not self.is_visible(question_id, row_id):
            return False
        return question.required or (
            question.require is not None and self._holds(question.require, row_id)
        )

    def holds(self, rule: Rule, item_id: str, row_id: str | None = None) -> bool:
        """Return whether a rule (or a part of one) of an item holds, in its row."""
        return self._holds(rule, row_id)

    # What was answered

    def rows(self, group_id: str) -> list[Row]:
        """Return the rows of a group, in order."""
        rows = self.answers.get(group_id)
        return rows if isinstance(rows, list) else []

    def answer(self, ref: str, row_id: str | None = None) -> Any:
        """Return the answer a rule sees: ``None`` when hidden or not given.

        A question of a group is looked for in the row first.
        """
        if ref == APPLICANT_KIND:
            return self.applicant_kind
        group = self.schema.group_of(ref)
        if group is None:
            return self.answers.get(ref) if self.is_visible(ref) else None
        if row_id is None or not self.is_visible(ref, row_id):
            return None
        return self._row(group.id, row_id).get(ref)

    def pruned(self) -> Answers:
        """Return the answers of what is visible, and nothing else."""
        kept: Answers = {}
        for section in self.schema.sections:
            for item in self.items(section):
                if item.id not in self.answers:
                    continue
                if isinstance(item, Question):
                    kept[item.id] = self.answers[item.id]
                else:
                    kept[item.id] = [self._pruned_row(item, row) for row in self.rows(item.id)]
        return kept

    # Where to go

    def first_gap(self) -> Section | None:
        """Return the first page with something visible not seen yet, or required and empty."""
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

    def _decide(self, item_id: str, row_id: str | None) -> bool:
        item = self.schema.item(item_id)
        section = self.schema.section_of(item_id)
        if item is None or section is None or not self._section_shown(section):
            return False
        group = self.schema.group_of(item_id)
        if group is not None and not self.is_visible(group.id):
            return False
        return item.show is None or self._holds(item.show, row_id)

    def _section_shown(self, section: Section) -> bool:
        return section.show is None or self._holds(section.show, None)

    def _holds(self, rule: Rule, row_id: str | None) -> bool:
        return evaluate(rule, lambda ref: self.answer(ref, row_id))

    def _row(self, group_id: str, row_id: str) -> Row:
        return next((row for row in self.rows(group_id) if row.get(ROW) == row_id), {})

    def _pruned_row(self, group: Group, row: Row) -> Row:
        kept = {ROW: row.get(ROW)}
        kept.update({q.id: row[q.id] for q in self.row_items(group, row) if q.id in row})
        return kept

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
        if not question.has_answer:
            return True
        if question.id not in given:
            return False
        return not (self.is_required(question.id, row_id) and is_empty(given[question.id]))

    def _neighbour(self, section_id: str, step: int) -> Section | None:
        order = self.sections
        place = next((i for i, part in enumerate(order) if part.id == section_id), None)
        if place is None or not 0 <= place + step < len(order):
            return None
        return order[place + step]

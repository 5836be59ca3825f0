"""What is decided about a form and answers: what is shown, and what counts as answered.

Each item is decided once, after those it depends on. `Journey` walks the form by it.
"""

from datetime import date
from typing import Any

from eforms.engine.calculation import calculate
from eforms.engine.items import COMPUTED_TYPES, Group, Question, Rule, Section
from eforms.engine.rules import APPLICANT_KIND, evaluate, is_empty
from eforms.engine.schema import FormSchema


Answers = dict[str, Any]
Row = dict[str, Any]
Key = tuple[str, str | None]  # an item; and the row, for questions of a group

ROW = "_row"
NOWHERE: frozenset[str] = frozenset()


class Decisions:
    """The form seen with ``answers`` by an applicant of a kind on a day."""

    def __init__(
        self, schema: FormSchema, answers: Answers, applicant_kind: str, today: date
    ) -> None:
        self.schema = schema
        self.answers = answers
        self.applicant_kind = applicant_kind
        self.today = today
        self._sections: dict[str, bool] = {}
        self._shown: dict[Key, bool] = {}
        self._values: dict[Key, Any] = {}
        self._hidden: dict[Key, frozenset[str]] = {}
        self._rows: dict[str, dict[str | None, Row]] = {}
        # In this order no rule or calculation waits for another one, however long the chain is.
        # What nothing else decides about is decided when somebody asks.
        for part_id in schema.ruled:
            self._decide_everywhere(part_id)

    def shown(self, item_id: str, row_id: str | None = None) -> bool:
        """Return whether an item (in a row, for questions of a group) is shown."""
        key = (item_id, row_id)
        known = self._shown.get(key)
        if known is None:
            self._shown[key] = False  # a rule that asks for itself finds nothing
            known = self._shown[key] = self._decide(item_id, row_id)
        return known

    def section_shown(self, section: Section) -> bool:
        """Return whether a page is shown, whatever is on it."""
        known = self._sections.get(section.id)
        if known is None:
            self._sections[section.id] = False
            known = section.show is None or self.holds(section.show)
            self._sections[section.id] = known
        return known

    def value(self, question: Question, row_id: str | None = None) -> Any:
        """Return the answer of a visible question as it counts."""
        if not question.has_answer:
            return None
        computed = question.type in COMPUTED_TYPES
        if not computed and question.id not in self.schema.ruled_choices:
            return self.stored(question.id, row_id)
        key = (question.id, row_id)
        if key not in self._values:
            self._values[key] = None  # a calculation that asks for itself finds nothing
            self._values[key] = (
                self._calculated(question, row_id) if computed else self._chosen(question, row_id)
            )
        return self._values[key]

    def lost(self, question: Question, row_id: str | None = None) -> bool:
        """Return whether nothing is left of an answer, because its choices are hidden now.

        It counts as never given, so that the person is asked again.
        """
        return (
            question.id in self.schema.ruled_choices
            and is_empty(self.value(question, row_id))
            and not is_empty(self.stored(question.id, row_id))
        )

    def hidden_choices(self, question_id: str, row_id: str | None = None) -> frozenset[str]:
        """Return the ids of the choices that cannot be chosen."""
        ruled = self.schema.ruled_choices.get(question_id)
        if not ruled:
            return NOWHERE
        key = (question_id, row_id)
        if key not in self._hidden:
            place = self.place(question_id, row_id)
            self._hidden[key] = frozenset(
                choice for choice, rule in ruled if not evaluate(rule, place)
            )
        return self._hidden[key]

    def holds(self, rule: Rule, item_id: str | None = None, row_id: str | None = None) -> bool:
        """Return whether a rule holds, seen from an item (in a row) or from outside of groups."""
        return evaluate(rule, self.place(item_id, row_id))

    def place(self, item_id: str | None, row_id: str | None) -> "Place":
        """Return where an item (in a row) stands; a group means the row itself."""
        item = self.schema.item(item_id) if item_id else None
        group = item if isinstance(item, Group) and row_id else self.schema.group_of(item_id or "")
        return Place(self, {} if group is None else {group.id: row_id})

    def rows(self, group_id: str) -> list[Row]:
        """Return the rows of a group, in order, shown or not."""
        rows = self.answers.get(group_id)
        return rows if isinstance(rows, list) else []

    def stored(self, question_id: str, row_id: str | None = None) -> Any:
        """Return what was answered, whether it counts or not."""
        group = self.schema.group_of(question_id)
        if group is None:
            return self.answers.get(question_id)
        return self._rows_by_id(group.id).get(row_id, {}).get(question_id)

    # How it is decided

    def _decide_everywhere(self, part_id: str) -> None:
        section = self.schema.section(part_id)
        if section is not None:
            self.section_shown(section)
            return
        item, group = self.schema.item(part_id), self.schema.group_of(part_id)
        for row_id in [None] if group is None else self._rows_by_id(group.id):
            if self.shown(part_id, row_id) and isinstance(item, Question):
                self.value(item, row_id)

    def _decide(self, item_id: str, row_id: str | None) -> bool:
        item = self.schema.item(item_id)
        section = self.schema.section_of(item_id)
        if item is None or section is None or not self.section_shown(section):
            return False
        group = self.schema.group_of(item_id)
        if group is not None and not self.shown(group.id):
            return False
        return item.show is None or self.holds(item.show, item_id, row_id)

    def _calculated(self, question: Question, row_id: str | None) -> Any:
        options = question.options
        place = self.place(question.id, row_id)
        return calculate(options.get("formula"), options.get("places", 0), place)

    def _chosen(self, question: Question, row_id: str | None) -> Any:
        hidden = self.hidden_choices(question.id, row_id)
        value = self.stored(question.id, row_id)
        if isinstance(value, list):
            return [choice for choice in value if choice not in hidden]
        return None if isinstance(value, str) and value in hidden else value

    def _rows_by_id(self, group_id: str) -> dict[str | None, Row]:
        if group_id not in self._rows:
            rows = reversed(self.rows(group_id))  # of two with one id the first counts
            self._rows[group_id] = {row.get(ROW): row for row in rows}
        return self._rows[group_id]


class Place:
    """Where a rule or calculation stands (``eforms.engine.rules.Scope``).

    ``within`` maps the groups whose row it looks from to the id of that row.
    """

    def __init__(self, decisions: Decisions, within: dict[str, str | None]) -> None:
        self.decisions = decisions
        self.schema = decisions.schema
        self.within = within

    @property
    def today(self) -> date:
        return self.decisions.today

    def is_group(self, ref: str) -> bool:
        return isinstance(self.schema.item(ref), Group)

    def answer(self, ref: str) -> Any:
        if ref == APPLICANT_KIND:
            return self.decisions.applicant_kind
        item, group = self.schema.item(ref), self.schema.group_of(ref)
        if item is None or (group is not None and group.id not in self.within):
            return None
        row_id = None if group is None else self.within[group.id]
        if not self.decisions.shown(ref, row_id):
            return None
        if isinstance(item, Group):
            return len(self.decisions.rows(ref))
        return self.decisions.value(item, row_id)

    def values(self, ref: str) -> list[Any]:
        group = self.schema.group_of(ref)
        if group is None or group.id in self.within:
            return [self.answer(ref)]
        return [place.answer(ref) for place in self.in_rows(group.id)]

    def in_rows(self, group_id: str) -> "list[Place]":
        if not self.is_group(group_id) or not self.decisions.shown(group_id):
            return []
        return [
            Place(self.decisions, self.within | {group_id: row.get(ROW)})
            for row in self.decisions.rows(group_id)
        ]

"""Where the answers of a page come from: a browser, a program, or what was stored.

All three are read by the same code (``processing``); they differ in how rows and questions are
named and in what a type is asked to read.
"""

from dataclasses import dataclass
from typing import Any

from eforms.engine.journey import ROW
from eforms.engine.rules import is_empty
from eforms.engine.schema import Group, Question
from eforms.fields.base import Context, FieldError, FieldType, Raw
from eforms.fields.rows import READ_AT_MOST, posted_rows, with_minimum


@dataclass(eq=False, slots=True)
class Entry:
    """One question (in one row) of the page."""

    question: Question
    kind: FieldType
    group: Group | None
    row_id: str | None
    name: str
    given: Any  # raw input, or a JSON value
    value: Any = None
    error: FieldError | None = None


class Posted:
    """What a browser sent."""

    def __init__(self, data: Any, files: Any) -> None:
        self.data = data
        self.files = files

    def rows(self, group: Group) -> list[str]:
        """Return the ids of a group's rows."""
        return with_minimum(group, posted_rows(group, self.data))

    def given(self, entry: Entry) -> Raw:
        """Return the raw input of a question."""
        return entry.kind.parse(entry.question, self.data, entry.name, self.files)

    def has_files(self, given: Any) -> bool:
        """Return whether there are files, before any is checked."""
        return any(given.values())

    def read(self, entry: Entry, context: Context) -> Any:
        """Return the value.

        Raises:
            FieldError: it cannot be taken.
        """
        return entry.kind.clean(entry.question, entry.given, context)

    def blank(self, entry: Entry) -> bool:
        """Return whether nothing was typed."""
        return entry.error is None and is_empty(entry.value)

    def malformed(self, group: Group) -> bool:
        """Return whether the rows have another shape than rows have."""
        return False

    def is_typed(self, entry: Entry) -> bool:
        """Return whether the answer comes from an input of the page."""
        return True


class Values:
    """What a program sent, by question code."""

    def __init__(self, values: Any) -> None:
        self.values = values if isinstance(values, dict) else {}

    def _given_rows(self, group: Group) -> Any:
        return self.values.get(group.code)

    def _rows(self, group: Group) -> list[dict[str, Any]]:
        rows = self._given_rows(group)
        if not isinstance(rows, list):
            return []
        return [row for row in rows[:READ_AT_MOST] if isinstance(row, dict)]

    def rows(self, group: Group) -> list[str]:
        """Return the ids of a group's rows."""
        return [f"r{number}" for number, _ in enumerate(self._rows(group), 1)]

    def given(self, entry: Entry) -> Any:
        """Return the JSON value of a question."""
        if entry.group is None or entry.row_id is None:
            return self.values.get(entry.question.code)
        return self._rows(entry.group)[int(entry.row_id[1:]) - 1].get(entry.question.code)

    def has_files(self, given: Any) -> bool:
        """Return whether there are files, before any is checked."""
        return not is_empty(given)

    def read(self, entry: Entry, context: Context) -> Any:
        """Return the value.

        Raises:
            FieldError: it cannot be taken.
        """
        return entry.kind.accept_json(entry.question, entry.given, context)

    def blank(self, entry: Entry) -> bool:
        """Return False: what a program sends is meant."""
        return False

    def malformed(self, group: Group) -> bool:
        """Return whether the rows are something else than a list of objects."""
        rows = self._given_rows(group)
        return rows is not None and not (
            isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
        )


class Stored(Values):
    """What was stored, by question id: checked as if a program had sent it."""

    def rows(self, group: Group) -> list[str]:
        """Return the ids of a group's rows."""
        return [str(row.get(ROW)) for row in self._rows(group)]

    def _given_rows(self, group: Group) -> Any:
        return self.values.get(group.id)

    def given(self, entry: Entry) -> Any:
        """Return the JSON value of a question."""
        if entry.group is None:
            return self.values.get(entry.question.id)
        rows = self._rows(entry.group)
        row = next((row for row in rows if str(row.get(ROW)) == entry.row_id), {})
        return row.get(entry.question.id)

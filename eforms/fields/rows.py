"""Rows of repeated groups as a browser sends them, and the buttons that change what is typed.

Input names: ``q-<id>[-part]``; in a row ``g-<group>-<row>-<id>[-part]``; the order of rows is told
by ``rows-<group>``, once for each row.
"""

import re
from typing import Any

from eforms.engine.schema import Group, Question, Section


Typed = dict[str, list[str]]

_ROW_ID = re.compile(r"[a-z0-9]{1,12}")
_NUMBERED = re.compile(r"r([0-9]{1,9})")
# More rows than any group may have are not even read.
READ_AT_MOST = 200


def question_name(question: Question, group: Group | None = None, row_id: str | None = None) -> str:
    """Return the name of a question's input."""
    return f"g-{group.id}-{row_id}-{question.id}" if group else f"q-{question.id}"


def rows_name(group: Group) -> str:
    """Return the name of the inputs that tell the rows."""
    return f"rows-{group.id}"


def posted_rows(group: Group, data: Any) -> list[str]:
    """Return the ids of the rows that were sent; strange and repeated ones are passed over."""
    sent = data.getlist(rows_name(group))[:READ_AT_MOST]
    return [row for row in dict.fromkeys(sent) if isinstance(row, str) and _ROW_ID.fullmatch(row)]


def with_minimum(group: Group, rows: list[str]) -> list[str]:
    """Return rows, filled up to the number a group needs."""
    rows = list(rows)
    while len(rows) < group.minimum:
        rows.append(new_row(rows))
    return rows


def new_row(rows: list[str]) -> str:
    """Return the id of a further row."""
    numbers = [int(match[1]) for row in rows if (match := _NUMBERED.fullmatch(row))]
    return f"r{max(numbers, default=0) + 1}"


def press(section: Section, typed: Typed, data: Any) -> Typed | None:
    """Return what is typed after a button for rows or files, or None when none was pressed.

    ``typed`` is never changed. The row or file that goes is taken out with all of its inputs.
    """
    group = _group(section, data.get("add_row"))
    if group is not None:
        rows = typed.get(rows_name(group), [])
        if len(rows) >= group.maximum:
            return dict(typed)
        return typed | {rows_name(group): [*rows, new_row(rows)]}
    group_id, _, row_id = (data.get("remove_row") or "").partition(":")
    group = _group(section, group_id)
    if group is not None:
        return _without_row(group, row_id, typed)
    group_id, _, move = (data.get("move_row") or "").partition(":")
    group = _group(section, group_id)
    if group is not None:
        row_id, _, way = move.partition(":")
        return typed | {rows_name(group): moved(typed.get(rows_name(group), []), row_id, way)}
    if data.get("remove_file"):
        return without_file(typed, data["remove_file"])
    return None


def moved(rows: list[str], row_id: str, way: str) -> list[str]:
    """Return rows with one of them a place further ``up`` or ``down``; at the end it stays."""
    if row_id not in rows or way not in ("up", "down"):
        return list(rows)
    place = rows.index(row_id)
    others = [row for row in rows if row != row_id]
    others.insert(max(0, place + (-1 if way == "up" else 1)), row_id)
    return others


def without_file(typed: Typed, file_id: str) -> Typed:
    """Return what is typed without a file that was kept."""
    return {
        name: [value for value in values if value.partition("|")[0] != file_id]
        if name.endswith("-kept")
        else values
        for name, values in typed.items()
    }


def _without_row(group: Group, row_id: str, typed: Typed) -> Typed:
    prefix = f"g-{group.id}-{row_id}-"
    left = {name: values for name, values in typed.items() if not name.startswith(prefix)}
    rows = [row for row in typed.get(rows_name(group), []) if row != row_id]
    left[rows_name(group)] = with_minimum(group, rows)
    return left


def _group(section: Section, group_id: str | None) -> Group | None:
    return next(
        (item for item in section.items if isinstance(item, Group) and item.id == group_id), None
    )

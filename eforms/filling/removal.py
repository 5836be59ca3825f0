"""Removing a row or a file without a script: asked first, on the page that it stands on.

Works on a half-typed page as ``eforms.fields.rows`` knows it: ``{input name: [values]}``.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from eforms.engine.schema import Group, Section
from eforms.fields import registry
from eforms.fields.base import part_name
from eforms.fields.rows import Typed, question_name, rows_name


@dataclass(frozen=True)
class Removal:
    """What is about to go: the button that asked, and the words of the question."""

    name: str  # remove_row or remove_file
    value: str
    title: str
    warning: str


def asked_for(part: Section, typed: Typed, data: QueryDict) -> Removal | None:
    """Return the removal that a button or an address names, when there is such a thing here."""
    value = data.get("remove_row", "")
    if value:
        group_id, _mark, row = value.partition(":")
        title = _row_title(part, typed, group_id, row)
        found = Removal("remove_row", value, title, _("ここに入力した内容も削除されます。"))
    else:
        value = data.get("remove_file", "")
        title = _file_name(typed, value)
        found = Removal("remove_file", value, title, _("必要なときは、もう一度添付してください。"))
    return found if title else None


def row_title(part: Section, typed: Typed, question_id: str, row_id: str | None) -> str:
    """Return in which row a question stands, in words; empty outside groups."""
    for item in part.items:
        if isinstance(item, Group) and any(q.id == question_id for q in item.items):
            return _row_title(part, typed, item.id, row_id or "")
    return ""


def is_worth_asking(removal: Removal, typed: Typed) -> bool:
    """Tell whether something would be lost: an empty row goes without a question."""
    if removal.name == "remove_file":
        return True
    group_id, _mark, row = removal.value.partition(":")
    beginning = f"g-{group_id}-{row}-"
    return any(
        value.strip()
        for name, values in typed.items()
        if name.startswith(beginning)
        for value in values
    )


def changed_row_anchor(part: Section, typed: Typed, data: QueryDict) -> str:
    """Return where to go after a row was moved or added: the row, or its first input."""
    group_id, _mark, move = data.get("move_row", "").partition(":")
    if _group(part, group_id):
        return f"g-{group_id}-{move.partition(':')[0]}"
    return _new_row_anchor(part, typed, data.get("add_row", ""))


def _new_row_anchor(part: Section, typed: Typed, group_id: str) -> str:
    group = _group(part, group_id)
    rows = typed.get(rows_name(group), []) if group else []
    if group is None or not rows or not group.items:
        return ""
    first = group.items[0]
    kind = registry.get(first.type)
    name = question_name(first, group, rows[-1])
    return part_name(name, kind.parts(first)[0]) if kind.asked else f"g-{group.id}"


def anchor_of(removal: Removal) -> str:
    """Return where to go after a row has gone: to its group."""
    return f"g-{removal.value.partition(':')[0]}" if removal.name == "remove_row" else ""


def _row_title(part: Section, typed: Typed, group_id: str, row: str) -> str:
    group = _group(part, group_id)
    rows = typed.get(rows_name(group), []) if group else []
    if group is None or row not in rows:
        return ""
    return f"{group.row_title or group.label} {rows.index(row) + 1}"


def _file_name(typed: Typed, file_id: str) -> str:
    for name, values in typed.items():
        for value in values if name.endswith("-kept") else ():
            identity, _mark, rest = value.partition("|")
            if identity == file_id:
                return rest.partition("|")[2] or _("添付したファイル")
    return ""


def _group(part: Section, group_id: str) -> Group | None:
    return next(
        (item for item in part.items if isinstance(item, Group) and item.id == group_id), None
    )

"""Carrying a draft over to a newer version of its form.

What still fits is kept, the rest is set aside and comes back when a later version has the question
again. Nothing here writes: a draft is carried in memory whenever it is opened, and stored with the
next thing its owner saves (``drafts``). The same draft and version always give the same result.
"""

from datetime import datetime
from typing import Any

from eforms.building.versions import JAPANESE, schema_of, successor
from eforms.engine.journey import ROW, Answers, Journey
from eforms.engine.rules import is_empty
from eforms.engine.schema import FormSchema, Group, Question
from eforms.fields import registry
from eforms.fields.base import Context, FieldError
from eforms.filling import moved_inputs
from eforms.filling.models import Draft
from eforms.filling.reminders import Reminder, merged, newly_open
from eforms.filling.store import DraftStore


# What a carried draft changes, beside its version.
FIELDS = ("answers", "unchecked", "orphans", "to_check")

# Their answer was given to a sentence: another sentence is another question.
SENTENCES = frozenset({"consent"})
# A value that only points at a store of its own is moved as it is.
POINTER = "secret"


def bring_up(draft: Draft, *, now: datetime, newest: int | None = None) -> None:
    """Carry a draft over (in memory) to the version it belongs on now.

    ``newest`` is the number of the form's newest version where that is known already.
    """
    if draft.submitted_at is not None or newest == draft.version.number:
        return
    version = successor(draft.version, now=now)
    if version is not None:
        carry(draft, version)


def carry(draft: Draft, version: Any) -> None:
    """Carry a draft over (in memory) to one version of the same form.

    A draft of a kind of applicant that the version does not know any more stays where it is.
    """
    # In Japanese: a translation that came later is no change of the question.
    old, new = schema_of(draft.version, JAPANESE), schema_of(version, JAPANESE)
    if draft.applicant_kind not in new.applicant_kinds:
        return
    move = _Move(draft, old, new)
    move.run()
    before = Journey(old, draft.answers, draft.applicant_kind)
    after = Journey(new, move.kept, draft.applicant_kind)
    reminders = newly_open(before, after) | move.reminders
    typed, lost = moved_inputs.moved(old, new, draft.unchecked or {}, move.kept)
    orphans = {
        "answers": move.aside,
        "rows": move.rows_aside,
        "unchecked": {**(draft.orphans or {}).get("unchecked", {}), **lost},
    }
    page = draft.version.page
    draft.to_check = merged(draft.to_check, reminders, new)
    draft.answers, draft.unchecked = move.kept, typed or None
    draft.orphans = orphans if any(orphans.values()) else None
    draft.version = version
    version.page = page


class _Move:
    """The answers of a draft on their way; keys of ``aside``: question, or group/row/question."""

    def __init__(self, draft: Draft, old: FormSchema, new: FormSchema) -> None:
        self.old, self.new, self.given = old, new, draft.answers
        earlier = draft.orphans or {}
        self.aside: dict[str, dict[str, Any]] = dict(earlier.get("answers", {}))
        self.rows_aside: dict[str, list[str]] = dict(earlier.get("rows", {}))
        self.store = DraftStore(draft)
        self.kept: Answers = {}
        self.reminders: dict[str, Reminder] = {}

    def run(self) -> None:
        """Fill ``kept``, ``aside`` and ``reminders``."""
        for section in self.new.sections:
            for item in section.items:
                if isinstance(item, Group):
                    self._group(item)
                else:
                    self._question(item, self.given, self.kept, item.id, None)
        self._leftovers()

    def _group(self, group: Group) -> None:
        was_group = isinstance(self.old.item(group.id), Group)
        if was_group and group.id not in self.given:
            return
        rows = [row for row in self.given.get(group.id) or [] if was_group]
        back = [] if was_group else self.rows_aside.pop(group.id, [])
        rows += [{ROW: row_id} for row_id in back]
        if not rows and not was_group:
            return
        self.kept[group.id] = moved = []
        for row in rows:
            target: dict[str, Any] = {ROW: row.get(ROW)}
            for question in group.items:
                key = f"{group.id}/{row.get(ROW)}/{question.id}"
                self._question(question, row, target, key, row.get(ROW))
            moved.append(target)

    def _question(
        self, question: Question, source: Answers, target: Answers, key: str, row_id: str | None
    ) -> None:
        was = self.old.item(question.id)
        if isinstance(was, Question) and self._same_home(question) and question.id in source:
            value = source[question.id]
            fitting, lost = self._fitting(was, question, value, row_id)
            if lost:
                self.aside[key] = {"type": was.type, "value": value}
                why = "changed" if not is_empty(fitting) else "again"
                self.reminders[question.id] = Reminder(why, question.label)
            elif _renamed(was, question, value):
                self.reminders[question.id] = Reminder("renamed", question.label)
            if not lost or not is_empty(fitting):
                target[question.id] = fitting
        elif key in self.aside:
            self._restore(question, target, key, row_id)

    def _restore(self, question: Question, target: Answers, key: str, row_id: str | None) -> None:
        kind, value = self.aside[key]["type"], self.aside[key]["value"]
        was = Question(question.id, kind, question.code, question.label, options={"": ""})
        fitting, lost = self._fitting(was, question, value, row_id)
        if not lost:
            del self.aside[key]
            target[question.id] = fitting
            self.reminders[question.id] = Reminder("restored", question.label)

    def _fitting(
        self, was: Question, question: Question, value: Any, row_id: str | None
    ) -> tuple[Any, bool]:
        """Return what of a value fits a question, and whether something does not."""
        if is_empty(value) or (was.type, was.options) == (question.type, question.options):
            return value, False
        kind, before = registry.get(question.type), registry.get(was.type)
        if kind.value_kind != before.value_kind or question.type in SENTENCES:
            return None, True
        if kind.value_kind == POINTER:
            return value, False
        context = Context(row_id=row_id, store=self.store)
        try:
            return kind.accept_json(question, value, context), False
        except FieldError:
            pass
        if kind.value_kind == "choices" and isinstance(value, list):
            known = {choice["id"] for choice in question.options.get("choices", ())}
            left = [chosen for chosen in value if chosen in known]
            if left and left != value:
                return self._fitting(was, question, left, row_id)[0], True
        return None, True

    def _leftovers(self) -> None:
        """Set aside what the new version has no place for."""
        for section in self.old.sections:
            for item in section.items:
                if isinstance(item, Group):
                    self._left_rows(item)
                elif not self._has_place(item) and not is_empty(self.given.get(item.id)):
                    self._set_aside(item, self.given[item.id], item.id)

    def _left_rows(self, group: Group) -> None:
        rows = self.given.get(group.id) or []
        gone = not isinstance(self.new.item(group.id), Group)
        if gone and rows:
            self.rows_aside[group.id] = [row[ROW] for row in rows]
        for row in rows:
            for question in group.items:
                value = row.get(question.id)
                if (gone or not self._has_place(question)) and not is_empty(value):
                    self._set_aside(question, value, f"{group.id}/{row[ROW]}/{question.id}")
        if gone and any(key.startswith(f"{group.id}/") for key in self.aside):
            for question in group.items:
                self.reminders.pop(question.id, None)
            self.reminders[group.id] = Reminder("gone", group.label)

    def _set_aside(self, question: Question, value: Any, key: str) -> None:
        self.aside[key] = {"type": question.type, "value": value}
        now = self.new.item(question.id)
        why = "gone" if now is None else "again"
        self.reminders[question.id] = Reminder(why, (now or question).label)

    def _has_place(self, question: Question) -> bool:
        return isinstance(self.new.item(question.id), Question) and self._same_home(question)

    def _same_home(self, question: Question) -> bool:
        homes = (schema.group_of(question.id) for schema in (self.old, self.new))
        before, after = (home.id if home else None for home in homes)
        return before == after


def _renamed(was: Question, question: Question, value: Any) -> bool:
    """Tell whether a choice that was made reads differently now."""
    if isinstance(value, bool):
        label = "yes_label" if value else "no_label"
        return (was.options.get(label) or "") != (question.options.get(label) or "")
    chosen = value if isinstance(value, list) else [value]
    before, after = (
        {choice["id"]: choice["label"] for choice in part.options.get("choices", ())}
        for part in (was, question)
    )
    return any(
        isinstance(key, str) and key in before and before[key] != after.get(key) for key in chosen
    )

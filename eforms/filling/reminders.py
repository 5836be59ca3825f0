"""What a citizen is asked to look at after the form was changed under their draft.

Stored with the draft (``Draft.to_check``) as ``[{"id", "why", "label"}, …]``: labels of questions,
never an answer.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from eforms.engine.journey import ROW, Answers, Journey
from eforms.engine.rules import is_empty
from eforms.engine.schema import FormSchema, Group, Item, Question, Section
from eforms.fields import registry
from eforms.fields.base import part_name
from eforms.fields.rows import question_name


GONE = "gone"
WORDS = {
    "new": gettext_lazy("「{label}」の質問が加わりました。答えてください。"),
    "asked": gettext_lazy("「{label}」に答えが必要になりました。答えてください。"),
    "again": gettext_lazy("「{label}」の答え方が変わりました。もう一度答えてください。"),
    "changed": gettext_lazy(
        "「{label}」で選んだものの一部が選べなくなりました。答えを確かめてください。"
    ),
    "renamed": gettext_lazy(
        "「{label}」の選択肢の文言が変わりました。選んだものを確かめてください。"
    ),
    "restored": gettext_lazy(
        "「{label}」の質問が戻りました。以前の答えを入れてあります。確かめてください。"
    ),
    "rows": gettext_lazy("「{label}」の件数の決まりが変わりました。件数を確かめてください。"),
    GONE: gettext_lazy("「{label}」の質問はなくなりました。入力した内容は送信されません。"),
}


@dataclass(frozen=True)
class Reminder:
    """Why an item is to be looked at (a key of WORDS), and how it is called."""

    why: str
    label: str


@dataclass(frozen=True)
class Told:
    """A reminder as pages show it; ``section`` and ``anchor`` are empty for what is gone."""

    sentence: str
    section: Section | None
    anchor: str


def newly_open(before: Journey, after: Journey) -> dict[str, Reminder]:
    """Return what has no answer on pages that were filled already, and was not asked for then."""
    found: dict[str, Reminder] = {}
    for section in after.sections:
        if not any(item.id in before.answers for item in section.items):
            continue
        for item in after.items(section):
            for part in _open_parts(after, item):
                if part.id not in _open_ids(before, item.id):
                    known = before.schema.item(part.id) is not None
                    rows = isinstance(part, Group) and known
                    why = "rows" if rows else "asked" if known else "new"
                    found[part.id] = Reminder(why, part.label)
    return found


def merged(earlier: list[dict], new: dict[str, Reminder], schema: FormSchema) -> list[dict]:
    """Return stored reminders with new ones; those about items that are gone since go."""
    kept = {
        entry["id"]: entry
        for entry in earlier
        if (schema.item(entry["id"]) is None) == (entry["why"] == GONE)
    }
    kept |= {
        item_id: {"id": item_id, "why": reminder.why, "label": reminder.label}
        for item_id, reminder in new.items()
    }
    return list(kept.values())


def without(earlier: list[dict], section: Section, *, gone: bool) -> list[dict]:
    """Return the reminders that are left when a page was answered.

    Those about questions that are gone need no answer: they go (``gone``) once they were shown.
    """
    answered = set()
    for item in section.items:
        answered.add(item.id)
        if isinstance(item, Group):
            answered.update(question.id for question in item.items)
    return [
        entry
        for entry in earlier
        if entry["id"] not in answered and not (gone and entry["why"] == GONE)
    ]


def told(entries: list[dict], journey: Journey) -> list[Told]:
    """Return reminders in words, with their place; hidden questions need no look."""
    found = []
    for entry in entries:
        words = WORDS[entry["why"]].format(label=entry["label"])
        item = journey.schema.item(entry["id"])
        if item is None:
            found.append(Told(words, None, ""))
            continue
        section = journey.schema.section_of(item.id)
        anchor = _anchor(journey, item)
        if section is not None and anchor:
            found.append(Told(words, section, anchor))
    return found


def _anchor(journey: Journey, item: Item) -> str:
    """Return the id of an item's (first visible) input; empty when it is hidden."""
    if isinstance(item, Group):
        return f"g-{item.id}" if journey.is_visible(item.id) else ""
    group = journey.schema.group_of(item.id)
    rows = [None] if group is None else [row.get(ROW) for row in journey.rows(group.id)]
    row = next((row for row in rows if journey.is_visible(item.id, row)), False)
    if row is False:
        return ""
    first = registry.get(item.type).parts(item)[0]
    return part_name(question_name(item, group, row), first)


def _open_ids(journey: Journey, item_id: str) -> set[str]:
    item = journey.schema.item(item_id)
    if item is None or not journey.is_visible(item_id):
        return set()
    return {part.id for part in _open_parts(journey, item)}


def _open_parts(journey: Journey, item: Item) -> list[Item]:
    """Return what of a visible item has no answer yet, or not the number of rows it needs."""
    if isinstance(item, Question):
        return [item] if _is_open(journey, item, journey.answers, None) else []
    rows = journey.rows(item.id)
    if item.id not in journey.answers or not item.minimum <= len(rows) <= item.maximum:
        return [item]
    return [
        question
        for question in item.items
        if any(
            journey.is_visible(question.id, row.get(ROW))
            and _is_open(journey, question, row, row.get(ROW))
            for row in rows
        )
    ]


def _is_open(journey: Journey, question: Question, given: Answers, row: Any) -> bool:
    if not question.is_asked:
        return False
    missing = question.id not in given
    return missing or (journey.is_required(question.id, row) and is_empty(given[question.id]))

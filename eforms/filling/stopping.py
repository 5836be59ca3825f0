"""Whether the answers given so far end the way (``stop``), and which of them do."""

from dataclasses import dataclass

from eforms.engine.journey import Journey
from eforms.engine.rules import APPLICANT_KIND, refs
from eforms.engine.schema import Group, Question
from eforms.fields import registry


@dataclass(frozen=True)
class Cause:
    """An answer that a stop's rule asked for, and the section in which it is changed."""

    question: Question | Group
    section_id: str
    lines: list[str]


def stop_of(journey: Journey) -> Question | None:
    """Return the stop that holds, once everything it asks for was seen.

    Before, it may hold because something is not answered yet: that is no reason to turn away.
    """
    question = journey.stopped()
    if question is None or not all(_seen(journey, ref) for ref in refs(question.show)):
        return None
    return question


def causes(journey: Journey, question: Question) -> list[Cause]:
    """Return the answers behind a stop, in reading order."""
    asked = refs(question.show)
    found = []
    for item in journey.schema.walk():
        section = journey.schema.section_of(item.id)
        if item.id in asked and section is not None and _can_be_changed(item):
            found.append(Cause(item, section.id, _lines(journey, item)))
    return found


def _can_be_changed(item: Question | Group) -> bool:
    return isinstance(item, Group) or item.is_asked


def _lines(journey: Journey, item: Question | Group) -> list[str]:
    if isinstance(item, Group) or journey.schema.group_of(item.id):
        return []
    value = journey.answer(item.id)
    kind = registry.get(item.type)
    return [] if kind.is_empty(value) else kind.display(item, value)


def _seen(journey: Journey, ref: str) -> bool:
    item = journey.schema.item(ref)
    if ref == APPLICANT_KIND or item is None or not _can_be_changed(item):
        return True
    top = journey.schema.group_of(ref) or item
    return top.id in journey.answers or not journey.is_visible(top.id)

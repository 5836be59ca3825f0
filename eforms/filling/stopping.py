"""Whether the answers given so far end the way (``stop``), and which of them do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.datastructures import MultiValueDict

from eforms.engine.dependencies import behind
from eforms.engine.journey import Journey
from eforms.engine.rules import APPLICANT_KIND, refs
from eforms.engine.schema import Group, Question, Section
from eforms.fields import registry
from eforms.fields.base import Store
from eforms.fields.input_errors import InputError
from eforms.fields.processing import process_section, typed_journey


@dataclass(frozen=True)
class Cause:
    """An answer that a stop's rule asked for, and the section in which it is changed."""

    question: Question | Group
    section_id: str
    lines: list[str]


def stop_of(journey: Journey, errors: Collection[InputError] = ()) -> Question | None:
    """Return the first stop that holds, once everything it asks for was seen.

    Before, it may hold because something is not answered yet: that is no reason to turn away. Nor
    is an answer that is wrong: ``errors`` are those of the answers that ``journey`` goes over.
    """
    wrong = {error.question_id for error in errors}
    for question in journey.stops():
        asked = behind(journey.schema.items, refs(question.show))
        if not asked & wrong and all(_seen(journey, ref) for ref in asked):
            return question
    return None


def stop_of_typed(
    journey: Journey, section: Section, typed: Mapping[str, list[str]], store: Store
) -> tuple[Question, Journey] | None:
    """Return the stop that holds by what is typed on a page, and the journey over it.

    It comes before everything else that is wrong on the page.
    """
    data = MultiValueDict(typed)
    seen = typed_journey(section, data, journey)
    if next(seen.stops(), None) is None:
        return None
    errors = process_section(
        journey.schema,
        section,
        data,
        None,
        journey.answers,
        journey.applicant_kind,
        store,
        today=journey.today,
    ).errors
    question = stop_of(seen, errors)
    return (question, seen) if question else None


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

"""「登録情報を使って入力する」: the profile put into a new draft, when the citizen wishes so.

Only suggestions: they lie among what is typed and not accepted, on the pages that ask for them, and
count when the citizen has sent the page. A new draft has nothing typed yet that they could replace.
"""

from dataclasses import dataclass

from eforms.engine.journey import Answers, Journey
from eforms.engine.schema import FormSchema, Question
from eforms.fields import registry
from eforms.fields.base import part_name
from eforms.fields.name import ONE
from eforms.fields.rows import question_name
from eforms.filling import profiles
from eforms.filling.guests import Applicant
from eforms.filling.half_typed import Unchecked
from eforms.filling.kinds import LABELS


@dataclass(frozen=True)
class Offer:
    """What would be filled in for one kind of applicant: the kind's label, labels with lines."""

    kind: str
    filled: list[tuple[str, list[str]]]


def offers(
    schema: FormSchema, answers: Answers, kinds: list[str], applicant: Applicant
) -> list[Offer]:
    """Return what the citizen's profile would fill in, for those kinds that it has anything for."""
    if applicant.citizen is None:
        return []
    kept, found = profiles.load_all(applicant.citizen), []
    for kind in kinds:
        asked = {key for key, _, _ in profiles.asked_by(Journey(schema, answers, kind))}
        fits = {key: value for key, value in kept.get(kind, {}).items() if key in asked}
        if fits:
            found.append(Offer(LABELS.get(kind, ""), profiles.told(kind, fits)))
    return found


def suggestions(journey: Journey, applicant: Applicant) -> dict[str, Unchecked]:
    """Return what to put into the inputs, by section id."""
    if applicant.citizen is None:
        return {}
    kept = profiles.load(applicant.citizen, journey.applicant_kind)
    found: dict[str, Unchecked] = {}
    for key, item, _own in profiles.asked_by(journey):
        section = journey.schema.section_of(item.id)
        if kept.get(key) and section is not None:
            found.setdefault(section.id, {}).update(_inputs(item, kept[key]))
    return found


def _inputs(question: Question, value: object) -> Unchecked:
    raw = registry.get(question.type).raw_from_value(question, value)
    return {
        part_name(question_name(question), part): values
        for part, values in raw.items()
        if any(values) and not (part == ONE and values == [""])
    }

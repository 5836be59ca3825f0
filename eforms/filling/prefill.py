"""What an account holds, put into the inputs of a new draft when the citizen wishes so.

Only suggestions: they lie among what is typed and not accepted, on the pages that ask for them, and
count when the citizen has sent the page. Earlier applications are never looked at.
"""

import re

from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema, Question
from eforms.fields import registry
from eforms.fields.base import part_name
from eforms.fields.name import ONE
from eforms.fields.rows import question_name
from eforms.filling.guests import Applicant
from eforms.filling.half_typed import Unchecked


def is_offered(schema: FormSchema, applicant: Applicant) -> bool:
    """Return whether the account holds something that the form asks for."""
    return bool(_name(applicant)) and any(_asks_name(item) for item in schema.questions())


def suggestions(journey: Journey, applicant: Applicant) -> dict[str, Unchecked]:
    """Return what to put into the inputs, by section id."""
    name = _name(applicant)
    found: dict[str, Unchecked] = {}
    for section in journey.schema.sections if name else ():
        for item in section.items:
            if isinstance(item, Question) and _asks_name(item) and journey.is_visible(item.id):
                found.setdefault(section.id, {}).update(_inputs(item, name))
    return found


def _name(applicant: Applicant) -> str:
    return (applicant.citizen.name or "").strip() if applicant.citizen else ""


def _asks_name(question: Question) -> bool:
    return question.type == "name" and question.options.get("profile") == "name"


def _inputs(question: Question, name: str) -> Unchecked:
    # The account has one text; where it is not parted, the citizen parts it.
    family, _, given = re.sub(r"\s+", " ", name).partition(" ")
    raw = registry.get("name").raw_from_value(question, {"family": family, "given": given})
    return {
        part_name(question_name(question), part): values
        for part, values in raw.items()
        if part != ONE and any(values)
    }

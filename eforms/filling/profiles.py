"""登録情報: what a citizen keeps about themselves, their company or group, and gives to forms.

The questions are those of the editor's applicant block: what is kept has passed the same checks as
what is typed into a form. A form gets it by the citizen's wish (``eforms.filling.prefill``), and
what is sent never changes it unless the citizen says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import transaction

from accounts.citizens import Citizen
from audit import log
from eforms.applications.models import Application
from eforms.building import applicant
from eforms.building.versions import schema_of
from eforms.engine.journey import Journey
from eforms.engine.schema import SCHEMA_VERSION, FormSchema, Question
from eforms.fields import registry
from eforms.filling.models import Profile


SECTION = "5f2c4ad0-2a63-4a9c-9b58-3f7c1d7d2a10"
# A form may have asked for less than the profile holds; when these are the same, the rest stays.
_CORE = {"name": ("family", "given"), "company": ("name",)}

Answers = dict[str, Any]  # by options.profile


@dataclass(frozen=True)
class Change:
    """An answer of an application that the profile has not: what it is about, both in lines."""

    key: str
    label: str
    before: list[str]
    after: list[str]
    value: Any


@cache
def schema(kind: str) -> FormSchema:
    """Return the form of one page that asks for the profile of a kind of applicant."""
    section = {
        "id": SECTION,
        "title": "登録情報",
        "intro": "",
        "show": None,
        "items": applicant.of_profile(kind),
    }
    return FormSchema.from_json(
        {
            "schema": SCHEMA_VERSION,
            "title": "登録情報",
            "applicant_kinds": [kind],
            "sections": [section],
        }
    )


def questions(kind: str) -> dict[str, Question]:
    """Return the questions of a profile by what they are about, in reading order."""
    return {item.options["profile"]: item for item in schema(kind).questions()}


def load(citizen: Citizen, kind: str) -> Answers:
    """Return what a citizen keeps about a kind of applicant."""
    found = Profile.objects.filter(citizen=citizen, kind=kind).first()
    return found.answers if found else {}


def load_all(citizen: Citizen) -> dict[str, Answers]:
    """Return what a citizen keeps, by kind of applicant."""
    return {found.kind: found.answers for found in Profile.objects.filter(citizen=citizen)}


def save(citizen: Citizen, kind: str, answers: Answers) -> None:
    """Keep ``answers`` in place of what was there; nothing is kept when all are empty."""
    known = questions(kind)
    answers = {key: value for key, value in answers.items() if key in known and value}
    with transaction.atomic():
        Citizen.objects.select_for_update().get(pk=citizen.pk)  # two tabs, one profile
        if not answers:
            Profile.objects.filter(citizen=citizen, kind=kind).delete()
        else:
            profile = Profile.objects.filter(citizen=citizen, kind=kind).first()
            profile = profile or Profile(citizen=citizen, kind=kind)
            profile.answers = answers
            profile.save()
        data = {"kind": kind, "fields": sorted(answers)}
        log.record("citizen.profile_changed", actor=log.citizen(citizen), data=data)


def as_form_answers(kind: str, answers: Answers) -> Answers:
    """Return a profile's answers by question id, as the form of the profile has them."""
    return {item.id: answers.get(key) for key, item in questions(kind).items()}


def of_form_answers(kind: str, answers: Answers) -> Answers:
    """Return a profile's answers out of those of its form."""
    return {key: answers.get(item.id) for key, item in questions(kind).items()}


def told(kind: str, answers: Answers) -> list[tuple[str, list[str]]]:
    """Return what is kept in words: label and lines."""
    return [
        (item.label, registry.get(item.type).display(item, answers[key]))
        for key, item in questions(kind).items()
        if answers.get(key)
    ]


def asked_by(journey: Journey) -> Iterator[tuple[str, Question, Question]]:
    """Yield what a form asks about its applicant: key, the form's question, the profile's.

    Only visible questions outside of groups, and those of the profile's own type.
    """
    known = questions(journey.applicant_kind)
    for section in journey.sections:
        for item in section.items:
            own = known.get(item.options.get("profile", "")) if isinstance(item, Question) else None
            if own is not None and own.type == item.type and journey.is_visible(item.id):
                yield own.options["profile"], item, own


def changes(citizen: Citizen, application: Application) -> list[Change]:
    """Return what a sent application tells that its sender's profile does not, or otherwise."""
    kind = application.applicant_kind
    journey = Journey(schema_of(application.version), application.answers, kind)
    kept, found = load(citizen, kind), {}
    for key, item, own in asked_by(journey):
        value = journey.answer(item.id)
        if value:
            found[key] = (own, _merged(own, kept.get(key), value))
    return [
        Change(key, own.label, _lines(own, kept.get(key)), _lines(own, value), value)
        for key, (own, value) in found.items()
        if value != kept.get(key)
    ]


def keep(citizen: Citizen, application: Application) -> None:
    """Put what an application tells about its sender into the profile."""
    with transaction.atomic():
        Citizen.objects.select_for_update().get(pk=citizen.pk)
        new = {change.key: change.value for change in changes(citizen, application)}
        kind = application.applicant_kind
        save(citizen, kind, load(citizen, kind) | new)


def _merged(question: Question, before: Any, after: Any) -> Any:
    core = _CORE.get(question.type, ())
    if not before or not core or any(before.get(part) != after.get(part) for part in core):
        return after
    return before | {part: value for part, value in after.items() if value}


def _lines(question: Question, value: Any) -> list[str]:
    return registry.get(question.type).display(question, value) if value else []

"""Applying again: a new draft with the answers of an earlier application, on the form of today.

Files, My Numbers and consents were given for that one application and are asked for anew; so is
whatever the form of today asks in another way, or does not accept any more.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from eforms.applications.models import Application
from eforms.building.models import FormVersion
from eforms.building.versions import schema_of
from eforms.engine.journey import ROW, Answers, Journey
from eforms.engine.schema import FormSchema, Group, Question
from eforms.fields import registry
from eforms.fields.processing import recheck
from eforms.filling import carrying, drafts
from eforms.filling.guests import Applicant
from eforms.filling.models import Draft
from eforms.filling.store import DraftStore


# Kinds of values, and types, that hold for one application only.
ONCE = frozenset({"file", "secret"})
DECLARATIONS = frozenset({"consent"})
# Why a carried answer would have to be looked at (``reminders.WORDS``): here it is asked for anew.
LOOKED_AT = frozenset({"changed", "renamed"})


@dataclass(frozen=True)
class Repeated:
    """The answers that go into a new draft, and the labels of what has to be answered anew."""

    answers: Answers
    anew: list[str]


def repeated(application: Application, version: FormVersion, *, now: datetime) -> Repeated:
    """Return what of an application fits a version of its form, without storing anything."""
    old, new = schema_of(application.version), schema_of(version)
    dropped = {question.id for question in new.questions() if _is_for_once(question)}
    dropped |= {question.id for question in old.questions() if _is_for_once(question)}
    draft = Draft(
        version=application.version,
        applicant_kind=application.applicant_kind,
        answers=_without(application.answers, old, {(one, None) for one in dropped}),
    )
    draft.version.page = application.page
    if version.pk != application.version_id:
        carrying.carry(draft, version)
    dropped |= {entry["id"] for entry in draft.to_check if entry["why"] in LOOKED_AT}
    answers = _without(draft.answers, new, {(one, None) for one in dropped})
    today = timezone.localdate(now)
    errors = recheck(new, answers, draft.applicant_kind, DraftStore(draft), today=today)
    # A number of rows that does not fit is put right on its page; the rows are worth keeping.
    wrong = {
        (error.question_id, error.row_id)
        for error in errors
        if isinstance(new.item(error.question_id), Question)
    }
    answers = _without(answers, new, wrong)
    asked = dropped | {question_id for question_id, _ in wrong}
    journey = Journey(new, answers, draft.applicant_kind, today)
    labels = [q.label for q in new.questions() if q.id in asked and _is_asked(journey, q)]
    return Repeated(answers, list(dict.fromkeys(labels)))


def begin(
    application: Application,
    applicant: Applicant,
    version: FormVersion,
    *,
    token: uuid.UUID,
    now: datetime,
) -> Draft:
    """Make the new draft; the same ``token`` of a page that is sent twice gives the same one.

    Raises:
        TooManyDrafts: see ``drafts.begin``.
    """
    draft_id = uuid.uuid5(application.pk, str(token))
    mine = Draft.objects.select_related("version__page").filter(pk=draft_id)
    if found := mine.first():
        return found
    answers = repeated(application, version, now=now).answers
    kind = application.applicant_kind
    try:
        with transaction.atomic():
            return drafts.begin(version, applicant, kind, now=now, given=answers, draft_id=draft_id)
    except IntegrityError:
        return mine.get()  # pressed twice: the other press was faster by a hair


def _is_for_once(question: Question) -> bool:
    return registry.get(question.type).value_kind in ONCE or question.type in DECLARATIONS


def _without(answers: Answers, schema: FormSchema, places: set[tuple[str, str | None]]) -> Answers:
    """Return answers without some: (question, row), or (question, None) in every row."""
    kept: Answers = {}
    for key, value in answers.items():
        if (key, None) in places:
            continue
        if isinstance(schema.item(key), Group):
            value = [
                {
                    name: given
                    for name, given in row.items()
                    if (name, None) not in places and (name, row.get(ROW)) not in places
                }
                for row in value or []
            ]
        kept[key] = value
    return kept


def _is_asked(journey: Journey, question: Question) -> bool:
    if not question.is_asked:
        return False
    group = journey.schema.group_of(question.id)
    if group is None:
        return journey.is_visible(question.id)
    return any(journey.is_visible(question.id, row.get(ROW)) for row in journey.rows(group.id))

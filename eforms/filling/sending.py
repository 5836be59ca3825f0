"""Sending: a draft becomes an application, exactly once."""

import uuid
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from eforms.applications import signing_gate
from eforms.applications.models import Application
from eforms.applications.submission import create_application
from eforms.building.versions import schema_of
from eforms.building.windows import window_of
from eforms.engine.journey import Journey
from eforms.engine.schema import Question
from eforms.fields.processing import InputError, recheck
from eforms.filling import carrying, stopping, store
from eforms.filling.models import Draft
from eforms.filling.store import DraftStore


class NotOpen(Exception):
    """The form does not accept applications at this moment; the draft is untouched."""


class NotSigned(Exception):
    """The form asks for a signature, which cannot be given yet; the draft is untouched."""


class Stopped(Exception):
    """The answers are such that the form cannot be sent (``question``); the draft is untouched."""

    def __init__(self, question: Question) -> None:
        super().__init__("stopped")
        self.question = question


class Changed(Exception):
    """The draft is not what the person has checked any more, or has a gap; nothing was sent."""


class Incomplete(Exception):
    """Stored answers do not hold against the form; ``errors`` names each."""

    def __init__(self, errors: list[InputError]) -> None:
        super().__init__(f"{len(errors)} answers to correct")
        self.errors = errors


def send(
    draft_id: uuid.UUID,
    *,
    seen: str | None,
    now: Callable[[], datetime],
    version: int | None = None,
) -> Application:
    """Make the application of a draft, or return the one that was made before.

    Everything is decided while the draft is locked: the time (``now`` is asked then), the form's
    version and window, every answer. ``seen`` is the revision that the person was shown and
    ``version`` the number of the form's version. None does without, unless the form was changed
    and something is to be looked at.

    Raises:
        NotSigned: the applicant would have to sign.
        Stopped: the answers do not allow it.
        NotOpen: outside the window, or the form is not live.
        Changed: another page has written since, or something is missing.
        Incomplete: an answer does not hold.
    """
    try:
        with transaction.atomic():
            return _send(draft_id, seen, version, now)
    except IntegrityError:
        # Somebody else was faster by a hair: the draft's application is there (draft_id is unique).
        found = Application.objects.filter(draft_id=draft_id).first()
        if found is None:
            raise
        return found


def _send(
    draft_id: UUID, seen: str | None, version: int | None, now: Callable[[], datetime]
) -> Application:
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    found = Application.objects.filter(draft_id=draft_id).first()
    if found is not None:
        return found
    moment = now()
    page = draft.version.page
    if not window_of(page, moment).is_open:
        raise NotOpen
    if signing_gate.cannot_be_sent(page, draft.applicant_kind):
        raise NotSigned
    if draft.submitted_at is not None or draft.expires_at <= moment:
        raise Changed
    if seen is not None and seen != str(draft.revision):
        raise Changed
    known = draft.to_check
    carrying.bring_up(draft, now=moment)
    if version != draft.version.number and any(one not in known for one in draft.to_check):
        raise Changed  # the form was changed since, and something is to be looked at
    schema = schema_of(draft.version)
    today = timezone.localdate(moment)
    journey = Journey(schema, draft.answers, draft.applicant_kind, today)
    stop = stopping.stop_of(journey)
    if stop is not None:
        raise Stopped(stop)
    if not journey.complete:
        raise Changed
    errors = recheck(schema, draft.answers, draft.applicant_kind, DraftStore(draft), today=today)
    if errors:
        raise Incomplete(errors)
    application = create_application(draft=draft, now=moment)
    # What was set aside when the form changed, and rows that went, is not part of it.
    transaction.on_commit(lambda: store.remove_unsent(draft), robust=True)
    return application

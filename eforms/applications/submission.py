"""From a finished draft to an application."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from eforms.applications import actors, my_numbers, transitions
from eforms.applications.models import Application, Attachment
from eforms.applications.receipts import next_receipt_number
from eforms.building.versions import schema_of
from eforms.engine.journey import Answers, Journey
from eforms.engine.schema import FormSchema
from eforms.fields import registry
from eforms.fields.display import applicant_name


if TYPE_CHECKING:
    from eforms.filling.models import Draft


class AttachmentLost(Exception):
    """An answer names a file that the draft does not have."""


def create_application(*, draft: "Draft", now: datetime) -> Application:
    """Make the application of a draft, once: a draft already sent gives the same one again.

    Call it inside a transaction that holds the draft's row lock, after everything was checked.
    The answers of hidden questions are left behind, the files that the answers name move over,
    and what the draft held is cleared: from now on the application alone keeps it.

    Raises:
        AttachmentLost: an answer names a file that is not the draft's.
        MyNumberLost: an answer names a number that is not the draft's.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("create_application needs the transaction that locks the draft")
    if draft.submitted_at is not None:
        return Application.objects.get(draft_id=draft.pk)
    version = draft.version
    schema = schema_of(version)
    today = timezone.localdate(now)
    answers = Journey(schema, draft.answers, draft.applicant_kind, today).pruned()
    application = Application(
        receipt_number=next_receipt_number(now),
        version=version,
        page_id=version.page_id,
        organisation_id=version.page.organisation_id,
        draft_id=draft.pk,
        citizen_id=draft.citizen_id,
        email=draft.email,
        email_index=draft.email_index,
        applicant_kind=draft.applicant_kind,
        applicant_name=applicant_name(schema, answers, draft.applicant_kind),
        answers=answers,
        received_at=now,
    )
    transitions.receive(application, actor=actors.applicant(draft), now=now)
    _move_attachments(draft, application, file_ids(schema, answers))
    my_numbers.move(draft, application, secret_ids(schema, answers))
    draft.submitted_at = now
    draft.answers, draft.unchecked, draft.orphans, draft.to_check = {}, None, None, []
    cleared = ["answers", "unchecked", "orphans", "to_check"]
    draft.save(update_fields=["submitted_at", "version", *cleared, "updated_at"])
    return application


def _move_attachments(draft: "Draft", application: Application, ids: set[UUID]) -> None:
    if not ids:
        return
    moved = Attachment.objects.filter(pk__in=ids, draft_id=draft.pk, application=None).update(
        application=application
    )
    if moved != len(ids):
        raise AttachmentLost(f"{len(ids) - moved} of {len(ids)} files")


def file_ids(schema: FormSchema, answers: Answers) -> set[UUID]:
    """Return the ids of the files that answers name, those in rows of groups too."""
    ids: set[UUID] = set()
    for value in _values(schema, answers, "file"):
        ids.update(UUID(file["id"]) for file in value)
    return ids


def secret_ids(schema: FormSchema, answers: Answers) -> set[UUID]:
    """Return the ids of the My Numbers that answers name, those in rows of groups too."""
    return {UUID(value["id"]) for value in _values(schema, answers, "secret")}


def _values(schema: FormSchema, answers: Answers, kind: str) -> Iterator[Any]:
    for question in schema.questions():
        if registry.get(question.type).value_kind != kind:
            continue
        group = schema.group_of(question.id)
        for row in [answers] if group is None else answers.get(group.id) or []:
            if row.get(question.id):
                yield row[question.id]

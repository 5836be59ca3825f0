"""Drafts that nobody came back to: gone for good a while after they expired."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit import log
from eforms.applications import files, my_numbers
from eforms.applications.models import Application, Attachment
from eforms.filling.models import Draft


logger = logging.getLogger(__name__)
# Until then a draft only says that it has expired, and a wrong clock has done no harm yet.
GRACE = timedelta(days=7)
BATCH = 100


@dataclass(frozen=True)
class Deleted:
    """How many drafts went, and how many files with them."""

    drafts: int = 0
    files: int = 0

    def __add__(self, other: "Deleted") -> "Deleted":
        return Deleted(self.drafts + other.drafts, self.files + other.files)


def delete_expired(now: datetime) -> Deleted:
    """Delete what expired more than GRACE ago and was never sent: answers, files, My Numbers.

    Each batch is one transaction with one line in the audit log, which tells numbers only; the
    bytes of files go once it is through. A draft that cannot be deleted is logged and stays for
    the next time, the others go.
    """
    before = now - GRACE
    total, last = Deleted(), None
    while ids := _next(before, last):
        total += _delete_batch(ids, before)
        last = ids[-1]
    return total


def _next(before: datetime, last: UUID | None) -> list[UUID]:
    found = Draft.objects.filter(submitted_at=None, expires_at__lt=before).order_by("pk")
    if last is not None:
        found = found.filter(pk__gt=last)
    return list(found.values_list("pk", flat=True)[:BATCH])


def _delete_batch(ids: list[UUID], before: datetime) -> Deleted:
    with transaction.atomic():
        gone = Deleted()
        for draft_id in ids:
            try:
                with transaction.atomic():
                    gone += _delete(draft_id, before)
            except Exception:
                logger.exception("The expired draft %s was not deleted", draft_id)
        if gone.drafts:
            data = {"drafts": gone.drafts, "files": gone.files}
            log.record("draft.expired_deleted", actor=log.SYSTEM, data=data)
    return gone


def _delete(draft_id: UUID, before: datetime) -> Deleted:
    """Delete one draft, judged again under its lock."""
    draft = (
        Draft.objects.select_for_update()
        .defer("answers", "unchecked", "orphans", "email")  # one that does not open goes as well
        .filter(pk=draft_id, submitted_at=None, expires_at__lt=before)
        .first()
    )
    if draft is None or Application.objects.filter(draft_id=draft_id).exists():
        return Deleted()
    my_numbers.destroy_of_draft(draft, log.SYSTEM, why="draft_expired")
    own = Attachment.objects.filter(draft_id=draft_id, application=None)
    file_ids = list(own.values_list("pk", flat=True))
    own.delete()
    draft.delete()
    for file_id in file_ids:
        transaction.on_commit(lambda pk=file_id: files.delete(pk), robust=True)
    return Deleted(1, len(file_ids))

"""Clearing away what uploads leave behind when a process dies or a page is left half-way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from eforms.applications import files
from eforms.applications.models import Attachment
from eforms.filling import store
from eforms.filling.models import Draft
from vault import files as vault_files


# Far longer than any request lasts, and than a page stays open without saving itself.
OLD = timedelta(days=1)
BATCH = 500


@dataclass(frozen=True)
class Swept:
    """How many there were: files never finished, and files that nothing names."""

    unfinished: int
    unnamed: int


def sweep(now: datetime) -> Swept:
    """Remove unfinished files, bytes without an attachment, attachments that no draft names.

    What an application or a draft names stays, however old. Harmless to repeat.
    """
    before = now - OLD
    unfinished = vault_files.sweep_partials(before)
    unnamed = _without_row(before) + _without_draft(before)
    drafts = Draft.objects.filter(
        attachments__application=None, attachments__created_at__lt=before
    ).distinct()
    for draft in drafts.iterator():
        unnamed += store.remove_unnamed(draft, before)
    return Swept(unfinished, unnamed)


def _without_row(before: datetime) -> int:
    old = (found for found, written in files.stored_ids() if written < before)
    gone = 0
    while ids := list(islice(old, BATCH)):
        known = set(Attachment.objects.filter(pk__in=ids).values_list("pk", flat=True))
        gone += _delete(set(ids) - known)
    return gone


def _without_draft(before: datetime) -> int:
    strays = Attachment.objects.filter(draft=None, application=None, created_at__lt=before)
    ids = list(strays.values_list("pk", flat=True))
    strays.filter(pk__in=ids).delete()
    return _delete(ids)


def _delete(ids: Iterable[UUID]) -> int:
    gone = list(ids)
    for attachment_id in gone:
        files.delete(attachment_id)
    return len(gone)

"""Clearing away what uploads leave behind when a process dies or a page is left half-way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q

from eforms.applications import files
from eforms.applications.corrections import Correction
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
    for draft_id in list(drafts.values_list("pk", flat=True)):
        unnamed += store.remove_unnamed(draft_id, before)
    return Swept(unfinished, unnamed)


def _without_row(before: datetime) -> int:
    old = (found for found, written in files.stored_ids() if written < before)
    gone = 0
    while ids := list(islice(old, BATCH)):
        known = set(Attachment.objects.filter(pk__in=ids).values_list("pk", flat=True))
        strays = set(ids) - known
        files.delete_all(strays)
        gone += len(strays)
    return gone


def _without_draft(before: datetime) -> int:
    # What an open correction has got so far waits for its answer.
    strays = Attachment.objects.filter(
        Q(correction=None) | ~Q(correction__status=Correction.Status.OPEN),
        draft=None,
        application=None,
        message=None,
        delivery=None,
        created_at__lt=before,
    )
    with transaction.atomic():
        ids = list(strays.select_for_update(of=("self",)).values_list("pk", flat=True))
        Attachment.objects.filter(pk__in=ids).delete()
        transaction.on_commit(lambda: files.delete_all(ids))
    return len(ids)

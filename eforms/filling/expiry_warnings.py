"""Telling people by mail that what they began expires soon: once for each end."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from eforms.building.windows import window_of
from eforms.filling import keeping
from eforms.filling.models import Draft


logger = logging.getLogger(__name__)
# Enough for somebody who reads mail once a week.
BEFORE = timedelta(days=7)


def warn(now: datetime) -> int:
    """Mail everybody whose draft ends within BEFORE; return how many mails were noted.

    Only where something was typed and the form still takes applications. A draft that was saved
    since has another end and is warned of that one anew. One that breaks does not stop the rest.
    """
    due = (
        Draft.objects.filter(submitted_at=None, expires_at__gt=now, expires_at__lte=now + BEFORE)
        .filter(Q(warned_of=None) | ~Q(warned_of=F("expires_at")))
        .filter(Q(revision__gt=0) | Q(unchecked__isnull=False))
        .order_by("pk")
    )
    count = 0
    for draft_id in list(due.values_list("pk", flat=True)):
        try:
            count += _warn(draft_id, now)
        except Exception:
            logger.exception("Nobody was told that the draft %s expires", draft_id)
    return count


def _warn(draft_id: UUID, now: datetime) -> int:
    """Warn of one draft, judged again under its lock."""
    with transaction.atomic():
        draft = (
            Draft.objects.select_for_update()
            .defer("answers", "unchecked", "orphans")
            .filter(pk=draft_id, submitted_at=None, expires_at__gt=now)
            .first()
        )
        if draft is None or draft.expires_at > now + BEFORE or draft.warned_of == draft.expires_at:
            return 0
        page = draft.version.page
        if not window_of(page, now).is_open:
            return 0
        keeping.warn_of_expiry(draft, page, now=now)
        Draft.objects.filter(pk=draft_id).update(warned_of=draft.expires_at)
    return 1

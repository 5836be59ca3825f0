"""Links of mails that lead back to a draft: made, found, and sent again.

A link is a reminder of a place, not a key: it shows nothing to whoever opens it without the proof
that every page of a draft asks for. Of a draft's links the newest works; an older one leads on to
it for the owner, and for everybody else it says the same as one that never was.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import throttle
from eforms.filling.models import Draft, ResumeLink


# Wrong and old links that one network may open; offices and carriers share one.
OPENED = throttle.Limit("resume-opened", tries=300, seconds=600)
# Mails with a new link that one draft may cause, and (softly) one network.
SENT = throttle.Limit("resume-sent", tries=4, seconds=600)
SENT_TO_NETWORK = throttle.Limit("resume-sent-net", tries=100, seconds=600)
# Old ones are kept so that they can lead on.
MOST_KEPT = 20


def make(draft: Draft, *, now: datetime) -> str:
    """Make a draft's newest link and return its address."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        ResumeLink.objects.create(draft=draft, token_hash=_hashed(token), made_at=now)
        old = draft.links.order_by("-pk").values_list("pk", flat=True)[MOST_KEPT:]
        ResumeLink.objects.filter(pk__in=list(old)).delete()
    return settings.PUBLIC_URL.rstrip("/") + reverse("resume-link", kwargs={"token": token})


def made_within(draft: Draft, span: timedelta, *, now: datetime) -> bool:
    """Tell whether a link was made for the draft such a short time ago."""
    return draft.links.filter(made_at__gt=now - span).exists()


def find(token: str) -> tuple[Draft | None, bool]:
    """Return the draft of a link, and whether the link is the newest of it.

    A draft that expired is returned as well: its own page says so, to its owner.
    """
    link = (
        ResumeLink.objects.select_related("draft__version__page__organisation")
        .defer("draft__answers", "draft__unchecked", "draft__orphans", "draft__version__schema")
        .defer("draft__version__page__body")
        .filter(token_hash=_hashed(token))
        .first()
    )
    if link is None:
        return None, False
    newest = not link.draft.links.filter(pk__gt=link.pk).exists()
    return link.draft, newest


def is_open(draft: Draft) -> bool:
    """Tell whether there is something to come back to."""
    return draft.submitted_at is None and draft.expires_at > timezone.now()


def _hashed(token: str) -> str:
    # 256 random bits: a plain hash is enough.
    return hashlib.sha256(token.encode()).hexdigest()

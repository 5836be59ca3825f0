"""Links sent by mail: random, stored as a hash, used once, forgotten after a while."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils import timezone

from accounts.citizens import Citizen
from accounts.sessions import hashed
from vault.fields import EncryptedJSONField


class MailLink(models.Model):
    """A link that waits to be followed. ``payload`` holds what it will do, sealed."""

    class Purpose(models.TextChoices):
        SIGN_UP = "sign_up", "利用登録"  # payload: email, password (hash), next
        EMAIL = "email", "メールアドレスの変更"  # payload: email
        RESET = "reset", "パスワードの再設定"  # payload: {}

    # The payload is sealed for this key, so it must be known before the row is written.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose)
    citizen = models.ForeignKey(Citizen, models.CASCADE, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    browser_hash = models.CharField(max_length=64, blank=True)
    payload = EncryptedJSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


@dataclass(frozen=True)
class Kind:
    """A purpose, how long its links work, and whether an account must be there before."""

    purpose: MailLink.Purpose
    life: timedelta
    of_account: bool = True


SIGN_UP = Kind(MailLink.Purpose.SIGN_UP, timedelta(hours=24), of_account=False)
EMAIL = Kind(MailLink.Purpose.EMAIL, timedelta(hours=24))
RESET = Kind(MailLink.Purpose.RESET, timedelta(hours=1))


def issue(kind: Kind, *, citizen: Citizen | None = None, payload: dict, browser: str = "") -> str:
    """Write down a link and return its token; an older one of the citizen stops working.

    A link that is written down and never mailed keeps the work the same where there is no account
    (or one already): nobody learns its token, and it goes when its time is over.
    """
    now = timezone.now()
    MailLink.objects.filter(expires_at__lte=now).delete()
    if kind.of_account:
        revoke(kind, citizen)
    token = secrets.token_urlsafe(32)
    MailLink.objects.create(
        purpose=kind.purpose,
        citizen=citizen,
        token_hash=hashed(token),
        browser_hash=hashed(browser) if browser else "",
        payload=payload,
        expires_at=now + kind.life,
    )
    return token


def revoke(kind: Kind, citizen: Citizen | None) -> None:
    """Make the waiting links of a citizen useless (of nobody: those that were never mailed)."""
    MailLink.objects.filter(purpose=kind.purpose, citizen=citizen).delete()


def find(kind: Kind, token: str) -> MailLink | None:
    """Return the link of a token while it works."""
    return (
        MailLink.objects.select_related("citizen")
        .filter(purpose=kind.purpose, token_hash=hashed(token), expires_at__gt=timezone.now())
        .first()
    )


def consume(link: MailLink) -> bool:
    """Use a link up; False when another request was faster."""
    return MailLink.objects.filter(pk=link.pk).delete()[0] == 1

"""Bearer tokens of the JSON API: a proven address in place of a browser's session."""

import hashlib
import secrets
from datetime import datetime

from django.utils import timezone

from eforms.filling.guests import STANDS_FOR, Applicant
from eforms.filling.models import ApiToken, EmailCode


def issue(code: EmailCode, *, now: datetime) -> tuple[str, ApiToken]:
    """Return a new token for the address of a used code, and its row; only the hash is kept."""
    token = secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        email=code.email,
        email_index=code.email_index,
        token_hash=_hashed(token),
        expires_at=now + STANDS_FOR,
    )
    return token, row


def applicant_of(token: str) -> Applicant | None:
    """Return who holds a token; None for one that is unknown or has expired."""
    row = ApiToken.objects.filter(token_hash=_hashed(token), expires_at__gt=timezone.now()).first()
    return Applicant(row.email, row.email_index) if row else None


def _hashed(token: str) -> str:
    # 256 random bits: a plain hash is enough.
    return hashlib.sha256(token.encode()).hexdigest()

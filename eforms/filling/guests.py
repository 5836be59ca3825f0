"""Who fills a form: a citizen with an account, or a guest whose address was proven here."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.citizens import Citizen
from eforms.filling.codes import LIFE, hashed_browser
from eforms.filling.models import EmailCode


SESSION_KEY = "guest_code"
BROWSER_COOKIE = "guest_browser"
STANDS_FOR = timedelta(hours=24)
# How often a guest may extend the stay, each time by a session's length (WCAG 2.2.1: ten times).
MOST_STAYS = 12
STAYS_KEY, SEEN_KEY = "guest_stays", "guest_seen"
_UNASKED = object()


@dataclass(frozen=True)
class Applicant:
    """The person of a request: the account, or nobody's account but a proven address."""

    email: str
    email_index: str
    citizen: Citizen | None = None

    @property
    def is_guest(self) -> bool:
        """Whether there is no account."""
        return self.citizen is None

    def owns(self, thing) -> bool:
        """Tell whether a draft or application (``citizen_id``, ``email_index``) is this person's.

        What was sent from an account belongs to the account; a proven address alone opens only
        what guests began with it.
        """
        if self.citizen is not None:
            return thing.citizen_id == self.citizen.pk
        return thing.citizen_id is None and thing.email_index == self.email_index


def verified_address(request: HttpRequest) -> EmailCode | None:
    """Return the code by which this browser proved an address in the last 24 hours, if any.

    One query at most for each request, none without a guest's session.
    """
    found = getattr(request, "_guest_code", _UNASKED)
    if found is _UNASKED:
        found = request._guest_code = _look_up(request)
    return found


def applicant_of(request: HttpRequest) -> Applicant | None:
    """Return who asks: the signed-in citizen first, else the guest."""
    if request.citizen is not None:
        return Applicant(request.citizen.email, request.citizen.email_index, request.citizen)
    code = verified_address(request)
    return Applicant(code.email, code.email_index) if code else None


def remember(request: HttpRequest, code_id: uuid.UUID) -> None:
    """Take a used code as this browser's proof; the session gets a new key."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = str(code_id)
    request.session[SEEN_KEY] = timezone.now().timestamp()
    request.session[STAYS_KEY] = 0
    request._guest_code = _UNASKED


def extend(request: HttpRequest, *, now: datetime) -> None:
    """Extend the proof and the session that holds it; the thirteenth time changes nothing."""
    stays = _stays(request)
    if stays < MOST_STAYS:
        request.session[STAYS_KEY] = stays + 1
        request.session[SEEN_KEY] = now.timestamp()


def known_until(request: HttpRequest, code: EmailCode) -> datetime:
    """Return when the guest of a request is not known any more, unless the stay is extended."""
    seen = request.session.get(SEEN_KEY) or code.used_at.timestamp()
    session = datetime.fromtimestamp(seen, UTC) + _session_length()
    return min(session, code.used_at + STANDS_FOR + _stays(request) * _session_length())


def forget(request: HttpRequest) -> None:
    """End the proof of this browser (a shared computer, another address)."""
    for key in (SESSION_KEY, SEEN_KEY, STAYS_KEY):
        request.session.pop(key, None)
    request._guest_code = None


def browser_token(request: HttpRequest) -> str:
    """Return the random token of this browser, a new one when it has none."""
    token = request.COOKIES.get(BROWSER_COOKIE, "")
    return token if 20 <= len(token) <= 64 else secrets.token_urlsafe(32)


def browser_hash(request: HttpRequest) -> str:
    """Return what a code asked for by this browser is bound to."""
    return hashed_browser(request.COOKIES.get(BROWSER_COOKIE, ""))


def keep_token(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Give the browser its token for as long as a code lives, with some room for re-sending."""
    response.set_cookie(
        BROWSER_COOKIE,
        token,
        max_age=int(LIFE.total_seconds()) * 4,
        path="/guest/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _stays(request: HttpRequest) -> int:
    return min(request.session.get(STAYS_KEY, 0), MOST_STAYS)


def _session_length() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _look_up(request: HttpRequest) -> EmailCode | None:
    try:
        code_id = uuid.UUID(request.session.get(SESSION_KEY, ""))
    except (ValueError, TypeError):
        return None
    since = timezone.now() - STANDS_FOR - _stays(request) * _session_length()
    found = EmailCode.objects.only("email", "email_index", "used_at").filter(
        id=code_id, used_at__gt=since
    )
    return next(iter(found[:1]), None)

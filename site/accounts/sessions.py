"""The citizen's sign-in of one browser: a random token in a cookie, its hash in the database.

It has nothing to do with Django's session, which belongs to staff (and to guests' codes): no
key of one can be read as the other. The cookie also carries, signed, when it was last seen, so
that the idle limit holds without a write on every page.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from accounts import devices, throttle
from accounts.citizens import Citizen, CitizenSession


SALT = "accounts.citizen-session"
# The cookie is made anew when its stamp is older than this.
REFRESH_SECONDS = 60
# How exactly the list of sessions knows when one was last used.
TOUCH_AFTER = timedelta(minutes=10)


def hashed(token: str) -> str:
    """Return the form in which a token is stored: it has 256 random bits, a plain hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=SALT)


def token_of(request: HttpRequest) -> str | None:
    """Return the token of the request's cookie; None when absent, altered or idle too long."""
    cookie = request.COOKIES.get(settings.CITIZEN_COOKIE_NAME)
    if not cookie:
        return None
    try:
        return _signer().unsign(cookie, max_age=settings.CITIZEN_SESSION_IDLE_SECONDS)
    except signing.BadSignature:
        return None


def is_stale(request: HttpRequest) -> bool:
    """Tell whether the cookie's stamp should be renewed."""
    try:
        _signer().unsign(
            request.COOKIES.get(settings.CITIZEN_COOKIE_NAME, ""), max_age=REFRESH_SECONDS
        )
    except signing.SignatureExpired:
        return True
    except signing.BadSignature:
        return False
    return False


def citizen_of(request: HttpRequest) -> Citizen | None:
    """Return the signed-in citizen of a request; asks the database only when there is a cookie."""
    token = token_of(request)
    if token is None:
        return None
    session = (
        CitizenSession.objects.select_related("citizen")
        .filter(
            token_hash=hashed(token),
            expires_at__gt=timezone.now(),
            citizen__is_active=True,
            citizen__confirmed_at__isnull=False,
        )
        .first()
    )
    request.citizen_session = session
    return session.citizen if session else None


def sign_in(request: HttpRequest, response: HttpResponse, citizen: Citizen) -> None:
    """Start a session of this browser; one that it had before ends."""
    end(request)
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    clean_up()
    CitizenSession.objects.create(
        citizen=citizen,
        token_hash=hashed(token),
        device=devices.kept(request.META.get("HTTP_USER_AGENT", "")),
        last_used_at=now,
        expires_at=now + timedelta(seconds=settings.CITIZEN_SESSION_SECONDS),
    )
    rotate_token(request)
    request.citizen = citizen
    set_cookie(response, token)


def clean_up() -> None:
    """Delete what has run out: sessions and counts of tries. Each sign-in does it in passing."""
    CitizenSession.objects.filter(expires_at__lte=timezone.now()).delete()
    throttle.delete_finished()


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    """End this browser's session and take its cookie back."""
    end(request)
    rotate_token(request)
    request.citizen = None
    response.delete_cookie(settings.CITIZEN_COOKIE_NAME, path="/", samesite="Lax")


def end(request: HttpRequest) -> None:
    """Delete the session of the request's cookie, if there is one."""
    token = token_of(request)
    if token is not None:
        CitizenSession.objects.filter(token_hash=hashed(token)).delete()


def touch(request: HttpRequest) -> None:
    """Write down that the request's session is used; most requests write nothing."""
    session, now = getattr(request, "citizen_session", None), timezone.now()
    if session is not None and session.last_used_at < now - TOUCH_AFTER:
        CitizenSession.objects.filter(pk=session.pk).update(last_used_at=now)


def living(citizen: Citizen) -> QuerySet[CitizenSession]:
    """Return the sessions of a citizen that a browser can still use, the newest use first."""
    now = timezone.now()
    idle = timedelta(seconds=settings.CITIZEN_SESSION_IDLE_SECONDS) + TOUCH_AFTER
    return CitizenSession.objects.filter(
        citizen=citizen, expires_at__gt=now, last_used_at__gt=now - idle
    ).order_by("-last_used_at", "-pk")


def end_others(request: HttpRequest, session_id: int | None = None) -> int:
    """End one other session of the request's citizen, or all but the request's own.

    Returns how many ended; the session of this browser and those of other people stay.
    """
    own = getattr(request, "citizen_session", None)
    others = CitizenSession.objects.filter(citizen=request.citizen)
    if own is not None:
        others = others.exclude(pk=own.pk)
    if session_id is not None:
        others = others.filter(pk=session_id)
    return others.delete()[0]


def end_all(citizen: Citizen) -> None:
    """End every session of a citizen, in every browser."""
    CitizenSession.objects.filter(citizen=citizen).delete()


def set_cookie(response: HttpResponse, token: str) -> None:
    """Give the browser its token with a fresh stamp."""
    response.set_cookie(
        settings.CITIZEN_COOKIE_NAME,
        _signer().sign(token),
        max_age=settings.CITIZEN_SESSION_SECONDS,
        path="/",
        secure=settings.CITIZEN_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

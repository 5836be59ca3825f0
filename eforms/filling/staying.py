"""How long somebody may stay away before they are asked again who they are, and staying longer.

An account's sign-in ends an hour after the last request, and for good after twelve (eleven
extensions). A guest's ends with the browser's session, ten hours after the address was proven or
the last extension; with MOST_STAYS of them (WCAG 2.2.1 asks for ten) the proof ends as well.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from accounts import sessions
from eforms.filling import guests


def seconds_left(request: HttpRequest, *, now: datetime) -> int:
    """Return how many seconds the person of a request is still known after its answer; 0: not."""
    if request.citizen is not None:
        idle = settings.CITIZEN_SESSION_IDLE_SECONDS
        if not sessions.is_stale(request):  # the cookie is not made anew by this answer
            idle -= sessions.REFRESH_SECONDS
        until = request.citizen_session.expires_at
        return max(0, min(idle, int((until - now).total_seconds())))
    code = guests.verified_address(request)
    if code is None:
        return 0
    return max(0, int((guests.known_until(request, code) - now).total_seconds()))


def stay(request: HttpRequest, *, now: datetime) -> None:
    """Extend the stay of a guest; that of an account is extended by any request."""
    if request.citizen is None and guests.verified_address(request) is not None:
        guests.extend(request, now=now)

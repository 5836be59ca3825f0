"""A page that came back after its sign-in had ended: held until the person has come in again.

Nobody knows whose it is at that moment, so nothing is written into the draft. It lies sealed beside
it, belongs to the browser that sent it, and is put into the page when the draft's owner opens it in
that browser.
"""

import secrets
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from eforms.filling.codes import hashed_browser
from eforms.filling.half_typed import Unchecked
from eforms.filling.models import Draft, HeldPage


COOKIE = "held_page"
LIFE = timedelta(hours=24)
# Of one draft: whoever knows an address of it shall not fill the disk.
MOST = 10


def hold(draft: Draft, section_id: str, typed: Unchecked, token: str, *, now: datetime) -> None:
    """Hold what was typed on a page for the browser with ``token``; the oldest ones give way."""
    HeldPage.objects.create(
        draft=draft,
        section_id=section_id,
        browser_hash=hashed_browser(token),
        typed=typed,
        held_at=now,
    )
    old = draft.held_pages.order_by("-held_at").values_list("pk", flat=True)[MOST:]
    HeldPage.objects.filter(pk__in=list(old)).delete()


def held(request: HttpRequest, draft: Draft, section_id: str, *, now: datetime) -> Unchecked | None:
    """Return what this browser's page brought, unless the draft was written since.

    Call it for the draft's owner only. No query without the cookie.
    """
    pages = _pages(request, draft, section_id)
    if pages is None:
        return None
    since = max(now - LIFE, draft.updated_at)
    page = pages.filter(held_at__gt=since).order_by("-held_at").first()
    return page.typed if page else None


def let_go(request: HttpRequest, draft: Draft, section_id: str) -> None:
    """Forget what was held of a page: the page has come back, and was kept."""
    pages = _pages(request, draft, section_id)
    if pages is not None:
        pages.delete()


def delete_old(now: datetime) -> int:
    """Delete what nobody came back for; return how many pages. For the daily task."""
    return HeldPage.objects.filter(held_at__lte=now - LIFE).delete()[0]


def token_of(request: HttpRequest) -> str:
    """Return the browser's token, a new one when it has none."""
    token = request.COOKIES.get(COOKIE, "")
    return token if 20 <= len(token) <= 64 else secrets.token_urlsafe(32)


def keep_token(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Give the browser its token for as long as a page is held."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFE.total_seconds()),
        path="/f/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _pages(request: HttpRequest, draft: Draft, section_id: str):
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return None
    return HeldPage.objects.filter(
        draft=draft, section_id=section_id, browser_hash=hashed_browser(token)
    )

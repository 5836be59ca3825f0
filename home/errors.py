"""Error pages with a way out: what happened, what was kept, where to ask.

404, 403 and an expired form are pages like any other. 400, 500 and 503 may come when the
database, the cache or the request itself is broken: they need none of them.
"""

import sys

from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from accounts.destinations import safe_path
from home import resending
from home.models import SITE_SETTINGS_KEY, SiteSettings


RETRY_SECONDS = 60
TITLES = {
    400: gettext_lazy("送信された内容を受け取れませんでした"),
    403: gettext_lazy("このページは表示できません"),
    404: gettext_lazy("ページが見つかりません"),
    500: gettext_lazy("ページを表示できませんでした"),
    503: gettext_lazy("ただいま利用できません"),
}
# When not even a template can be read.
LAST_RESORT = (
    '<!doctype html><html lang="ja"><meta charset="utf-8"><title>{title}</title>'
    "<h1>{title}</h1><p>しばらく待ってから、もう一度お試しください。"
    "お急ぎの場合は、市役所へお電話ください。</p>"
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token has expired or is missing (403)."""
    back = safe_path(request, request.headers.get("Referer", ""), default="/")
    context = {"back": back, "in_form": _in_form(request)}
    return render(request, "403_csrf.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere (404); the address itself is not repeated."""
    return _as_data(request, 404) or render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer somebody who may not see a page (403)."""
    return _as_data(request, 403) or render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read: a wrong host, too much at once (400)."""
    return _as_data(request, 400) or _bare(request, 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when something went wrong on our side: 503 without database, else 500."""
    error = sys.exc_info()[1]
    status = 503 if isinstance(error, OperationalError | InterfaceError) else 500
    response = _as_data(request, status) or _bare(request, status)
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _bare(request: HttpRequest, status: int) -> HttpResponse:
    title = TITLES[status]
    try:
        in_form = _in_form(request)
        context = {
            "title": title,
            "contact": _contact(),
            "in_form": in_form,
            "sending": request.path.endswith("/check/"),
            "here": request.get_full_path(),
            "again": resending.inputs(request) if in_form and status >= 500 else None,
        }
        page = render_to_string(f"{status}.html", context)
    except Exception:  # noqa: BLE001  whatever else is broken, people get an answer
        page = LAST_RESORT.format(title=title)
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})


def _contact() -> SiteSettings:
    """Return the support desk as the cache still knows it, else as it is at first."""
    try:
        kept = cache.get(SITE_SETTINGS_KEY)
    except Exception:  # noqa: BLE001  the cache may be what is broken
        kept = None
    return next(iter((kept or {}).values()), None) or SiteSettings()


def _in_form(request: HttpRequest) -> bool:
    # A draft is written at each step: what was sent before this request is kept.
    return request.path.startswith("/f/") and "/d/" in request.path


def _as_data(request: HttpRequest, status: int) -> HttpResponse | None:
    """Return a problem object (RFC 9457) to programs, None to people."""
    if not request.path.startswith("/api/"):
        return None
    body = {"type": "about:blank", "title": TITLES[status], "status": status}
    return JsonResponse(body, status=status, content_type="application/problem+json")

"""How somebody reads the site: language, size of text, contrast, furigana.

Kept in one cookie on the device and nowhere else; it holds nothing about the person. The admin
stays Japanese whatever the cookie says. Without a cookie nothing changes.
"""

from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.audience import public
from accounts.destinations import safe_path
from home import furigana


COOKIE = "display"
COOKIE_SECONDS = 365 * 24 * 60 * 60
# Japanese for staff and for programs.
JAPANESE_ONLY = ("/admin/", "/api/")
CHOICES = {
    "language": ("ja", "en", "ja-easy"),
    "size": ("1", "2", "3"),
    "contrast": ("normal", "high"),
    "furigana": ("off", "on"),
}


@dataclass(frozen=True)
class Display:
    """What somebody chose; the first of each of ``CHOICES`` is what everybody starts with."""

    language: str = "ja"
    size: str = "1"
    contrast: str = "normal"
    furigana: str = "off"

    def changed(self, wishes: dict[str, str]) -> "Display":
        """Return this with the wishes that are among ``CHOICES``; others are passed over."""
        known = {name: wish for name, wish in wishes.items() if wish in CHOICES.get(name, ())}
        return replace(self, **known)

    def as_cookie(self) -> str:
        """Return the cookie's text, of what differs from the beginning."""
        return urlencode({k: v for k, v in asdict(self).items() if v != CHOICES[k][0]})


def of_request(request: HttpRequest) -> Display:
    """Return what the cookie says; anything unreadable counts as not said."""
    return Display().changed(dict(parse_qsl(request.COOKIES.get(COOKIE, "")[:200])))


class DisplayMiddleware:
    """Gives ``request.display``, speaks its language, and adds furigana when wished."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.display = Display()
        if request.path.startswith(JAPANESE_ONLY):
            return self.get_response(request)
        request.display = of_request(request)
        with translation.override(request.display.language):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            # Whoever keeps the page must not show it to a reader of another language.
            patch_vary_headers(response, ["Cookie"])
            response.headers.setdefault("Content-Language", html_language(request.display.language))
            wished = request.display.furigana == "on" and request.display.language != "en"
            if wished and not response.streaming:
                page = response.content.decode(response.charset)
                response.content = furigana.in_page(page)
        return response


def html_language(language: str) -> str:
    """Return the ``lang`` of a page: easy Japanese is Japanese."""
    return language.partition("-")[0]


# Sets a cookie of no worth to others: a token would make every public page a personal one.
@csrf_exempt
@public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Take a wish (one of ``CHOICES``) and lead back to ``next``."""
    chosen = of_request(request).changed(request.POST.dict())
    response = HttpResponseRedirect(safe_path(request, request.POST.get("next", ""), default="/"))
    response.status_code = 303
    if chosen == Display():
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE,
            chosen.as_cookie(),
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response

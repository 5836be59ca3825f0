"""Who is asking: the citizen of the session, and whether the view is open to them."""

import functools
import logging
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.audience import Audience, declared
from accounts.destinations import safe_path
from accounts.network import client_address, within


logger = logging.getLogger(__name__)


@functools.cache
def _with_citizen(request_class: type) -> type:
    # A lazy object could not be told from None by ``is None`` nor be assigned to a foreign key;
    # an attribute computed on first use can.
    members = {"citizen": cached_property(sessions.citizen_of), "__module__": __name__}
    return type(request_class.__name__, (request_class,), members)


class CitizenMiddleware:
    """Gives ``request.citizen`` (Citizen or None), found on first use from the citizen's cookie.

    A page that does not ask makes no query; one that did ask is never kept by a cache.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.__class__ = _with_citizen(type(request))
        response = self.get_response(request)
        if "citizen" not in request.__dict__:
            return response
        patch_vary_headers(response, ["Cookie"])
        if request.citizen is not None:
            keep_private(response)
            if settings.CITIZEN_COOKIE_NAME not in response.cookies and sessions.is_stale(request):
                sessions.set_cookie(response, sessions.token_of(request))
                sessions.touch(request)
        return response


class AudienceMiddleware:
    """Closes every view that is not declared open, and leads people to their own sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A guest is known by Django's session: a page that read one is theirs alone.
        session = getattr(request, "session", None)
        of_guest = session is not None and session.accessed and not session.is_empty()
        if of_guest or getattr(request, "audience", None) in (Audience.CITIZEN, Audience.STAFF):
            keep_private(response)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Let the request through (None), answer in the view's place, or raise.

        Raises:
            Http404: the view is undeclared, or for machines and asked from outside.
            PermissionDenied: a staff account without access to the admin.
        """
        route = request.resolver_match.route
        request.audience = declared(view, route)
        match request.audience:
            case Audience.PUBLIC:
                return None
            case Audience.CITIZEN:
                return None if request.citizen is not None else _to_citizen_sign_in(request)
            case Audience.STAFF:
                return _admit_staff(request)
            case Audience.MACHINE:
                if within(client_address(request), settings.MACHINE_NETWORKS):
                    return None
                raise Http404
        logger.error("Refused a view without an audience: route %s", route)
        raise Http404


def _admit_staff(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        if _wants_data(request):
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return None


def _to_citizen_sign_in(request: HttpRequest) -> HttpResponse:
    if _wants_data(request):
        return JsonResponse({"detail": _("サインインしてください。")}, status=401)
    # Coming back must be a GET: after a form, to the page that showed it.
    target = (
        request.get_full_path()
        if request.method in ("GET", "HEAD")
        else request.headers.get("Referer", "")
    )
    target = safe_path(request, target, default="")
    query = f"?{urlencode({'next': target})}" if target else ""
    return redirect(reverse("account:sign-in") + query)


def _wants_data(request: HttpRequest) -> bool:
    return (
        request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    )


def keep_private(response: HttpResponse) -> None:
    """Forbid every cache, the browser's too, to keep a personal page."""
    add_never_cache_headers(response)

"""Signing up: address and password, then the confirmation by mail."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import limits, links, registration, sessions
from accounts.audience import public
from accounts.destinations import safe_path
from accounts.forms import SignUpForm
from accounts.registration import Outcome
from accounts.views.pages import bound, form_page, gone, wait_page


# Names the browser in which the form was sent, until the mailed link is followed.
COOKIE = "sign_up_browser"


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password", "again")
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for address and password; the answer is the same whether or not they are known."""
    next_path = safe_path(request, request.GET.get("next", ""), default="")
    form = bound(request, SignUpForm)
    if not (form.is_bound and form.is_valid()):
        return form_page(request, "sign_up", form, next=next_path)
    email = form.cleaned_data["email"]
    if seconds := limits.before_mail(request, email):
        return wait_page(request, "sign_up", form, "email", seconds, next=next_path)
    browser = secrets.token_urlsafe(32)
    registration.ask_sign_up(
        email, form.cleaned_data["password"], browser=browser, next_path=next_path
    )
    response = redirect("account:sign-up-sent")
    response.set_cookie(
        COOKIE,
        browser,
        max_age=int(links.SIGN_UP.life.total_seconds()),
        path=reverse("account:home"),
        secure=settings.CITIZEN_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button (programs that read mail follow links) and, on POST, make the account.

    The browser that signed up is signed in at once. Any other must sign in with the password:
    somebody who confirms what a stranger began with their address gets no session from it.
    """
    link = links.find(links.SIGN_UP, token)
    if link is None:
        return gone(request, again="account:sign-up", label=_("もう一度、利用登録をする"))
    if request.method != "POST":
        return form_page(request, "confirm", SignUpForm(), email=link.payload["email"])
    same_browser = _same_browser(request, link)
    outcome, citizen = registration.confirm(link, same_browser=same_browser)
    if outcome is not Outcome.DONE:
        return redirect("account:sign-in")
    next_path = link.payload["next"]
    if not same_browser:
        return redirect("account:registered")
    response = redirect(next_path or "account:home")
    response.delete_cookie(COOKIE, path=reverse("account:home"))
    sessions.sign_in(request, response, citizen)
    return response


def _same_browser(request: HttpRequest, link: links.MailLink) -> bool:
    browser = request.COOKIES.get(COOKIE, "")
    return bool(browser) and constant_time_compare(sessions.hashed(browser), link.browser_hash)

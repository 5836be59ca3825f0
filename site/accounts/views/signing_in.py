"""Signing in and out of a citizen's account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits, passwords, sessions
from accounts.audience import public
from accounts.citizens import Citizen
from accounts.destinations import safe_path
from accounts.forms import SignInForm
from accounts.views.pages import bound, form_page, wait_page
from audit import log


# The same for an unknown address, a wrong password and a stopped account.
REFUSED = gettext_lazy(
    "メールアドレスとパスワードの組み合わせが、登録されている内容と一致しません。"
    "入力した内容を確かめるか、パスワードを再設定してください。"
)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form and, on POST, start a session of this browser."""
    next_path = safe_path(request, request.GET.get("next", ""), default="")
    destination = next_path or reverse("account:home")
    if request.method != "POST" and request.citizen is not None:
        return redirect(destination)
    form = bound(request, SignInForm)
    if not (form.is_bound and form.is_valid()):
        return form_page(request, "sign_in", form, next=next_path)

    email = form.cleaned_data["email"]
    if seconds := limits.before_sign_in(request, email):
        return wait_page(request, "sign_in", form, "email", seconds, next=next_path)
    citizen = Citizen.objects.by_email(email)
    right = passwords.matches(citizen, form.cleaned_data["password"])
    success = right and citizen.is_active and citizen.confirmed_at is not None
    limits.after_sign_in(request, email, success=success)
    if not success:
        target = f"accounts.Citizen/{citizen.pk}" if citizen else ""
        log.record("citizen.sign_in", actor=log.GUEST, target=target, result="refused")
        form.refuse("email", REFUSED)
        return form_page(request, "sign_in", form, next=next_path)
    response = redirect(destination)
    sessions.sign_in(request, response, citizen)
    log.record("citizen.sign_in", actor=log.citizen(citizen))
    return response


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this browser's session."""
    citizen = request.citizen
    response = redirect("account:signed-out")
    sessions.sign_out(request, response)
    if citizen is not None:
        log.record("citizen.sign_out", actor=log.citizen(citizen))
    return response

"""A new password by mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import limits, links, passwords
from accounts.audience import public
from accounts.forms import EmailForm, NewPasswordForm
from accounts.views.pages import bound, form_page, gone, wait_page


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the address; the answer is the same whether or not it is known."""
    form = bound(request, EmailForm)
    if not (form.is_bound and form.is_valid()):
        return form_page(request, "reset", form)
    email = form.cleaned_data["email"]
    if seconds := limits.before_mail(request, email):
        return wait_page(request, "reset", form, "email", seconds)
    passwords.ask_reset(email)
    return redirect("account:reset-sent")


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password", "again")
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Let the holder of a mailed link set a new password, once."""
    link = links.find(links.RESET, token)
    if link is None:
        return _gone(request)
    form = bound(request, NewPasswordForm, citizen=link.citizen)
    if not (form.is_bound and form.is_valid()):
        return form_page(request, "new_password", form, email=link.citizen.email)
    if not passwords.reset(link, form.cleaned_data["password"]):
        return _gone(request)
    return redirect("account:reset-done")


def _gone(request: HttpRequest) -> HttpResponse:
    return gone(request, again="account:reset", label=_("もう一度、パスワードの再設定をする"))

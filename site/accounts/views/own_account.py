"""What a citizen sees and changes of their account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import limits, links, passwords, registration, sessions
from accounts.audience import citizen_only, public
from accounts.forms import ChangeEmailForm, ChangePasswordForm, PasswordForm
from accounts.registration import Outcome
from accounts.views.pages import bound, form_page, gone, wait_page
from accounts.views.proof import refuse_password


FORM = require_http_methods(["GET", "HEAD", "POST"])


@citizen_only
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the account and the ways on; ``?changed=`` names what was just changed."""
    changed = {
        "password": _("パスワードを変更しました。ほかの端末ではサインアウトしています。"),
        "email-asked": _(
            "新しいメールアドレスに確認のメールを送りました。メールのリンクを開くと、"
            "変更が終わります。"
        ),
    }.get(request.GET.get("changed", ""))
    return render(request, "accounts/home.html", {"changed": changed})


@citizen_only
@FORM
@sensitive_post_parameters("current")
def email(request: HttpRequest) -> HttpResponse:
    """Ask for a new address; it counts once its link was followed."""
    form = bound(request, ChangeEmailForm)
    if not (form.is_bound and form.is_valid()):
        return form_page(request, "email", form)
    if refusal := refuse_password(request, "email", form):
        return refusal
    address = form.cleaned_data["email"]
    if address == request.citizen.email:
        form.refuse("email", _("現在と同じです。新しいメールアドレスを入力してください。"))
        return form_page(request, "email", form)
    if seconds := limits.before_mail(request, address):
        return wait_page(request, "email", form, "email", seconds)
    registration.ask_email_change(request.citizen, address)
    return _home("email-asked")


@public
@never_cache
@FORM
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button and, on POST, give the account its new address."""
    link = links.find(links.EMAIL, token)
    if link is None:
        return gone(request, again="account:email", label=_("もう一度、メールアドレスを変更する"))
    if request.method != "POST":
        return render(request, "accounts/confirm_email.html", {"email": link.payload["email"]})
    if registration.change_email(link, by_owner=_is_owner(request, link)) is not Outcome.DONE:
        return gone(request, again="account:email", label=_("もう一度、メールアドレスを変更する"))
    return redirect("account:email-changed")


def _is_owner(request: HttpRequest, link: links.MailLink) -> bool:
    return request.citizen is not None and request.citizen.pk == link.citizen_id


@citizen_only
@FORM
@sensitive_post_parameters("current", "password", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; other browsers are signed out."""
    form = bound(request, ChangePasswordForm, citizen=request.citizen)
    if not (form.is_bound and form.is_valid()):
        return form_page(request, "password", form)
    if refusal := refuse_password(request, "password", form):
        return refusal
    citizen = request.citizen
    passwords.change(citizen, form.cleaned_data["password"])
    response = _home("password")
    sessions.sign_in(request, response, citizen)
    return response


@citizen_only
@FORM
@sensitive_post_parameters("current")
def close(request: HttpRequest) -> HttpResponse:
    """Say what closing the account means and, with the password, close it."""
    form = bound(request, PasswordForm)
    if not (form.is_bound and form.is_valid()):
        return form_page(request, "close", form)
    if refusal := refuse_password(request, "close", form):
        return refusal
    citizen = request.citizen
    response = redirect("account:closed")
    sessions.sign_out(request, response)
    registration.close(citizen)
    return response


def _home(changed: str) -> HttpResponse:
    response = redirect("account:home")
    response["Location"] += f"?changed={changed}"
    return response

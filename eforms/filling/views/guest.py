"""Being a guest: an address, then the code that was sent to it. No account is needed.

The way leads back to ``?next=``: to the beginning of a form, or to what was sent from one.
"""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import public
from accounts.destinations import safe_path
from accounts.network import client_address, network_of
from eforms.filling import codes, guests, numbers
from eforms.filling.codes import Outcome
from eforms.filling.keeping import service_name
from eforms.filling.models import EmailCode
from eforms.filling.visits import live_page


AFTERWARDS = "/applications/"


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """Ask for the address; POST sends a code to it. The answer is the same for every address."""
    if request.method != "POST":
        return _email_page(request)
    return _send(request, request.POST.get("email", ""))


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def code(request: HttpRequest, code_id: uuid.UUID) -> HttpResponse:
    """Ask for the code; POST tries it, or sends a new one."""
    asked = EmailCode.objects.filter(id=code_id, browser_hash=guests.browser_hash(request)).first()
    if asked is None:  # another browser, or its cookie is gone
        return redirect(reverse("guest:email") + _query(request))
    if request.method != "POST":
        return _code_page(request, asked)
    if request.POST.get("action") == "resend":
        if asked.receipt_number:
            return _ask_by_number(request, asked.receipt_number, asked.email)
        return _send(request, asked.email)
    return _try(request, asked)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """Ask for receipt number and address; POST answers alike whether or not they fit."""
    if request.method != "POST":
        return _number_page(request, {})
    typed = {name: request.POST.get(name, "")[:254] for name in ("number", "email")}
    errors = {}
    try:
        receipt_number = numbers.clean_number(typed["number"])
    except numbers.NumberRefused as refused:
        errors["number"] = str(refused)
    try:
        address = codes.clean_address(typed["email"])
    except codes.AddressRefused as refused:
        errors["email"] = str(refused)
    if errors:
        return _number_page(request, typed, errors=errors, status=422)
    return _ask_by_number(request, receipt_number, address)


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the guest of this browser: a shared computer, or another address."""
    guests.forget(request)
    return redirect(_target(request) or reverse("guest:email"))


def _send(request: HttpRequest, typed: str) -> HttpResponse:
    token = guests.browser_token(request)
    try:
        made = codes.issue(
            codes.clean_address(typed),
            browser=codes.hashed_browser(token),
            network=network_of(client_address(request)),
            service=service_name(),
            now=timezone.now(),
        )
    except codes.AddressRefused as refused:
        return _email_page(request, typed, error=str(refused), status=422)
    except codes.TooManyCodes as busy:
        return _email_page(request, typed, error=_busy(busy), status=429)
    return _to_code(request, made, token)


def _ask_by_number(request: HttpRequest, receipt_number: str, address: str) -> HttpResponse:
    token = guests.browser_token(request)
    try:
        made = numbers.ask(
            receipt_number,
            address,
            browser=codes.hashed_browser(token),
            network=network_of(client_address(request)),
            service=service_name(),
            now=timezone.now(),
        )
    except codes.TooManyCodes as busy:
        typed = {"number": receipt_number, "email": address}
        return _number_page(request, typed, errors={"email": _busy(busy)}, status=429)
    return _to_code(request, made, token)


def _busy(busy: codes.TooManyCodes) -> str:
    return _(
        "確認コードの送信が続いたため、あと%(minutes)s分ほどお待ちください。"
        "すでに届いたメールのうち、いちばん新しい確認コードは15分間使えます。"
    ) % {"minutes": busy.minutes}


def _to_code(request: HttpRequest, made: EmailCode, token: str) -> HttpResponse:
    address = reverse("guest:code", kwargs={"code_id": made.pk})
    response = redirect(address + _query(request))
    guests.keep_token(request, response, token)
    return response


def _try(request: HttpRequest, asked: EmailCode) -> HttpResponse:
    typed = request.POST.get("code", "")
    if len(codes.clean_code(typed)) != codes.DIGITS:
        message = _("確認コードは、メールに書かれた{digits}桁の数字を入力してください。").format(
            digits=codes.DIGITS
        )
        return _code_page(request, asked, typed, error=message, status=422)
    tried = codes.attempt(asked.pk, typed, browser=guests.browser_hash(request), now=timezone.now())
    if tried.outcome == Outcome.RIGHT:
        guests.remember(request, asked.pk)
        if asked.receipt_number:
            return redirect(numbers.destination(asked, guests.applicant_of(request)))
        return redirect(_target(request) or AFTERWARDS)
    if tried.outcome == Outcome.WRONG and tried.left:
        message = _(
            "確認コードが違います。メールを見て、もう一度入力してください（あと{left}回）。"
        ).format(left=tried.left)
    else:
        typed = ""
        message = _(
            "この確認コードは使えなくなりました。「確認コードをもう一度送る」を押して、"
            "新しいコードを入力してください。"
        )
    return _code_page(request, asked, typed, error=message, status=422)


def _email_page(
    request: HttpRequest, typed: str = "", *, error: str = "", status: int = 200
) -> HttpResponse:
    context = _context(request) | {"typed": typed[:254], "error": error, "anchor": "email"}
    return render(request, "eforms/filling/email.html", context, status=status)


def _number_page(
    request: HttpRequest, typed: dict, *, errors: dict | None = None, status: int = 200
) -> HttpResponse:
    context = {"typed": typed, "errors": errors or {}}
    return render(request, "eforms/filling/number.html", context, status=status)


def _code_page(
    request: HttpRequest, asked: EmailCode, typed: str = "", *, error: str = "", status: int = 200
) -> HttpResponse:
    context = _context(request) | {
        "address": asked.email,
        "number": asked.receipt_number,
        "typed": typed[:40],
        "error": error,
        "anchor": "code",
    }
    return render(request, "eforms/filling/code.html", context, status=status)


def _context(request: HttpRequest) -> dict:
    target = _target(request)
    form = target.split("/")[2] if target.startswith("/f/") and target.count("/") > 2 else ""
    return {"query": _query(request), "page": live_page(form) if form else None, "target": target}


def _target(request: HttpRequest) -> str:
    return safe_path(request, request.GET.get("next", ""), default="")


def _query(request: HttpRequest) -> str:
    target = _target(request)
    return f"?{urlencode({'next': target})}" if target else ""

"""What the account pages have in common."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.forms import PlainForm
from accounts.throttle import waiting_text


def form_page(
    request: HttpRequest, template: str, form: PlainForm, *, status: int | None = None, **context
) -> HttpResponse:
    """Show a form: 200, or 422 when it has errors, or ``status``."""
    return render(
        request,
        f"accounts/{template}.html",
        {"form": form, **context},
        status=status or (422 if form.errors else 200),
    )


def wait_page(
    request: HttpRequest, template: str, form: PlainForm, field: str, seconds: int, **context
) -> HttpResponse:
    """Show a form that was sent too often (429), with the time to wait."""
    form.refuse(
        field,
        _(
            "続けて何度も送信されたため、少しお待ちいただいています。{waiting_text}で、"
            "もう一度お試しいただけます。"
        ).format(waiting_text=waiting_text(seconds)),
    )
    response = form_page(request, template, form, status=429, **context)
    response["Retry-After"] = str(seconds)
    return response


def gone(request: HttpRequest, *, again: str, label: str) -> HttpResponse:
    """Say that a mailed link does not work any more, and where to get a new one (410).

    ``again`` is the name of the page that sends one, ``label`` the words of the link to it.
    """
    return render(request, "accounts/link_gone.html", {"again": again, "label": label}, status=410)


def bound(request: HttpRequest, form_class: type[PlainForm], **kwargs) -> PlainForm:
    """Return the form, with what was sent when this is a POST."""
    return form_class(request.POST if request.method == "POST" else None, **kwargs)

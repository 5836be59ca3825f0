"""The copy and the receipt slip of one's own application, as PDF."""

from collections.abc import Callable
from io import BytesIO
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eforms.applications import copies, paper
from eforms.applications.models import Application
from eforms.filling.following import owned
from eforms.filling.guests import Applicant


@owned
@require_safe
def copy(request: HttpRequest, applicant: Applicant, application: Application) -> HttpResponse:
    """Send everything that was sent, to be kept or printed."""
    return _answer(request, application, copies.printed_copy, _("申請の控え"), "copy")


@owned
@require_safe
def slip(request: HttpRequest, applicant: Applicant, application: Application) -> HttpResponse:
    """Send one page with the receipt number and how to go on."""
    return _answer(request, application, copies.receipt_slip, _("受付票"), "slip")


def _answer(
    request: HttpRequest,
    application: Application,
    make: Callable[..., bytes],
    title: str,
    name: str,
) -> HttpResponse:
    address = f"{settings.PUBLIC_URL}{reverse('applications')}"
    try:
        content = make(application, request, address=address)
    except paper.NoPaper as problem:
        return _without(request, application, busy=isinstance(problem, paper.Busy))
    number = application.receipt_number
    response = FileResponse(BytesIO(content), content_type="application/pdf")
    response["Content-Disposition"] = (
        f'inline; filename="{name}-{number}.pdf"; '
        f"filename*=UTF-8''{quote(f'{title}_{number}.pdf', safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _without(request: HttpRequest, application: Application, *, busy: bool) -> HttpResponse:
    """Tell how to keep the content without a PDF."""
    context = {"application": application, "busy": busy}
    response = render(request, "eforms/applications/no_paper.html", context, status=503)
    if busy:
        response["Retry-After"] = "30"
    return response

"""What goes on between an applicant and the office: messages, and documents to be had."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eforms.applications import actors, deliveries, files, messages, quarantine
from eforms.applications.models import Application, Attachment
from eforms.fields.base import FieldError
from eforms.filling import uploads
from eforms.filling.following import owned
from eforms.filling.guests import Applicant
from eforms.filling.office_files import INPUT, MESSAGE_FILES, key_of, received


# The token is checked after the upload handler is set: reading POST begins the upload.
@csrf_exempt
@sensitive_post_parameters()
@owned
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, applicant: Applicant, application: Application) -> HttpResponse:
    """Show the messages; POST writes one (or, with ``action`` read, says that they were read)."""
    if request.method != "POST":
        return _page(request, application)
    try:
        with received(request, MESSAGE_FILES) as examine:
            return _write(request, applicant, application, examine)
    except uploads.RequestTooBig:
        return render(
            request, "eforms/filling/too_big.html", {"page": application.page}, status=413
        )


@csrf_protect
def _write(
    request: HttpRequest, applicant: Applicant, application: Application, examine
) -> HttpResponse:
    actor = actors.applicant(applicant)
    here = reverse("application-messages", args=[application.pk])
    if request.POST.get("action") == "read":
        messages.mark_read(application, actor=actor)
        return redirect(here)
    text, key = request.POST.get("text", ""), key_of(request.POST.get("key", ""))
    try:
        store = examine()
    except FieldError as refused:
        return _page(request, application, text=text, problem=refused.message, at=INPUT)
    try:
        _message, new = messages.send(
            application.pk, actor=actor, text=text, key=key, files=store.came
        )
    except messages.MessageRefused as refused:
        return _page(request, application, text=text, problem=str(refused), at="text")
    if new:
        store.came.clear()
    return redirect(f"{here}?sent=1")


@owned
@require_safe
def message_file(
    request: HttpRequest, applicant: Applicant, application: Application, file_id: uuid.UUID
) -> HttpResponse:
    """Send a file that came with a message of this application."""
    found = Attachment.objects.filter(pk=file_id, message__application=application).first()
    if found is None or not quarantine.open_to_owner(found):
        raise Http404
    return files.download(found)


@owned
@require_POST
def document(
    request: HttpRequest, applicant: Applicant, application: Application, delivery_id: uuid.UUID
) -> HttpResponse:
    """Hand over a delivered document; that it was taken is recorded, so it is no GET."""
    now = timezone.now()
    found = (
        application.deliveries.select_related("attachment", "application")
        .filter(pk=delivery_id)
        .first()
    )
    if found is None or not quarantine.open_to_owner(found.attachment):
        raise Http404
    if not found.is_there(now):
        return redirect(f"{reverse('application', args=[application.pk])}#documents")
    deliveries.hand_over(found, actor=actors.applicant(applicant), now=now)
    return files.download(found.attachment)


def _page(
    request: HttpRequest,
    application: Application,
    *,
    text: str = "",
    problem: str = "",
    at: str = "",
) -> HttpResponse:
    now = timezone.now()
    context = {
        "application": application,
        "page": application.page,
        "thread": application.messages.prefetch_related("attachments"),
        "unread": messages.unread(application, messages.APPLICANT),
        "is_open": messages.is_open(application, now),
        "closes_at": messages.closes_at(application),
        "limit": messages.TEXT_LIMIT,
        "key": uuid.uuid4(),
        "text": text,
        "problem": problem,
        "at": at,
    }
    return render(
        request, "eforms/applications/messages.html", context, status=422 if problem else 200
    )

"""The mails of a form with made-up values, for those who edit it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from wagtail.admin.widgets.button import Button

from eforms.applications.states import State
from eforms.building.models import FormPage
from eforms.notices.delivery import render
from eforms.notices.models import MailEvent
from eforms.notices.placeholders import PLACEHOLDERS, samples
from eforms.notices.texts import DEFAULTS, MailText


# In which state an application is when a mail is sent.
STATES = {
    MailEvent.SUBMITTED: State.RECEIVED,
    MailEvent.WITHDRAWN: State.WITHDRAWN,
    MailEvent.REVIEWED: State.REVIEWED,
    MailEvent.NOT_ACCEPTED: State.NOT_ACCEPTED,
    MailEvent.COMPLETED: State.COMPLETED,
    MailEvent.CORRECTION: State.CORRECTION_REQUESTED,
    MailEvent.MESSAGE: State.UNDER_REVIEW,
    MailEvent.DOCUMENT: State.COMPLETED,
    MailEvent.CORRECTION_OFF: State.UNDER_REVIEW,
}


def preview(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the mails as the newest draft of the form has them, and the placeholders.

    Raises:
        PermissionDenied: the user may not edit the form.
    """
    page = get_object_or_404(FormPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    context = {
        "form_page": page,
        "mails": previews(page.get_latest_revision_as_object()),
        "placeholders": PLACEHOLDERS,
        "header_title": "メール文面の確認",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "ホーム"},
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.title},
            {"url": "", "label": "メール文面の確認"},
        ],
        "header_icon": "mail",
    }
    return TemplateResponse(request, "eforms/notices/preview.html", context)


def previews(page: FormPage) -> list[dict[str, Any]]:
    """Return each event's mail filled with samples: event, label, is_default, subject, body."""
    own = {text.event: MailText(text.subject, text.body) for text in page.mail_texts.all()}
    values = samples() | {"手続名": page.title}
    if page.organisation is not None:
        values["担当課"] = page.organisation.name
    result = []
    for event in MailEvent:
        state = {"状況": STATES[event].label}
        subject, body = render(own.get(event, DEFAULTS[event]), values | state)
        result.append(
            {
                "event": event.value,
                "label": event.label,
                "is_default": event not in own,
                "subject": subject,
                "body": body,
            }
        )
    return result


def preview_button(page: Any, user: Any) -> Iterator[Button]:
    """Yield the button for a form that the user may edit."""
    if isinstance(page, FormPage) and page.pk and page.permissions_for_user(user).can_edit():
        yield Button(
            "メール文面の確認",
            url=reverse("form_mail_preview", args=[page.pk]),
            icon_name="mail",
            priority=60,
        )


preview_urls = [path("form-mails/<int:page_id>/", preview, name="form_mail_preview")]

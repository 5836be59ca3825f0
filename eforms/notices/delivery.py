"""From "this happened to an application" to a mail in the outbox."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from eforms.applications import telling
from eforms.applications.corrections import Correction
from eforms.applications.dates import japanese_datetime, japanese_day
from eforms.applications.models import Application, ApplicationEvent
from eforms.applications.states import State
from eforms.notices.placeholders import fill
from eforms.notices.texts import MailText, text_for
from outbox.effects import PermanentFailure, handler
from outbox.mail import queue_mail


@handler("notice")
def send_notice(payload: dict[str, Any]) -> None:
    """Queue the mail of ``{"application": id, "event": MailEvent, "step": ApplicationEvent id}``.

    The mail's key is made of application and event, so that an effect delivered twice finds it
    already there.

    Raises:
        PermanentFailure: there is no such application any more.
    """
    application = (
        Application.objects.select_related("page", "organisation")
        .defer("answers", "page__body")
        .filter(pk=payload["application"])
        .first()
    )
    if application is None:
        raise PermanentFailure("the application is gone")
    step = application.events.filter(pk=payload["step"]).first()
    event = payload["event"]
    subject, body = render(text_for(application.page_id, event), values_of(application, step))
    with transaction.atomic():
        queue_mail(
            key=f"application:{telling.key_of(application.pk, event, payload['step'])}",
            event=event,
            to=application.email,
            subject=subject,
            body=body,
            subject_id=application.pk,
        )


def values_of(application: Application, step: ApplicationEvent | None) -> dict[str, str]:
    """Return what the placeholders stand for. Answers of the form are not among them."""
    page, organisation = application.page, application.organisation
    phone = page.contact_phone or organisation.phone
    address = page.contact_email or organisation.email
    ways = [f"電話 {phone}"] if phone else []
    ways += [f"メール {address}"] if address else []
    return {
        "申請者名": application.applicant_name or "申請者",
        "受付番号": application.receipt_number,
        "手続名": page.title,
        "受付日時": japanese_datetime(application.received_at),
        "状況": State(step.to_state if step else application.state).label,
        "担当課": organisation.name,
        "電話番号": phone,
        "問い合わせ先": organisation.name + (f"（{'、'.join(ways)}）" if ways else ""),
        "確認用URL": settings.PUBLIC_URL.rstrip("/")
        + reverse("application", args=[application.pk]),
        "補正の期限": _due(step),
        "理由": (step and step.reason) or "",
        "今後の手順": (step and step.next_step) or "",
    }


def _due(step: ApplicationEvent | None) -> str:
    """Return the last day of the correction that a step asked for: both bear the same moment."""
    if step is None or step.to_state != State.CORRECTION_REQUESTED:
        return ""
    asked = Correction.objects.filter(application=step.application_id, asked_at=step.at).first()
    return japanese_day(asked.due_on) if asked else ""


def render(text: MailText, values: dict[str, str]) -> tuple[str, str]:
    """Return subject (one line) and body."""
    subject = " ".join(fill(text.subject, values).split())
    subject = "".join(filter(str.isprintable, subject))  # a mail header is one line of text
    return subject, fill(text.body, values).replace("\r\n", "\n")

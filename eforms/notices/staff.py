"""Telling a member of staff by mail that an applicant did something. Nothing personal is in it."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.staff import User
from eforms.applications import access
from eforms.applications.models import Application
from outbox.effects import PermanentFailure, handler
from outbox.mail import queue_mail


SENTENCES = {
    "message": "申請者から、メッセージが届きました。",
    "correction_answered": "依頼していた補正が、申請者から届きました。",
}


@handler("staff_notice")
def send_staff_notice(payload: dict[str, Any]) -> None:
    """Queue the mail of ``{"application", "event", "step": ids, "user": pk}``.

    Who may not see the application any more (moved, left) is told nothing.

    Raises:
        PermanentFailure: application or account are gone.
    """
    application = (
        Application.objects.select_related("page")
        .defer("answers", "page__body")
        .filter(pk=payload["application"])
        .first()
    )
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if application is None or user is None:
        raise PermanentFailure("the application or the account is gone")
    if not access.may(user, access.VIEW, application):
        return
    event, number = payload["event"], application.receipt_number
    address = settings.PUBLIC_URL.rstrip("/") + reverse("desk:inspect", args=[application.pk])
    with transaction.atomic():
        queue_mail(
            key=f"staff:{application.pk}:{event}:{payload['step']}:{user.pk}",
            event=f"staff_{event}"[:32],
            to=user.email,
            subject=f"【受付番号 {number}】{SENTENCES[event].rstrip('。')}",
            body=f"{SENTENCES[event]}\n\n手続　　：{application.page.title}\n受付番号：{number}\n\n"
            f"申請管理の画面で確認してください。\n{address}\n",
        )

"""「保存して中断する」: the mail that leads back to a half-filled form."""

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from eforms.applications.dates import japanese_date
from eforms.building.models import FormPage
from eforms.building.windows import japanese_time
from eforms.filling.models import Draft
from outbox.mail import queue_mail


SUBJECT = "【{service}】入力の途中で保存しました"
BODY = """{service}をご利用いただき、ありがとうございます。

「{title}」の入力内容を保存しました。
まだ申請は完了していません。

続きは、次のページから入力できます。
{url}

{means}

入力内容の保存期限：{until}まで
期限を過ぎると、続きから入力できなくなります。{closing}

このメールは自動でお送りしています。返信いただいてもお答えできません。
"""
GUEST = "ページを開いたら、このメールアドレスを入力して、もう一度確認をお願いします。"
ACCOUNT = "ページを開き、申請を始めたときのアカウントでサインインしてください。"
CLOSING = "\nこの申請の受付は、{closes}に終了します。"


def keep_for_later(draft: Draft, page: FormPage, *, now: datetime) -> None:
    """Mail the address of the form's beginning: one mail a day for a draft is enough.

    The mail carries no secret; whoever opens the page proves the address again.
    """
    service = service_name()
    body = BODY.format(
        service=service,
        title=page.title,
        url=settings.PUBLIC_URL.rstrip("/") + reverse("filling:begin", kwargs={"code": page.code}),
        means=GUEST if draft.citizen_id is None else ACCOUNT,
        until=japanese_date(draft.expires_at),
        closing=(
            CLOSING.format(closes=japanese_time(page.accepts_until)) if page.accepts_until else ""
        ),
    )
    with transaction.atomic():
        queue_mail(
            key=f"draft-kept/{draft.pk}/{now:%Y-%m-%d}",
            event="draft_kept",
            to=draft.email,
            subject=SUBJECT.format(service=service),
            body=body,
        )


def service_name() -> str:
    """Return under which name mails are sent (the display name of DEFAULT_FROM_EMAIL)."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or settings.WAGTAIL_SITE_NAME

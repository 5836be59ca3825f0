"""Mails that lead back to a half-filled form: after 「保存して中断する」, and before it expires."""

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eforms.applications.dates import japanese_date
from eforms.building.models import FormPage
from eforms.building.windows import japanese_time
from eforms.filling import resume_links
from eforms.filling.models import Draft
from outbox.mail import queue_mail


# One mail a day for a draft is enough; who asks for another (``send_again``) gets it.
ENOUGH = timedelta(days=1)

SUBJECT = gettext_lazy("【{service}】入力の途中で保存しました")
BODY = gettext_lazy("""{service}をご利用いただき、ありがとうございます。

「{title}」の入力内容を保存しました。
まだ申請は完了していません。

続きは、次のリンクから入力できます。
{url}

{means}
リンクは、いちばん新しいメールのものだけが使えます。

入力内容の保存期限：{until}まで
期限を過ぎると、続きから入力できなくなります。{closing}

このメールは自動でお送りしています。返信いただいてもお答えできません。
""")
WARNING_SUBJECT = gettext_lazy("【{service}】入力の途中の申請の保存期限が近づいています")
WARNING_BODY = gettext_lazy("""{service}をご利用いただき、ありがとうございます。

「{title}」の申請が、入力の途中のままになっています。
まだ申請は完了していません。

入力内容の保存期限：{until}まで
期限を過ぎると、続きから入力できなくなります。{closing}

続きを入力して保存すると、期限は30日延びます。
続きは、次のリンクから入力できます。
{url}

{means}
リンクは、いちばん新しいメールのものだけが使えます。

申請をやめる場合は、何もする必要はありません。期限のあと、入力内容は削除されます。

このメールは自動でお送りしています。返信いただいてもお答えできません。
""")


def keep_for_later(draft: Draft, page: FormPage, *, now: datetime) -> None:
    """Mail a link to the address of the draft, unless one was mailed within a day."""
    if not resume_links.made_within(draft, ENOUGH, now=now):
        _mail(draft, page, "draft_kept", SUBJECT, BODY, now=now)


def send_again(draft: Draft, page: FormPage, *, now: datetime) -> None:
    """Mail a new link; the earlier ones end by it."""
    _mail(draft, page, "draft_kept", SUBJECT, BODY, now=now)


def warn_of_expiry(draft: Draft, page: FormPage, *, now: datetime) -> None:
    """Mail that the draft expires soon, with a new link."""
    _mail(draft, page, "draft_expiring", WARNING_SUBJECT, WARNING_BODY, now=now)


def _mail(draft: Draft, page: FormPage, event: str, subject, body, *, now: datetime) -> None:
    service = service_name()
    with transaction.atomic():
        url = resume_links.make(draft, now=now)
        queue_mail(
            key=f"draft-link/{draft.links.latest('pk').pk}",
            event=event,
            to=draft.email,
            subject=str(subject).format(service=service),
            body=str(body).format(
                service=service,
                title=page.title,
                url=url,
                means=_means(draft),
                until=japanese_date(draft.expires_at),
                closing=_closing(page),
            ),
        )


def _means(draft: Draft) -> str:
    if draft.citizen_id is None:
        return _("別の端末で開いたときは、このメールアドレスの確認をもう一度お願いします。")
    return _("申請を始めたときのアカウントで、サインインが必要なことがあります。")


def _closing(page: FormPage) -> str:
    if not page.accepts_until:
        return ""
    closes = japanese_time(page.accepts_until)
    return "\n" + _("この申請の受付は、{closes}に終了します。").format(closes=closes)


def service_name() -> str:
    """Return under which name mails are sent (the display name of DEFAULT_FROM_EMAIL)."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or settings.WAGTAIL_SITE_NAME

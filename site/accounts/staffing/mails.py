"""Mails to staff about their account."""

import uuid

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.staff import User
from outbox.mail import queue_mail


def password_link(user: User) -> str:
    """Return the address at which a member of staff sets a password, once.

    Django's token dies with the first password set, with a sign-in, and after
    ``settings.PASSWORD_RESET_TIMEOUT``.
    """
    path = reverse(
        "wagtailadmin_password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )
    return settings.PUBLIC_URL.rstrip("/") + path


def invite(user: User) -> None:
    """Ask a new member of staff to set a password."""
    _send(
        "staff_invited",
        user,
        "【要確認】職員アカウントを作成しました",
        f"""{user.get_full_name()} 様

オンライン窓口の職員アカウントを作成しました。
次のページでパスワードを設定してください（{_days()}日以内、1回だけ使えます）。
{password_link(user)}

設定のあとは、次のページからサインインしてください。
{settings.PUBLIC_URL.rstrip("/")}{reverse("wagtailadmin_login")}

期限を過ぎたときは、サインインの画面の「パスワードを忘れた場合」から新しいメールを受け取れます。
お心当たりがない場合は、システムの管理者へお知らせください。""",
    )


def reset(user: User) -> None:
    """Send the link for a new password."""
    _send(
        "staff_reset",
        user,
        "【要確認】職員アカウントのパスワードの再設定",
        f"""次のページで、新しいパスワードを設定してください（{_days()}日以内、1回だけ使えます）。
{password_link(user)}

お心当たりがない場合は、このメールを削除し、システムの管理者へお知らせください。
パスワードは変わりません。""",
    )


def _days() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)


def _send(event: str, user: User, subject: str, body: str) -> None:
    foot = "\n\n--\nこのメールはシステムが自動で送信しています。返信はお受けできません。\n"
    queue_mail(
        key=f"staff:{event}:{uuid.uuid4()}",
        event=event,
        to=user.email,
        subject=subject,
        body=body + foot,
    )

"""Mails about a citizen's account. Subjects name nobody; every text says what to do if it is not
you."""

import uuid

from django.conf import settings
from django.urls import reverse

from outbox.mail import queue_mail


FOOT = """

--
このメールはシステムが自動で送信しています。返信はお受けできません。
お困りのときは、次のページの下にある連絡先へお問い合わせください。
{site}
"""


def sign_up(email: str, token: str) -> None:
    """Ask for the confirmation of a new account's address."""
    _send(
        "sign_up",
        email,
        "【要確認】利用登録の確認",
        f"""利用登録のお申し込みを受け付けました。まだ登録は終わっていません。

次のページを開き、「登録を完了する」を押してください（24時間以内、1回だけ使えます）。
{_link("account:confirm", token)}

お心当たりがない場合は、ページを開かずにこのメールを削除してください。登録はされません。""",
    )


def already_registered(email: str) -> None:
    """Tell the owner of an account that somebody asked for another one with their address."""
    _send(
        "sign_up",
        email,
        "利用登録のお申し込みについて",
        f"""このメールアドレスは、すでに利用登録されています。新しい登録は行っていません。

サインインはこちらです。
{_link("account:sign-in")}

パスワードをお忘れの場合は、こちらで再設定できます。
{_link("account:reset")}

お心当たりがない場合は、何もする必要はありません。""",
    )


def reset(email: str, token: str) -> None:
    """Send the link with which a new password is set."""
    _send(
        "reset",
        email,
        "【要確認】パスワードの再設定",
        f"""次のページで、新しいパスワードを設定してください（1時間以内、1回だけ使えます）。
{_link("account:new-password", token)}

お心当たりがない場合は、このメールを削除してください。パスワードは変わりません。""",
    )


def reset_unknown(email: str) -> None:
    """Tell somebody who asked for a new password that there is no account with the address."""
    _send(
        "reset",
        email,
        "パスワードの再設定について",
        f"""このメールアドレスは利用登録されていません。

別のメールアドレスで登録していないか、ご確認ください。
はじめて利用する方は、こちらで登録できます。
{_link("account:sign-up")}

お心当たりがない場合は、このメールを削除してください。""",
    )


def email_change(email: str, token: str) -> None:
    """Ask for the confirmation of an account's new address."""
    _send(
        "email_change",
        email,
        "【要確認】新しいメールアドレスの確認",
        f"""メールアドレスを変更するお申し込みを受け付けました。まだ変更は終わっていません。

次のページを開き、「メールアドレスを変更する」を押してください（24時間以内、1回だけ使えます）。
{_link("account:confirm-email", token)}

お心当たりがない場合は、ページを開かずにこのメールを削除してください。""",
    )


def email_change_asked(email: str) -> None:
    """Tell the old address that a change was asked for."""
    _send(
        "email_change",
        email,
        "メールアドレスの変更のお申し込みについて",
        f"""メールアドレスを変更するお申し込みを受け付けました。
新しいメールアドレスで確認が終わるまで、変更は行われません。

{_stranger()}""",
    )


def email_changed(email: str) -> None:
    """Tell the old and the new address that the change is done."""
    _send(
        "email_changed",
        email,
        "メールアドレスを変更しました",
        f"""利用登録のメールアドレスを変更しました。
これからは、新しいメールアドレスでサインインしてください。

{_stranger()}""",
    )


def password_changed(email: str) -> None:
    """Tell an account's owner that the password is another one now."""
    _send(
        "password_changed",
        email,
        "パスワードを変更しました",
        f"""利用登録のパスワードを変更しました。ほかの端末では、サインアウトしています。

{_stranger()}""",
    )


def closed(email: str) -> None:
    """Confirm that an account was closed."""
    _send(
        "account_closed",
        email,
        "退会の手続きが終わりました",
        """利用登録を取り消し、登録情報と下書きを削除しました。ご利用ありがとうございました。

すでに提出した申請は取り下げられていません。市役所での手続きはそのまま続きます。
申請についてのご連絡は、申請のときのメールアドレスにお送りします。
申請の状況は、次のページで、受付番号と申請のときのメールアドレスを使って確認できます。
"""
        + settings.PUBLIC_URL.rstrip("/")
        + "/applications/",
    )


def _stranger() -> str:
    return "お心当たりがない場合は、すぐにパスワードを再設定してください。\n" + _link(
        "account:reset"
    )


def _link(name: str, *args: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)


def _send(event: str, to: str, subject: str, body: str) -> None:
    queue_mail(
        key=f"account:{event}:{uuid.uuid4()}",
        event=event,
        to=to,
        subject=subject,
        body=body + FOOT.format(site=settings.PUBLIC_URL),
    )

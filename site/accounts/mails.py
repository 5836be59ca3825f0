"""Mails about a citizen's account. Subjects name nobody; every text says what to do if it is not
you."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

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
        _("【要確認】利用登録の確認"),
        _(
            "利用登録のお申し込みを受け付けました。まだ登録は終わっていません。"
            "\n"
            "\n"
            "次のページを開き、「登録を完了する」を押してください（24時間以内、"
            "1回だけ使えます）。\n"
            "{link}\n"
            "\n"
            "お心当たりがない場合は、ページを開かずにこのメールを削除してください。"
            "登録はされません。"
        ).format(link=_link("account:confirm", token)),
    )


def already_registered(email: str) -> None:
    """Tell the owner of an account that somebody asked for another one with their address."""
    _send(
        "sign_up",
        email,
        _("利用登録のお申し込みについて"),
        _(
            "このメールアドレスは、すでに利用登録されています。新しい登録は行っていません"
            "。\n"
            "\n"
            "サインインはこちらです。\n"
            "{link}\n"
            "\n"
            "パスワードをお忘れの場合は、こちらで再設定できます。\n"
            "{link_2}\n"
            "\n"
            "お心当たりがない場合は、何もする必要はありません。"
        ).format(link=_link("account:sign-in"), link_2=_link("account:reset")),
    )


def reset(email: str, token: str) -> None:
    """Send the link with which a new password is set."""
    _send(
        "reset",
        email,
        _("【要確認】パスワードの再設定"),
        _(
            "次のページで、新しいパスワードを設定してください（1時間以内、"
            "1回だけ使えます）。\n"
            "{link}\n"
            "\n"
            "お心当たりがない場合は、このメールを削除してください。パスワードは変わりませ"
            "ん。"
        ).format(link=_link("account:new-password", token)),
    )


def reset_unknown(email: str) -> None:
    """Tell somebody who asked for a new password that there is no account with the address."""
    _send(
        "reset",
        email,
        _("パスワードの再設定について"),
        _(
            "このメールアドレスは利用登録されていません。\n"
            "\n"
            "別のメールアドレスで登録していないか、ご確認ください。\n"
            "はじめて利用する方は、こちらで登録できます。\n"
            "{link}\n"
            "\n"
            "お心当たりがない場合は、このメールを削除してください。"
        ).format(link=_link("account:sign-up")),
    )


def email_change(email: str, token: str) -> None:
    """Ask for the confirmation of an account's new address."""
    _send(
        "email_change",
        email,
        _("【要確認】新しいメールアドレスの確認"),
        _(
            "メールアドレスを変更するお申し込みを受け付けました。まだ変更は終わっていませ"
            "ん。\n"
            "\n"
            "次のページを開き、「メールアドレスを変更する」を押してください（24時間以内、"
            "1回だけ使えます）。\n"
            "{link}\n"
            "\n"
            "お心当たりがない場合は、ページを開かずにこのメールを削除してください。"
        ).format(link=_link("account:confirm-email", token)),
    )


def email_change_asked(email: str) -> None:
    """Tell the old address that a change was asked for."""
    _send(
        "email_change",
        email,
        _("メールアドレスの変更のお申し込みについて"),
        _(
            "メールアドレスを変更するお申し込みを受け付けました。\n"
            "新しいメールアドレスで確認が終わるまで、変更は行われません。"
            "\n"
            "\n"
            "{stranger}"
        ).format(stranger=_stranger()),
    )


def email_changed(email: str) -> None:
    """Tell the old and the new address that the change is done."""
    _send(
        "email_changed",
        email,
        _("メールアドレスを変更しました"),
        _(
            "利用登録のメールアドレスを変更しました。\n"
            "これからは、新しいメールアドレスでサインインしてください。\n"
            "\n"
            "{stranger}"
        ).format(stranger=_stranger()),
    )


def password_changed(email: str) -> None:
    """Tell an account's owner that the password is another one now."""
    _send(
        "password_changed",
        email,
        _("パスワードを変更しました"),
        _(
            "利用登録のパスワードを変更しました。ほかの端末では、サインアウトしています。"
            "\n"
            "\n"
            "{stranger}"
        ).format(stranger=_stranger()),
    )


def closed(email: str) -> None:
    """Confirm that an account was closed."""
    _send(
        "account_closed",
        email,
        _("退会の手続きが終わりました"),
        _(
            "利用登録を取り消し、登録情報と下書きを削除しました。ご利用ありがとうございま"
            "した。\n"
            "\n"
            "すでに提出した申請は取り下げられていません。市役所での手続きはそのまま続きま"
            "す。\n"
            "申請についてのご連絡は、申請のときのメールアドレスにお送りします。"
            "\n"
            "申請の状況は、次のページで、受付番号と申請のときのメールアドレスを使って確認"
            "できます。\n"
        )
        + settings.PUBLIC_URL.rstrip("/")
        + "/applications/",
    )


def _stranger() -> str:
    return _("お心当たりがない場合は、すぐにパスワードを再設定してください。\n") + _link(
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

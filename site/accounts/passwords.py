"""Passwords of citizens: what is accepted, changing them, and a new one by mail."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from accounts import links, mails, sessions
from accounts.citizens import Citizen
from accounts.links import MailLink
from audit import log


MINIMUM = 12
MESSAGES = {
    "password_too_short": format_lazy(
        gettext_lazy("パスワードは、{minimum}文字以上で入力してください。"), minimum=MINIMUM
    ),
    "password_too_common": gettext_lazy(
        "よく使われるパスワードです。ほかの人が思いつきにくいパスワードを入力してください。"
    ),
    "password_entirely_numeric": gettext_lazy("パスワードには、数字以外の文字も使ってください。"),
    "password_too_similar": gettext_lazy(
        "メールアドレスと似ていないパスワードを入力してください。"
    ),
}


def problem(password: str, citizen: Citizen | None) -> str | None:
    """Return how a new password must be bettered, in Japanese; None when it will do.

    ``citizen`` may be an unsaved one that carries the address (and name).
    """
    try:
        validate_password(password, citizen)
    except ValidationError as error:
        first = error.error_list[0]
        return MESSAGES.get(first.code, first.messages[0])
    return None


def matches(citizen: Citizen | None, password: str) -> bool:
    """Check a password; costs the same whether or not there is such a citizen."""
    if citizen is None:
        make_password(password)
        return False
    return citizen.check_password(password)


def change(citizen: Citizen, password: str) -> None:
    """Set a new password; every browser is signed out and the owner is told."""
    digest = make_password(password)  # slow on purpose: outside of the transaction
    with transaction.atomic():
        citizen.password = digest
        citizen.save(update_fields=["password"])
        sessions.end_all(citizen)
        _revoke_links(citizen)
        mails.password_changed(citizen.email)
        log.record("citizen.password_changed", actor=log.citizen(citizen))


def ask_reset(email: str) -> None:
    """Mail a link for a new password, or, when nobody has the address, say so to the address.

    Both cost the same: a link, a mail, a line in the log.
    """
    with transaction.atomic():
        citizen = Citizen.objects.by_email(email)
        if citizen is not None and not citizen.is_active:
            citizen = None
        token = links.issue(links.RESET, citizen=citizen, payload={})
        if citizen is None:
            mails.reset_unknown(email)
        else:
            mails.reset(email, token)
        target = f"accounts.Citizen/{citizen.pk}" if citizen else ""
        log.record("citizen.reset_asked", actor=log.GUEST, target=target)


def reset(link: MailLink, password: str) -> bool:
    """Set the new password of a link's account; False when the link was used meanwhile."""
    digest = make_password(password)
    with transaction.atomic():
        if not links.consume(link):
            return False
        citizen = link.citizen
        citizen.password = digest
        citizen.save(update_fields=["password"])
        sessions.end_all(citizen)
        _revoke_links(citizen)
        mails.password_changed(citizen.email)
        log.record("citizen.password_reset", actor=log.citizen(citizen))
    return True


def _revoke_links(citizen: Citizen) -> None:
    # Whoever began something with the old password must not be able to end it: neither by a reset
    # link in some mailbox, nor by taking the account over to another address.
    links.revoke(links.RESET, citizen)
    links.revoke(links.EMAIL, citizen)

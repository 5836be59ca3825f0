"""An account's beginning, its address, and its end. No answer tells who has an account."""

from collections.abc import Callable
from enum import Enum

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import links, mails
from accounts.citizens import Citizen, email_index, normalise_email
from accounts.links import MailLink
from audit import log


_clear: list[Callable[[Citizen], None]] = []
_take_over: list[Callable[[Citizen], int]] = []


class Outcome(Enum):
    """What following a link led to."""

    DONE = "done"
    USED = "used"  # another request used the link
    TAKEN = "taken"  # the address got an account in the meantime


def ask_sign_up(email: str, password: str, *, browser: str, next_path: str) -> None:
    """Mail the confirmation link of a new account, or tell the owner of the existing one.

    Nothing exists until the link is followed: whoever asks with another person's address leaves
    no account there. ``browser`` names the browser that asked (see ``confirm``).
    """
    digest = make_password(password)  # in both cases, so that the time tells nothing
    with transaction.atomic():
        known = Citizen.objects.by_email(email) is not None
        payload = {"email": normalise_email(email), "password": digest, "next": next_path}
        token = links.issue(links.SIGN_UP, payload=payload, browser=browser)
        if known:
            mails.already_registered(email)
        else:
            mails.sign_up(email, token)


def confirm(link: MailLink, *, same_browser: bool) -> tuple[Outcome, Citizen | None]:
    """Make the account of a followed sign-up link.

    What guests began with the address becomes the account's only when the browser that chose the
    password followed the link: otherwise whoever asked with another person's address would read it.
    """
    email = link.payload["email"]
    try:
        with transaction.atomic():
            if not links.consume(link):
                return Outcome.USED, None
            citizen = Citizen.objects.create(
                email=email,
                email_index=email_index(email),
                password=link.payload["password"],
                confirmed_at=timezone.now(),
            )
            log.record("citizen.registered", actor=log.citizen(citizen))
            if same_browser:
                take_over(citizen)
    except IntegrityError:
        return Outcome.TAKEN, None
    return Outcome.DONE, citizen


def ask_email_change(citizen: Citizen, email: str) -> None:
    """Mail a link to the new address and tell the old one; an address in use is told, not shown."""
    with transaction.atomic():
        mails.email_change_asked(citizen.email)
        known = Citizen.objects.by_email(email) is not None
        payload = {"email": normalise_email(email)}
        token = links.issue(links.EMAIL, citizen=citizen, payload=payload)
        if known:
            mails.already_registered(email)
        else:
            mails.email_change(email, token)
        log.record("citizen.email_change_asked", actor=log.citizen(citizen))


def change_email(link: MailLink, *, by_owner: bool) -> Outcome:
    """Give the account of a followed link its new address; both addresses are told.

    ``by_owner``: the browser is signed in to the account. Only then does what guests began with
    the new address become the account's (as in :func:`confirm`).
    """
    citizen, email = link.citizen, link.payload["email"]
    old = citizen.email
    try:
        with transaction.atomic():
            if not links.consume(link):
                return Outcome.USED
            citizen.email, citizen.email_index = email, email_index(email)
            citizen.save(update_fields=["email", "email_index"])
            # A reset link that waits in the old mailbox must not open the account any more.
            links.revoke(links.RESET, citizen)
            mails.email_changed(old)
            mails.email_changed(email)
            log.record("citizen.email_changed", actor=log.citizen(citizen))
            if by_owner:
                take_over(citizen)
    except IntegrityError:
        return Outcome.TAKEN
    return Outcome.DONE


def before_closing(clear: Callable[[Citizen], None]) -> None:
    """Have ``clear(citizen)`` called in the transaction that deletes an account.

    For rooms above this one, which keep things of the citizen that must go as well.
    """
    _clear.append(clear)


def on_taking_over(take: Callable[[Citizen], int]) -> None:
    """Have ``take(citizen)`` called when one browser has shown both account and mailbox.

    For rooms above this one: what guests began with the address becomes the account's. ``take``
    runs in the transaction that proves the address and returns how many things it took.
    """
    _take_over.append(take)


def take_over(citizen: Citizen) -> int:
    """Give an account what guests began with its address; return how many things.

    The caller vouches that the person who acts reads the address and holds the account.
    """
    with transaction.atomic():
        return sum(take(citizen) for take in _take_over)


def close(citizen: Citizen) -> None:
    """Delete an account with its sessions and what other rooms keep for it (drafts).

    Applications stay with the city, which must keep them; they hold their own address.
    """
    with transaction.atomic():
        mails.closed(citizen.email)
        log.record("citizen.closed", actor=log.citizen(citizen))
        for clear in _clear:
            clear(citizen)
        citizen.delete()

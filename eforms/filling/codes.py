"""One-time codes that prove that somebody reads an e-mail address.

Eight digits, fifteen minutes, five tries. The tries are counted by one UPDATE with its condition:
reading first and writing later lets parallel guesses through.
"""

import hashlib
import secrets
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import limits
from accounts.citizens import email_index, normalise_email
from eforms.filling.models import EmailCode
from outbox.mail import queue_mail
from vault.index import blind_index


DIGITS = 8
LIFE = timedelta(minutes=15)
TRIES = 5
DOUBLE_PRESS = timedelta(seconds=30)
# A used code stands for its address for a day (``guests.STANDS_FOR``); then its address goes too.
KEPT_FOR = timedelta(days=2)
# In the place of a hash: nothing that is typed fits.
NEVER = "-"
# Stands in the place of the browser for codes that the JSON API asked for.
API_CLIENT = "api"

SUBJECT = gettext_lazy("【{service}】確認コードのお知らせ")
BODY = gettext_lazy(
    "{service}をご利用いただき、ありがとうございます。\n"
    "\n"
    "メールアドレスの確認コードは、次のとおりです。\n"
    "\n"
    "　　{code}\n"
    "\n"
    "申請の画面に戻り、15分以内に入力してください。\n"
    "時間が過ぎたときは、同じ画面から確認コードをもう一度お送りできます。"
    "\n"
    "\n"
    "このメールに心当たりがない場合は、何もせずに削除してください。"
    "\n"
    "確認コードは、だれにも教えないでください。職員がお尋ねすることはありません。"
    "\n"
    "\n"
    "このメールは自動でお送りしています。返信いただいてもお答えできません。"
    "\n"
)


class AddressRefused(Exception):
    """What was typed is not an e-mail address; the message says how to write one."""


class TooManyCodes(Exception):
    """Too many codes were asked for; ``minutes`` tells how long to wait."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"wait {minutes} minutes")
        self.minutes = minutes


class Outcome(StrEnum):
    """How a try went."""

    RIGHT = "right"
    WRONG = "wrong"
    # Used, expired, tried five times, or asked for from another browser.
    OVER = "over"


@dataclass(frozen=True)
class Attempt:
    """A try: its outcome, and how many are left after a wrong one."""

    outcome: Outcome
    left: int = 0


def clean_address(typed: str) -> str:
    """Return the address as it is kept: half-width, trimmed, lower case.

    Raises:
        AddressRefused: nothing was typed, or it is not an address.
    """
    address = normalise_email(unicodedata.normalize("NFKC", typed))
    if not address:
        raise AddressRefused(_("メールアドレスを入力してください。"))
    try:
        if len(address) > 254:
            raise ValidationError("too long")
        EmailValidator()(address)
    except ValidationError as error:
        raise AddressRefused(
            _("メールアドレスは、「@」を含む形で入力してください（例：hanako@example.jp）。")
        ) from error
    return address


def clean_code(typed: str) -> str:
    """Return the digits of what was typed: full width, spaces and dashes do not matter."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isdecimal())[:32]


def hashed_browser(token: str) -> str:
    """Return the form in which a browser's random token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(
    address: str,
    *,
    browser: str,
    network: str,
    service: str,
    now: datetime,
    receipt_number: str = "",
    works: bool = True,
) -> EmailCode:
    """Make a code for an address, put its mail in the outbox, and return it without the code.

    ``browser`` is :func:`hashed_browser` of the browser's token or ``API_CLIENT``, ``network``
    the asker's network. Older codes of the same browser for the address end. Whether the address
    has an account is never looked at, so the answer cannot tell. One that does not ``work`` costs
    the same and looks the same, but is never mailed and never right (``eforms.filling.numbers``).

    Raises:
        TooManyCodes: the address was asked for too often.
    """
    # Counted before anything is written, so that no refusal takes the count back.
    if seconds := limits.before_code(address, network):
        raise TooManyCodes(max(1, -(-seconds // 60)))
    index = email_index(address)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    made = EmailCode(
        id=uuid.uuid4(),
        email=address,
        email_index=index,
        browser_hash=browser,
        receipt_number=receipt_number,
        expires_at=now + LIFE,
    )
    hashed = _hashed(code, made.id)
    made.code_hash = hashed if works else NEVER
    with transaction.atomic():
        if browser != API_CLIENT:
            EmailCode.objects.filter(
                email_index=index, browser_hash=browser, used_at=None, expires_at__gt=now
            ).update(expires_at=now)
        made.save(force_insert=True)
        with transaction.atomic():
            queue_mail(
                key=f"email-code/{made.id}",
                event="email_code",
                to=address,
                subject=SUBJECT.format(service=service),
                body=BODY.format(service=service, code=f"{code[:4]} {code[4:]}"),
            )
            if not works:
                transaction.set_rollback(True)
    return made


def delete_old(now: datetime) -> int:
    """Delete codes that prove nothing any more; return how many. For the daily clean-up."""
    return EmailCode.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]


def attempt(code_id: uuid.UUID, typed: str, *, browser: str, now: datetime) -> Attempt:
    """Try a code. A right one is used up by it; a wrong one costs a try."""
    open_code = EmailCode.objects.filter(
        id=code_id, browser_hash=browser, used_at=None, expires_at__gt=now, attempts__lt=TRIES
    )
    if not open_code.update(attempts=F("attempts") + 1):
        twice = _pressed_twice(code_id, typed, browser, now)
        return Attempt(Outcome.RIGHT if twice else Outcome.OVER)
    stored = EmailCode.objects.only("code_hash", "attempts").get(id=code_id)
    if not _fits(stored, typed):
        return Attempt(Outcome.WRONG, left=max(0, TRIES - stored.attempts))
    EmailCode.objects.filter(id=code_id, used_at=None).update(used_at=now)
    return Attempt(Outcome.RIGHT)


def _pressed_twice(code_id: uuid.UUID, typed: str, browser: str, now: datetime) -> bool:
    # The browser that has just used a code sends it again: a double click, not a new use.
    used = (
        EmailCode.objects.only("code_hash")
        .filter(id=code_id, browser_hash=browser, used_at__gt=now - DOUBLE_PRESS)
        .first()
    )
    return used is not None and browser != API_CLIENT and _fits(used, typed)


def _fits(stored: EmailCode, typed: str) -> bool:
    return constant_time_compare(stored.code_hash, _hashed(clean_code(typed), stored.pk))


def _hashed(code: str, code_id: uuid.UUID) -> str:
    # Keyed: a plain hash of eight digits would be guessed at once from a copied database.
    return blind_index(code, scope=f"email-code/{code_id}")

"""受付番号で確認する: one application, looked for by its receipt number and a mailed code.

The answer is the same whatever was typed. A mail goes out only when number and address belong
together: with a code for what a guest has sent, with the way to sign in for what an account has.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.citizens import email_index
from eforms.applications import owners
from eforms.applications.models import Application
from eforms.applications.receipts import read_receipt_number
from eforms.filling import codes
from eforms.filling.guests import Applicant
from eforms.filling.models import EmailCode
from outbox.mail import queue_mail


SUBJECT = gettext_lazy("【{service}】申請の確認について")
BODY = gettext_lazy("""{service}をご利用いただき、ありがとうございます。

受付番号 {number} の申請は、アカウントにサインインして送信されています。
次のページからサインインして、申請の状況をご確認ください。
{url}

このメールに心当たりがない場合は、何もせずに削除してください。

このメールは自動でお送りしています。返信いただいてもお答えできません。
""")


class NumberRefused(Exception):
    """What was typed is no receipt number; the message says how to write one."""


def clean_number(typed: str) -> str:
    """Return a receipt number as it is stored.

    Raises:
        NumberRefused: nothing was typed, or it cannot be one (its check letter does not fit).
    """
    if not typed.strip():
        raise NumberRefused(_("受付番号を入力してください。"))
    number = read_receipt_number(typed[:60])
    if number is None:
        raise NumberRefused(
            _(
                "受付番号は、受付のお知らせに書かれたとおりに入力してください"
                "（例：R08-1124-000123K）。最後のアルファベットも必要です。"
            )
        )
    return number


def ask(
    number: str, address: str, *, browser: str, network: str, service: str, now: datetime
) -> EmailCode:
    """Make a code that leads to one application; mail it when number and address fit.

    Raises:
        TooManyCodes: the address was asked for too often.
    """
    found = (
        Application.objects.filter(receipt_number=number, email_index=email_index(address))
        .only("citizen_id")
        .first()
    )
    of_guest = found is not None and found.citizen_id is None
    made = codes.issue(
        address,
        browser=browser,
        network=network,
        service=service,
        now=now,
        receipt_number=number,
        works=of_guest,
    )
    if found is not None and not of_guest:
        with transaction.atomic():
            queue_mail(
                key=f"application-by-number/{made.pk}",
                event="application_by_number",
                to=address,
                subject=SUBJECT.format(service=service),
                body=BODY.format(service=service, number=number, url=_sign_in_url()),
            )
    return made


def destination(code: EmailCode, applicant: Applicant) -> str:
    """Return where a right code leads: to the application, or to the list when it is gone."""
    mine = owners.applications_of(applicant.citizen, applicant.email_index)
    found = mine.filter(receipt_number=code.receipt_number).only("pk").first()
    return reverse("application", args=[found.pk]) if found else reverse("applications")


def _sign_in_url() -> str:
    path = reverse("account:sign-in", query={"next": reverse("applications")})
    return settings.PUBLIC_URL.rstrip("/") + path

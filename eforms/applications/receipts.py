"""受付番号: ``R08-1124-000123K``: the Reiwa year, month and day (Japan time), the count of the
day, and a check letter, so that a number misheard on the telephone is noticed.
"""

import re
import unicodedata
from datetime import date, datetime

from django.db.models import F
from django.utils import timezone

from eforms.applications.models import ReceiptCounter


# 13 letters that look like no digit and like no other letter. The weights 1…12 differ modulo 13,
# so every single wrong digit and every swap of two digits gives another letter.
LETTERS = "ACEFHJKMNRTXY"
REIWA_BEFORE_FIRST = 2018
_SHAPE = re.compile(r"R?(\d{2})-?(\d{4})-?(\d{6})([A-Z])")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))


def next_receipt_number(now: datetime) -> str:
    """Return the next number of the day; call it inside the transaction that uses it.

    The counter's row stays locked until that transaction ends, so no number is given twice and
    none is lost when it is rolled back.
    """
    day = timezone.localtime(now).date()
    if not _count(day):
        ReceiptCounter.objects.get_or_create(day=day)
        _count(day)
    count = ReceiptCounter.objects.values_list("last", flat=True).get(day=day)
    return receipt_number(day, count)


def _count(day: date) -> int:
    return ReceiptCounter.objects.filter(day=day).update(last=F("last") + 1)


def receipt_number(day: date, count: int) -> str:
    """Return the number of the ``count``-th application of a day."""
    year = f"{day.year - REIWA_BEFORE_FIRST:02}"
    monthday, counted = f"{day:%m%d}", f"{count:06}"
    return f"R{year}-{monthday}-{counted}{check_letter(year + monthday + counted)}"


def check_letter(digits: str) -> str:
    """Return the check letter of the twelve digits."""
    total = sum(weight * int(digit) for weight, digit in enumerate(digits, start=1))
    return LETTERS[total % len(LETTERS)]


def read_receipt_number(text: str) -> str | None:
    """Return a typed number as it is stored; None when it is none or its letter does not fit.

    Full width, small letters, other hyphens or none, spaces: all are understood.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS).upper()
    found = _SHAPE.fullmatch("".join(plain.split()))
    if not found:
        return None
    year, monthday, counted, letter = found.groups()
    if check_letter(year + monthday + counted) != letter:
        return None
    return f"R{year}-{monthday}-{counted}{letter}"


def search_text(text: str) -> str:
    """Return a piece of a receipt number as it may stand in one, for searching by a part."""
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS).upper()
    return "".join(plain.split())

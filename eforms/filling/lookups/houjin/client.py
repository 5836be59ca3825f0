"""Companies by number and by name, asked of the National Tax Agency or of memory.

Answers are kept for a day. The log tells kinds of failures and times, never what was asked.
"""

import hashlib
import logging
from time import monotonic
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache

import jaconv

from eforms.fields import corporate_number
from eforms.fields.prefectures import PREFECTURES
from eforms.filling.lookups.houjin import circuit, formats, request
from eforms.filling.lookups.houjin.formats import Answer, Company


logger = logging.getLogger(__name__)

KEPT = 24 * 60 * 60
# A full page of 2,000 companies has less than one million bytes.
MOST_BYTES = 4 * 1024 * 1024
# Kept and offered of an answer by name.
MOST_COMPANIES = 20
# 部分一致; あいまい検索: 新字体 and 旧字体 count as the same.
PARTIAL, FUZZY = "2", "1"
_WRITTEN_OUT = {
    "㈱": "株式会社", "(株)": "株式会社", "（株）": "株式会社",
    "㈲": "有限会社", "(有)": "有限会社", "（有）": "有限会社",
}  # fmt: skip


class Unavailable(Exception):
    """The agency's server cannot be asked now; the form goes on without it."""


class Refused(Unavailable):
    """It answered that it does not take our question: the ID or the parameters are wrong."""


def is_available() -> bool:
    """Return whether look-ups are set up."""
    return bool(settings.HOUJIN_API_ID and settings.HOUJIN_API_BASE)


def by_number(number: str) -> Company | None:
    """Return a company by its thirteen digits; None when there is none.

    Raises:
        ValueError: the check digit is wrong; nobody was asked.
        Unavailable: nobody answered.
    """
    if not corporate_number.is_right(number):
        raise ValueError("check digit")
    answer = _ask("num", formats.XML, {"number": number, "history": "0"})
    return next((one for one in answer.companies if one.number == number), None)


def by_name(name: str, address: str = "") -> Answer:
    """Return companies whose name holds ``name``, closed ones too, at most MOST_COMPANIES.

    ``address`` that begins with a prefecture restricts them to it.

    Raises:
        Unavailable: nobody answered.
    """
    question = {
        "name": as_registered(name),
        "mode": PARTIAL,
        "target": FUZZY,
        "change": "0",
        "close": "1",
    }
    place = next((i for i, known in enumerate(PREFECTURES, 1) if address.startswith(known)), 0)
    if place:
        question["address"] = f"{place:02}"
    return _ask("name", formats.CSV, question)


def as_registered(name: str) -> str:
    """Return a name as the register writes it: full width, the kind of company in full."""
    name = name.strip()
    for short, full in _WRITTEN_OUT.items():
        name = name.replace(short, full)
    return jaconv.h2z(name, kana=True, ascii=True, digit=True)


def _ask(endpoint: str, kind: str, question: dict[str, str]) -> Answer:
    query = urlencode({"id": settings.HOUJIN_API_ID, "type": kind, **question})
    key = f"lookups.houjin.{hashlib.sha256(f'{endpoint}?{query}'.encode()).hexdigest()}"
    known = cache.get(key)
    if known is not None:
        return known
    if not circuit.may_call():
        raise Unavailable("circuit")
    answer = _call(f"{settings.HOUJIN_API_BASE.rstrip('/')}/{endpoint}?{query}", endpoint, kind)
    kept = Answer(
        answer.companies[:MOST_COMPANIES], max(answer.count, len(answer.companies)),
        answer.page, answer.pages,
    )  # fmt: skip
    cache.set(key, kept, KEPT)
    return kept


def _call(url: str, endpoint: str, kind: str) -> Answer:
    began = monotonic()
    try:
        status, body = request.get(url, seconds=settings.HOUJIN_API_SECONDS, most=MOST_BYTES)
        answer = _read(status, body, kind)
    except Refused as error:
        # The server lives: waiting is no danger, but somebody has to look at the settings.
        circuit.succeeded()
        logger.error("houjin %s refused: %s", endpoint, error)
        raise
    except (request.Failed, formats.Unreadable) as error:
        reason = error.reason if isinstance(error, request.Failed) else "format"
        opened = circuit.failed()
        logger.warning(
            "houjin %s failed: %s after %.1f s%s, host %s",
            endpoint, reason, monotonic() - began, ", circuit opened" if opened else "",
            urlsplit(settings.HOUJIN_API_BASE).hostname,
        )  # fmt: skip
        raise Unavailable(reason) from None
    circuit.succeeded()
    return answer


def _read(status: int, body: bytes, kind: str) -> Answer:
    if status == 200:
        return formats.read(body, kind)
    if status == 400:
        # One line: code,message. The code alone is told further; the message may quote.
        code = body[:3].decode("ascii", "replace")
        raise Refused(f"400 {code}" if code.isdigit() else "400")
    if status in (403, 404):
        raise Refused(str(status))
    raise request.Failed(f"status {status}")

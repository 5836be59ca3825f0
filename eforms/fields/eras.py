"""Japanese eras: reading, checking and writing dates (domain facts, section 5.1)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eforms.fields.text import clean_code


@dataclass(frozen=True)
class Era:
    """An era from its first to its last day; the present one has no last day."""

    name: str
    letter: str
    first: date
    last: date | None


def _eras() -> dict[str, Era]:
    starts = [
        ("令和", "R", date(2019, 5, 1)),
        ("平成", "H", date(1989, 1, 8)),
        ("昭和", "S", date(1926, 12, 25)),
        ("大正", "T", date(1912, 7, 30)),
        ("明治", "M", date(1868, 1, 25)),
    ]
    eras, following = {}, None
    for name, letter, first in starts:
        last = following - timedelta(days=1) if following else None
        eras[name] = Era(name, letter, first, last)
        following = first
    return eras


ERAS = _eras()
_LETTERS = {era.letter: era.name for era in ERAS.values()}
# Dates of people and events; beyond them a digit was mistyped.
EARLIEST_YEAR, LATEST_YEAR = 1800, 2199

_ERA = "令和|平成|昭和|大正|明治|[RHSTM]"
_WHOLE = re.compile(
    rf"(?P<era>{_ERA})?[.]?(?P<year>元|\d{{1,4}})[年./-](?P<month>\d{{1,2}})[月./-]"
    r"(?P<day>\d{1,2})日?"
)
_COMPACT = re.compile(
    r"(?P<era>[RHSTM])(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"|(?P<year4>\d{4})(?P<month4>\d\d)(?P<day4>\d\d)"
)
_WHOLE_MONTH = re.compile(
    rf"(?P<era>{_ERA})?[.]?(?P<year>元|\d{{1,4}})[年./-](?P<month>\d{{1,2}})月?"
)
_COMPACT_MONTH = re.compile(
    r"(?P<era>[RHSTM])(?P<year>\d\d)(?P<month>\d\d)|(?P<year4>\d{4})(?P<month4>\d\d)"
)
_YEAR = re.compile(rf"(?P<era>{_ERA})?[.]?(?P<year>元|\d{{1,4}})年?")
_REMARK = re.compile(r"[(（].*$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateProblem(Exception):
    """A date that does not exist. ``part`` is the one at fault: year, month or day."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part
        self.message = message


@dataclass(frozen=True)
class Written:
    """A date as it is written: ``era`` is empty for Western years."""

    era: str
    year: int
    month: int
    day: int


def whole(text: str) -> Written | None:
    """Read 「令和7年4月1日」「S55.4.1」「2025-4-1」「20250401」, or return None."""
    text = _joined(text)
    match = _WHOLE.fullmatch(text)
    if match:
        return Written(
            _era(match["era"]), _number(match["year"]), int(match["month"]), int(match["day"])
        )
    match = _COMPACT.fullmatch(text)
    if match and match["era"]:
        return Written(
            _era(match["era"]), int(match["year"]), int(match["month"]), int(match["day"])
        )
    if match:
        return Written("", int(match["year4"]), int(match["month4"]), int(match["day4"]))
    return None


def whole_month(text: str) -> Written | None:
    """Read 「令和8年11月」「R8.11」「2026-11」「202611」 as its first day, or return None."""
    text = _joined(text)
    match = _WHOLE_MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text)
    if not match:
        return None
    if match["year"]:
        return Written(_era(match["era"]), _number(match["year"]), int(match["month"]), 1)
    return Written("", int(match["year4"]), int(match["month4"]), 1)


def _joined(text: str) -> str:
    text = re.sub(r"(?<=\d)\s+(?=\d)", "-", clean_code(_REMARK.sub("", text)).upper())
    return re.sub(r"[\s,]", "", text)


def year(text: str) -> tuple[str, int] | None:
    """Read a year's box: 「7」「元」「令和7年」「S55」 as (era or "", number), or return None."""
    match = _YEAR.fullmatch(re.sub(r"\s", "", _REMARK.sub("", clean_code(text).upper())))
    return (_era(match["era"]), _number(match["year"])) if match else None


def month(text: str) -> int | None:
    """Read 「4」「4月」「April」, or return None."""
    text = clean_code(text).removesuffix("月").strip().rstrip(".")
    if text[:3].lower() in _MONTHS and text.isalpha():
        return _MONTHS.index(text[:3].lower()) + 1
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


def day(text: str) -> int | None:
    """Read 「1」「1日」, or return None."""
    text = clean_code(text).removesuffix("日").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


def to_date(written: Written) -> date:
    """Return the day a written date means.

    Raises:
        DateProblem: there is no such day, or it is outside its era.
    """
    era, western = _year_of(written)
    days = monthrange(western, written.month)[1]
    if not 1 <= written.day <= days:
        raise DateProblem(
            "day",
            _("{western}年{month}月の日は、1から{days}までの数字で入力してください。").format(
                western=western, month=written.month, days=days
            ),
        )
    found = date(western, written.month, written.day)
    if era and found < era.first:
        raise DateProblem(_differing(found, era.first), _span(era, early=True))
    if era and era.last and found > era.last:
        raise DateProblem(_differing(found, era.last), _span(era))
    return found


def to_month(written: Written) -> date:
    """Return the first day of the month a written one means; of an era, a day is enough.

    Raises:
        DateProblem: there is no such month, or it is outside its era.
    """
    era, western = _year_of(written)
    first = date(western, written.month, 1)
    last = first.replace(day=monthrange(western, written.month)[1])
    if era and (last < era.first or (era.last and first > era.last)):
        raise DateProblem("month", _span(era, early=last < era.first, month_only=True))
    return first


def _year_of(written: Written) -> tuple[Era | None, int]:
    era = ERAS.get(written.era)
    western = written.year + era.first.year - 1 if era else written.year
    if era and (written.year < 1 or western > (era.last.year if era.last else LATEST_YEAR)):
        raise DateProblem("year", _span(era))
    if not EARLIEST_YEAR <= western <= LATEST_YEAR:
        raise DateProblem(
            "year",
            _("西暦の年は4けたの数字で入力してください。元号の年のときは、元号を選んでください。"),
        )
    if not 1 <= written.month <= 12:
        raise DateProblem("month", _("月は1から12までの数字で入力してください。"))
    return era, western


def _differing(found: date, limit: date) -> str:
    return "day" if found.month == limit.month else "month"


def _span(era: Era, *, early: bool = False, month_only: bool = False) -> str:
    """Say the day of the era that was passed: the first one where the date lies before it."""
    if early or era.last is None:
        span = _("{era}は{day}から").format(era=era.name, day=_plain(era, era.first))
    else:
        span = _("{era}は{day}まで").format(era=era.name, day=_plain(era, era.last))
    if month_only:
        return _("{span}です。元号と年月を確かめて入力してください。").format(span=span)
    return _("{span}です。元号と年月日を確かめて入力してください。").format(span=span)


def _plain(era: Era, found: date) -> str:
    number = found.year - era.first.year + 1
    return f"{'元' if number == 1 else number}年{found.month}月{found.day}日"


def western_only() -> bool:
    """Return whether the reader's language counts years without eras."""
    return get_language() == "en"


def western(found: date) -> str:
    """Return 「2025年4月1日」, in English 「1 April 2025」."""
    return date_format(found, _("Y年n月j日"))


def japanese(found: date) -> str:
    """Return 「令和7年4月1日」, or an empty text before 明治."""
    for era in ERAS.values():
        if found >= era.first:
            return f"{era.name}{_plain(era, found)}"
    return ""


def western_month(first: date) -> str:
    """Return 「2026年11月」, in English 「November 2026」."""
    return date_format(first, _("Y年n月"))


def japanese_month(first: date) -> str:
    """Return 「令和8年11月」; both names of a month in which the era changed."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    names = [re.sub("[0-9]+日$", "", japanese(day)) for day in (first, last)]
    return "・".join(dict.fromkeys(filter(None, names)))


def both_month(first: date) -> str:
    """Return 「令和8年11月（2026年11月）」; without the era where it is not known."""
    era = "" if western_only() else japanese_month(first)
    return f"{era}（{western_month(first)}）" if era else western_month(first)


def both(found: date) -> str:
    """Return 「令和7年4月1日（2025年4月1日）」; without the era where it is not known."""
    era = "" if western_only() else japanese(found)
    return f"{era}（{western(found)}）" if era else western(found)


def _era(text: str | None) -> str:
    return _LETTERS.get(text or "", text or "")


def _number(text: str) -> int:
    return 1 if text == "元" else int(text)

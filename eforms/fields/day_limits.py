"""Days that limit an answer: fixed ones, and those counted from the day the form is filled.

A limit is ``YYYY-MM-DD``, ``today``, ``today+3`` or ``today-30`` (days).
"""

import re
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from wagtail import blocks

from eforms.fields import eras
from eforms.fields.text import clean_code


TODAY = "today"
FARTHEST = 36500  # days: a hundred years
UNREADABLE = "「今日」「3日後」「30日前」か、「2026年4月1日」のような日付を入力してください。"
_NAMED = {
    **dict.fromkeys((TODAY, "今日", "本日", "当日"), 0),
    **dict.fromkeys(("明日", "翌日", "あす", "あした"), 1),
    **dict.fromkeys(("明後日", "翌々日", "あさって"), 2),
    **dict.fromkeys(("昨日", "前日", "きのう"), -1),
    **dict.fromkeys(("一昨日", "おととい"), -2),
}
_STORED = re.compile(r"today([+-][0-9]{1,5})")
_COUNTED = re.compile(
    r"(?:(?:今日|本日|申請日|申請する日)(?:から|の|より)?)?([0-9]{1,5})(日|週間?)(間?後|前|以内)(?:まで)?"
)


def read(text: str | None, *, within: int = 1) -> str | None:
    """Return the limit that a text means, or None.

    Read are 今日, 明日, 3日後, 今日から3日後, 2週間前, 30日以内 and dates as people write them.
    ``within`` tells on which side of today 「30日以内」 lies: 1 after it, -1 before it.
    """
    text = re.sub(r"\s", "", clean_code(str(text or "")))
    if text in _NAMED:
        return stored(_NAMED[text])
    if kept := _STORED.fullmatch(text):
        return stored(int(kept[1]))
    if counted := _COUNTED.fullmatch(text):
        number, unit, way = counted.groups()
        days = int(number) * (1 if unit == "日" else 7)
        sign = {"前": -1, "以内": within}.get(way, 1)
        return stored(sign * days)
    written = eras.whole(text)
    try:
        return eras.to_date(written).isoformat() if written else None
    except eras.DateProblem:
        return None


def stored(days: int) -> str | None:
    """Return the limit so many days after today; None beyond a hundred years."""
    if abs(days) > FARTHEST:
        return None
    return f"{TODAY}{days:+d}" if days else TODAY


def days_from_today(limit: str | None) -> int | None:
    """Return how many days after today a limit lies; None of a fixed day or of no limit."""
    if limit == TODAY:
        return 0
    found = _STORED.fullmatch(str(limit or ""))
    return int(found[1]) if found else None


def day_of(limit: str | None, today: date | None) -> date | None:
    """Return the day of a limit when it is ``today``; None without one."""
    days = days_from_today(limit)
    if days is not None:
        return today + timedelta(days=days) if today else None
    try:
        return date.fromisoformat(limit) if limit else None
    except (TypeError, ValueError):
        return None


def words(limit: str | None, *, today: str = "今日") -> str:
    """Return a limit as people write it: 今日, 今日から3日後, 今日の30日前, or the day itself."""
    days = days_from_today(limit)
    if days is None:
        return str(limit or "")
    if not days:
        return today
    return f"{today}から{days}日後" if days > 0 else f"{today}の{-days}日前"


class DayBlock(blocks.CharBlock):
    """A limit an editor sets: 「今日」, 「3日後」, 「2026年4月1日」, or in other words."""

    def __init__(self, *, within: int = 1, **kwargs: Any) -> None:
        self.within = within
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str | None:
        """Return the text of what a data file holds, which may be a date."""
        return None if value is None else str(value)

    def value_from_form(self, value: Any) -> Any:
        """Return the limit that was typed, or the text when it cannot be read."""
        value = super().value_from_form(value)
        return read(value, within=self.within) or value

    def value_for_form(self, value: Any) -> Any:
        """Return the limit in words."""
        return words(value) if days_from_today(value) is not None else value

    def clean(self, value: str) -> str:
        """Return the limit.

        Raises:
            ValidationError: it is none.
        """
        value = super().clean(value)
        if value and read(value, within=self.within) is None:
            raise ValidationError(UNREADABLE)
        return read(value, within=self.within) if value else value

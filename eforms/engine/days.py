"""Days: reading them, counting from today, and full years of age."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo


JAPAN = ZoneInfo("Asia/Tokyo")

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def today_in_japan() -> date:
    """Return the present day in Japan."""
    return datetime.now(JAPAN).date()


def as_day(value: Any) -> date | None:
    """Return the day that an ISO text names; None for anything else."""
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def from_today(today: date, days: int) -> str:
    """Return the ISO text of the day that is ``days`` after today."""
    return (today + timedelta(days=days)).isoformat()


def age_on(born: date, day: date) -> int:
    """Return the full years from ``born`` to ``day``; they change on the birthday.

    One born on 29 February has the birthday on 1 March of other years. Negative before birth.
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

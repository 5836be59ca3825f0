"""Dates as the city writes them, in Japan time."""

from datetime import datetime

from django.utils import timezone


WEEKDAYS = "月火水木金土日"


def japanese_datetime(moment: datetime) -> str:
    """Return ``2026年11月24日（火）9時05分``."""
    local = timezone.localtime(moment)
    return f"{japanese_date(moment)}{local.hour}時{local.minute:02}分"


def japanese_date(moment: datetime) -> str:
    """Return ``2026年11月24日（火）``."""
    day = timezone.localtime(moment)
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"

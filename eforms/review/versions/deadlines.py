"""Until when drafts may be finished on the version they were begun on: days, as people say them."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from eforms.building.publishing import DRAFTS_FINISH_WITHIN


LONGEST = timedelta(days=365)


def first_day(now: datetime) -> date:
    """Return the first day that can be chosen."""
    return timezone.localdate(now)


def suggested(now: datetime) -> date:
    """Return the day that is filled in beforehand."""
    return timezone.localdate(now + DRAFTS_FINISH_WITHIN)


def end_of(text: str, *, now: datetime) -> datetime | None:
    """Return the end of a day (2026-12-24) in Japan; None for no day, the past, or over a year."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if not first_day(now) <= day <= first_day(now) + LONGEST:
        return None
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(midnight)


def day_of(drafts_until: datetime) -> datetime:
    """Return a moment on the last day of such a time."""
    return drafts_until - timedelta(microseconds=1)

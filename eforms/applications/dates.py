"""Dates as the city writes them, in Japan time."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def japanese_datetime(moment: datetime) -> str:
    """Return ``2026年11月24日（火）9時05分``, in English ``Tue 24 Nov 2026, 9:05``."""
    return date_format(timezone.localtime(moment), _("Y年n月j日（D）G時i分"))


def japanese_date(moment: datetime) -> str:
    """Return ``2026年11月24日（火）``, in English ``Tue 24 Nov 2026``."""
    return date_format(timezone.localtime(moment), _("Y年n月j日（D）"))


def japanese_day(day: date) -> str:
    """Return ``2026年11月24日（火）`` for a day, in English ``Tue 24 Nov 2026``."""
    return date_format(day, _("Y年n月j日（D）"))

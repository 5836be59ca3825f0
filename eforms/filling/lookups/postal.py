"""Which places a postal code stands for."""

import re
from typing import Any

from django.core.cache import cache

from eforms.fields.text import clean_code
from eforms.filling.lookups.models import PostalPlace


AVAILABLE_KEY = "lookups.postal.available"
AVAILABLE_FOR = 60
DIGITS = 7


def read_code(text: str) -> str:
    """Return the seven digits of what was typed, with or without 〒 and hyphen; else nothing."""
    digits = re.sub(r"[〒〠\s-]", "", clean_code(text[:40]))
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""


def places(code: str) -> list[PostalPlace]:
    """Return the places of a code (seven digits), in Japan Post's order; none when unknown."""
    return list(PostalPlace.objects.filter(code=code).order_by("order"))


def is_available() -> bool:
    """Return whether there is data at all; asked of the database once a minute."""
    known = cache.get(AVAILABLE_KEY)
    if known is None:
        known = PostalPlace.objects.exists()
        cache.set(AVAILABLE_KEY, known, AVAILABLE_FOR)
    return known


def as_json(place: PostalPlace) -> dict[str, Any]:
    """Return a place as programs read it."""
    return {
        "prefecture": place.prefecture,
        "city": place.city,
        "town": place.town,
        "town_kana": place.town_kana,
        "street": place.street,
        "office": place.office,
        "note": place.note,
        "jis_code": place.jis_code,
        "numbers_restart_in_each_aza": place.koazabanchi,
    }

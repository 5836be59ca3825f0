"""Numbers as people type them, read exactly: no float comes between the text and the value."""

import re
from decimal import Decimal

from wagtail import blocks


# JavaScript counts exactly up to 2**53: fifteen digits.
DIGITS = 15
# A comma stands before three digits, or a decimal comma (1,5) would be read ten times too big.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|(?=\.[0-9]))(?:\.[0-9]*)?")


def read_number(text: str) -> Decimal | None:
    """Return the number a text means, or None.

    ``text`` is what ``text.clean_code`` returns: half-width, hyphens as ``-``. Blanks, 「、」 as a
    comma and 「。」 as a point (keys of a Japanese keyboard) are accepted.
    """
    text = re.sub(r"\s", "", text).replace("、", ",").replace("。", ".")
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text.replace(",", ""))
    whole, places = f"{abs(number):f}".partition(".")[0].lstrip("0"), places_of(number)
    return number if len(whole) + places <= DIGITS else None


def places_of(number: Decimal) -> int:
    """Return how many decimals a number needs."""
    text = f"{number:f}"
    return len(text.partition(".")[2].rstrip("0"))


def as_json(number: Decimal) -> int | float:
    """Return the one JSON number for a number: whole ones are int, 1.50 is 1.5, -0 is 0."""
    return int(number) if number == number.to_integral_value() else float(number)


def as_text(value: Decimal | float | None, *, grouped: bool = False) -> str:
    """Return a number without exponent, its thousands apart by commas when ``grouped``."""
    if value is None:
        return ""
    # str() of a float is the shortest text that means it: 0.1, never 0.1000000000000000055.
    number = Decimal(str(value))
    if not number.is_finite():
        return str(value)
    text = f"{number:,f}" if grouped else f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class NumberBlock(blocks.DecimalBlock):
    """A number an editor sets; data files give it as a number too."""

    def to_python(self, value: object) -> Decimal | None:
        """Return the number exactly as it is written."""
        return super().to_python(None if value in (None, "") else str(value))

    def get_prep_value(self, value: Decimal | str | None) -> str | None:
        """Return the number as text: JSON has no exact numbers.

        A text is what somebody typed and nobody checked yet, to be compared with what was there.
        """
        if isinstance(value, str):
            return value or None
        return None if value is None else as_text(value)

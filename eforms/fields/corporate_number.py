"""法人番号: thirteen digits, the first of which checks the others."""

import re

from eforms.fields.text import clean_code


DIGITS = 13
# The number in the company register; a check digit before it makes a 法人番号 of it.
REGISTER_DIGITS = 12


def read_digits(text: str) -> str:
    """Return the digits of what was typed; the T of an invoice number, blanks, hyphens are dropped.

    What is no digit stays, so that the caller can tell.
    """
    return re.sub(r"[\s-]", "", clean_code(text)).upper().removeprefix("T")


def check_digit(base: str) -> int:
    """Return the check digit of twelve digits.

    9 minus the remainder by 9 of the sum of the digits from the right, weighted 1, 2, 1, 2 …
    (法人番号の指定等に関する省令 第2条).
    """
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(base)))
    return 9 - total % 9


def is_right(digits: str) -> bool:
    """Return whether a text is thirteen digits whose first fits the others."""
    return (
        len(digits) == DIGITS
        and digits.isascii()
        and digits.isdigit()
        and int(digits[0]) == check_digit(digits[1:])
    )

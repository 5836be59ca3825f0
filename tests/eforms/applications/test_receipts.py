from datetime import UTC, date, datetime

import pytest

from eforms.applications.models import ReceiptCounter
from eforms.applications.receipts import (
    LETTERS,
    check_letter,
    next_receipt_number,
    read_receipt_number,
    receipt_number,
)


@pytest.mark.django_db
def test_numbers_count_up_within_a_day_of_japan():
    late = datetime(2026, 11, 24, 14, 59, tzinfo=UTC)  # 23:59 in Japan
    numbers = [next_receipt_number(late), next_receipt_number(late)]
    after = next_receipt_number(datetime(2026, 11, 24, 15, 0, tzinfo=UTC))
    assert [number[:15] for number in numbers] == ["R08-1124-000001", "R08-1124-000002"]
    assert after.startswith("R08-1125-000001")
    assert ReceiptCounter.objects.get(day=date(2026, 11, 24)).last == 2


def test_letters_look_like_no_digit():
    assert len(set(LETTERS)) == 13
    assert not set(LETTERS) & set("OQDILZSBGUV0123456789")


def test_every_wrong_digit_and_every_swap_is_noticed():
    digits = "081124000123"
    letter = check_letter(digits)
    for place, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit:
                assert check_letter(digits[:place] + other + digits[place + 1 :]) != letter
    for a in range(12):
        for b in range(a + 1, 12):
            if digits[a] != digits[b]:
                swapped = list(digits)
                swapped[a], swapped[b] = swapped[b], swapped[a]
                assert check_letter("".join(swapped)) != letter


def test_typed_numbers_are_read_generously_and_checked():
    number = receipt_number(date(2026, 11, 24), 123)
    for typed in (
        number,
        number.lower(),
        f"　{number} ",
        number.replace("-", "−"),
        number.replace("-", ""),
        number.translate({ord(c): ord(c) + 0xFEE0 for c in "R0123456789-"}),
    ):
        assert read_receipt_number(typed) == number, typed
    wrong = LETTERS[(LETTERS.index(number[-1]) + 1) % 13]
    for typed in (number[:-1] + wrong, number[:-1], "", "R08", "一関"):
        assert read_receipt_number(typed) is None, typed

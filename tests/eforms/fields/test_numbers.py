"""Decimals and amounts: exact values, how they are shown, what editors set."""

import json
import random

import pytest

from eforms.fields import registry
from eforms.fields.base import View
from eforms.fields.number_text import NumberBlock, as_text, read_number
from tests.eforms.fields.samples import context, question


DECIMAL, MONEY = registry.get("decimal"), registry.get("money")


def test_no_noise_of_floats_comes_into_a_value():
    asked = question("decimal", places=4)
    rng = random.Random(3)
    for _ in range(2000):
        text = f"{rng.randint(-99_999, 99_999)}.{rng.randint(0, 9999):04}"
        value = DECIMAL.clean(asked, {"": [text]}, context())
        assert read_number(json.dumps(value)) == read_number(text)


def test_a_decimal_is_shown_with_thousands_and_unit_and_exported_bare():
    asked = question("decimal", unit="㎡")
    assert DECIMAL.display(asked, 1234567.25) == ["1,234,567.25㎡"]
    assert DECIMAL.display(asked, 0.0001) == ["0.0001㎡"]
    assert DECIMAL.csv_values(asked, 1234.5) == ["1234.5"]
    assert DECIMAL.raw_from_value(asked, 0.00001) == {"": ["0.00001"]}


def test_an_amount_is_shown_in_yen_and_exported_bare():
    asked = question("money")
    assert MONEY.display(asked, 1200) == ["1,200円"]
    assert MONEY.csv_values(asked, 1200) == ["1200"]
    page = MONEY.render(asked, View("q-item", {"": ["1200"]}))
    assert '<span class="unit">円</span>' in page
    assert 'inputmode="numeric"' in page


@pytest.mark.parametrize("kind", ["decimal", "money"])
def test_zero_is_an_answer(kind):
    of, asked = registry.get(kind), question(kind)
    assert of.clean(asked, {"": ["0"]}, context(required=True)) == 0
    assert of.accept_json(asked, 0, context(required=True)) == 0
    assert not of.is_empty(0)


@pytest.mark.parametrize("value", [True, "1.5", float("nan"), float("inf")])
def test_only_numbers_are_taken_from_programs(value):
    with pytest.raises(Exception, match="数で指定してください"):
        DECIMAL.accept_json(question("decimal"), value, context())


def test_options_of_editors_compile_to_plain_numbers():
    block = NumberBlock(required=False)
    set_up = {"places": 9, "minimum": block.to_python("0.10"), "maximum": block.to_python(5.0)}
    options = DECIMAL.compile_options(set_up | {"unit": " kg "})
    assert options == {"places": 4, "minimum": 0.1, "maximum": 5, "unit": "kg"}
    assert type(options["maximum"]) is int
    assert block.get_prep_value(block.to_python(0.1)) == "0.1"
    assert block.to_python("") is None


def test_numbers_are_written_without_exponent():
    assert as_text(1e-7) == "0.0000001"
    assert as_text(1e15) == "1000000000000000"
    assert as_text(100) == "100"
    assert as_text(None) == ""

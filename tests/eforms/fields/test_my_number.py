"""My Number: the check digit of the ordinance, what may be typed, and that nothing of it stays."""

import random

import pytest
from bs4 import BeautifulSoup

from eforms.fields import my_number, registry
from eforms.fields.base import FieldError, View
from tests.eforms.fields.samples import MemoryStore, context, question


KIND = registry.get("my_number")
ASKED = question("my_number", label="マイナンバー", legal_basis="番号法別表の項")
MINE = "123456789018"


@pytest.mark.parametrize(
    ("eleven", "digit"),
    [
        ("12345678901", 8),
        ("98765432109", 3),
        ("02345678901", 3),
        ("20000000000", 0),  # remainder 1
        ("00000000000", 0),  # remainder 0
        ("00000000005", 1),  # remainder 10
    ],
)
def test_the_check_digit_is_that_of_the_ordinance(eleven, digit):
    assert my_number.check_digit(eleven) == digit


def test_the_check_digit_agrees_with_another_reading_of_the_rule():
    rng = random.Random(5)
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    for _ in range(2000):
        digits = f"{rng.randrange(10**11):011d}"
        rest = sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11
        assert my_number.check_digit(digits) == (0 if rest < 2 else 11 - rest)


@pytest.mark.parametrize(
    "typed",
    [
        MINE,
        "1234 5678 9018",
        "1234-5678-9018",
        "１２３４５６７８９０１８",
        "１２３４　５６７８　９０１８",
        "１２３４－５６７８ー９０１８",
        "  123456789018\t",
    ],
)
def test_every_way_to_type_it_is_accepted(typed):
    store = MemoryStore()
    value = KIND.clean(ASKED, {"": [typed]}, context(store))
    assert set(value) == {"id"}
    assert store.saved == [("item", None, MINE)]


@pytest.mark.parametrize(
    "typed",
    [
        "123456789019",
        "000000000000",
        "12345678901",
        "1234567890180",
        "12345678901X",
        "おぼえていない",
        "1" * 5000,
        "١٢٣٤٥٦٧٨٩٠١٨",
        "٠" * 12,
    ],
)
def test_what_is_none_is_refused_without_repeating_it(typed):
    store = MemoryStore()
    with pytest.raises(FieldError) as refused:
        KIND.clean(ASKED, {"": [typed]}, context(store))
    assert "マイナンバー" in refused.value.message
    assert refused.value.message.endswith("ください。")
    assert typed not in refused.value.message
    assert typed[-4:] not in refused.value.message
    assert not store.saved


def render(**values):
    values = {"name": "q-item", "raw": {}} | values
    return BeautifulSoup(KIND.render(ASKED, View(**values)), "html.parser")


@pytest.mark.parametrize("message", ["", "直してください。"])
def test_what_was_typed_is_never_shown_again(message):
    raw = {"": [MINE], "again": ["1"]}
    page = render(raw=raw, message=message, parts=("",))
    box = page.find("input", id="q-item")
    assert not box.get("value")
    assert MINE not in str(page)
    assert ("もう一度入力してください" in page.get_text()) == (not message)
    assert box["autocomplete"] == "off"
    assert box["inputmode"] == "numeric"
    assert box.has_attr("data-secret")


def test_a_registered_number_shows_its_last_digits_and_can_be_typed_anew():
    page = render(raw={"kept": ["an-id"], "mask": ["9018"]}, required=True)
    assert "登録済み（********9018）" in page.get_text()
    assert page.find("input", attrs={"name": "q-item-kept"})["value"] == "an-id"
    assert not page.find("input", attrs={"type": "checkbox"})
    assert "q-item-registered" in page.find("input", id="q-item")["aria-describedby"]


def test_one_that_is_not_required_can_be_taken_back():
    page = render(raw={"kept": ["an-id"], "mask": ["9018"]})
    assert page.find("input", attrs={"name": "q-item-remove", "type": "checkbox"})
    store = MemoryStore([{"id": "an-id"}])
    assert KIND.clean(ASKED, {"kept": ["an-id"]}, context(store)) == {"id": "an-id"}
    assert KIND.clean(ASKED, {"kept": ["an-id"], "remove": ["1"]}, context(store)) is None
    assert KIND.clean(ASKED, {"": [MINE], "kept": ["an-id"]}, context(store)) != {"id": "an-id"}


def test_an_id_that_is_not_ones_own_is_refused():
    with pytest.raises(FieldError, match="もう一度入力"):
        KIND.clean(ASKED, {"kept": ["somebody-elses"]}, context(MemoryStore()))


def test_the_page_tells_why_it_is_asked_and_what_not_for():
    text = render().get_text()
    assert "番号法別表の項に基づいて" in text
    assert "ほかの目的には使いません" in text


def test_a_draft_may_keep_that_something_was_typed_and_never_what():
    own = "00000000-0000-4000-8000-000000000001"
    kept = KIND.keepable(ASKED, {"": [MINE], "kept": [own], "stay": ["1"]}, None)
    assert kept == {"again": ["1"], "kept": [own]}
    assert KIND.keepable(ASKED, {"kept": [MINE], "again": [MINE]}, None) == {"again": ["1"]}
    assert KIND.keepable(ASKED, {"": ["  "]}, None) == {}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("q-item", ""),
        ("g-group-r1-item", ""),
        ("q-item-kept", "kept"),
        ("q-item-x-y", "x-y"),
        ("q-other", None),
        ("item", None),
        ("rows-item", ""),
    ],
)
def test_inputs_of_secret_questions_are_known_by_their_names(name, part):
    assert my_number.input_part(name, {"item"}) == part


def test_programs_and_lists_learn_that_there_is_one_and_no_more():
    value = {"id": "an-id"}
    assert KIND.api_value(ASKED, value) == {"registered": True}
    assert KIND.csv_values(ASKED, value) == ["登録あり"]
    assert KIND.display(ASKED, value) == ["登録済み"]


def test_a_program_says_that_a_number_stays_but_not_in_a_row():
    store = MemoryStore([{"id": "an-id"}])
    assert KIND.accept_json(ASKED, {"registered": True}, context(store)) == {"id": "an-id"}
    with pytest.raises(FieldError, match="行ごとに"):
        KIND.accept_json(ASKED, {"registered": True}, context(store, row_id="r1"))
    assert KIND.accept_json(ASKED, MINE, context(store))
    for wrong in (123456789018, {"registered": False}, {"id": 1}, {"id": "x", "y": 1}, [MINE]):
        with pytest.raises(FieldError):
            KIND.accept_json(ASKED, wrong, context(store))

"""Buttons that add and take away rows and files: everything else stays as typed."""

import pytest

from eforms.fields.rows import new_row, press, with_minimum
from tests.eforms.engine.builders import form, group, question, section


SCHEMA = form(
    section("s", question("a"), group("g", question("who"), minimum=1, maximum=3)),
)
PAGE = SCHEMA.sections[0]
TYPED = {
    "q-a": ["かきかけ"],
    "rows-g": ["r1", "r2"],
    "g-g-r1-who": ["一郎"],
    "g-g-r2-who": ["二郎"],
    "q-f-kept": ["id1|10|a.pdf", "id2|20|b.pdf"],
}


def test_a_row_is_added_at_the_end():
    after = press(PAGE, TYPED, {"add_row": "g"})
    assert after == TYPED | {"rows-g": ["r1", "r2", "r3"]}


def test_no_row_is_added_beyond_the_limit():
    full = TYPED | {"rows-g": ["r1", "r2", "r3"]}
    assert press(PAGE, full, {"add_row": "g"}) == full


def test_a_row_goes_with_its_inputs():
    after = press(PAGE, TYPED, {"remove_row": "g:r1"})
    assert after["rows-g"] == ["r2"]
    assert "g-g-r1-who" not in after
    assert after["g-g-r2-who"] == ["二郎"]
    assert after["q-a"] == ["かきかけ"]


def test_the_last_needed_row_is_replaced_by_a_blank_one():
    one = {"rows-g": ["r1"], "g-g-r1-who": ["一郎"]}
    after = press(PAGE, one, {"remove_row": "g:r1"})
    assert len(after["rows-g"]) == 1
    assert "g-g-r1-who" not in after


@pytest.mark.parametrize(
    ("way", "row", "after"),
    [
        ("up", "r2", ["r2", "r1"]),
        ("down", "r1", ["r2", "r1"]),
        ("up", "r1", ["r1", "r2"]),
        ("down", "r2", ["r1", "r2"]),
        ("sideways", "r1", ["r1", "r2"]),
        ("up", "r9", ["r1", "r2"]),
    ],
)
def test_a_row_moves_with_its_inputs(way, row, after):
    moved = press(PAGE, TYPED, {"move_row": f"g:{row}:{way}"})
    assert moved == TYPED | {"rows-g": after}


def test_a_file_goes_alone():
    after = press(PAGE, TYPED, {"remove_file": "id1"})
    assert after["q-f-kept"] == ["id2|20|b.pdf"]
    assert after["rows-g"] == TYPED["rows-g"]


def test_other_buttons_and_strange_groups_do_nothing():
    for data in ({}, {"add_row": "x"}, {"remove_row": "x:r1"}, {"action": "next"}):
        assert press(PAGE, TYPED, data) is None


def test_a_row_id_is_not_used_twice():
    assert new_row([]) == "r1"
    assert new_row(["r2", "r7", "abc"]) == "r8"
    assert with_minimum(PAGE.items[1], []) == ["r1"]

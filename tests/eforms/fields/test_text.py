"""Normalising what people type (domain facts, section 5.1)."""

import pytest

from eforms.fields.text import clean_code, clean_kana, clean_text, length


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 一関市\t ", "一関市"),
        ("　全角の空白　", "全角の空白"),
        ("か\u3099くせい", "がくせい"),
        ("神社", "神社"),
        ("\ufa19社", "\ufa19社"),
        ("髙橋﨑𠮷", "髙橋﨑𠮷"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("㈱①", "㈱①"),
        ("ｶﾞｯｺｳ", "ガッコウ"),
        ("a\0b\x1bc\x7f", "abc"),
        ("改\r\n行", "改 行"),
        ("\u202e逆\u202c", "逆"),
        ("\ud800片割れ", "片割れ"),
        ("", ""),
    ],
)
def test_text_stays_as_typed_but_for_what_no_eye_sees(typed, kept):
    assert clean_text(typed) == kept


def test_lines_keep_their_ends():
    assert clean_text("一行目\r\n二行目\r三行目\n", lines=True) == "一行目\n二行目\n三行目"


@pytest.mark.parametrize("hyphen", "‐‑‒–—―−－ーｰ─-")
def test_every_hyphen_of_a_code_becomes_one(hyphen):
    assert clean_code(f"１２３{hyphen}4567") == "123-4567"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("いちのせき", "イチノセキ"),
        ("ｲﾁﾉｾｷ", "イチノセキ"),
        ("ｶﾞｯﾄﾞ", "ガッド"),
        ("サト－", "サトー"),
        ("さとう たろう", "サトウ　タロウ"),
        ("サトウ 　タロウ", "サトウ　タロウ"),
        ("ゔぁん", "ヴァン"),
        ("ヤマザキ", "ヤマザキ"),
        ("ヤマサキ", "ヤマサキ"),
    ],
)
def test_kana_become_full_width_katakana(typed, kept):
    assert clean_kana(typed) == kept


def test_variation_selectors_do_not_count():
    assert length("葛\U000e0100城") == 2
    assert length("𠮷") == 1

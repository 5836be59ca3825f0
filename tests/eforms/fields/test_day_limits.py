"""Limits of dates: fixed days, and days counted from the one the form is filled on."""

from datetime import date

import pytest

from eforms.fields.base import FieldError
from eforms.fields.date import Date
from eforms.fields.day_limits import DayBlock, day_of, read, words
from tests.eforms.fields.samples import context, question


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("今日", "today"),
        ("明日", "today+1"),
        ("３日後", "today+3"),
        ("今日から３日後", "today+3"),
        ("申請する日の30日前", "today-30"),
        ("2週間後", "today+14"),
        ("1週前", "today-7"),
        ("30日以内", "today+30"),
        ("0日後", "today"),
        ("today-30", "today-30"),
        ("2026年4月1日", "2026-04-01"),
        ("令和8年4月1日", "2026-04-01"),
        ("1か月後", None),
        ("そのうち", None),
        ("99999日後", None),
        ("", None),
    ],
)
def test_a_limit_is_read_as_people_write_it(text, limit):
    assert read(text) == limit
    assert limit is None or read(words(limit)) == limit


def test_within_means_the_past_before_and_the_future_after():
    assert Date().compile_options({"earliest": "30日以内", "latest": "30日以内"}) == {
        "earliest": "today-30",
        "latest": "today+30",
    }


@pytest.mark.parametrize(
    ("limit", "day"),
    [("today", TODAY), ("today+3", date(2026, 11, 27)), ("today-30", date(2026, 10, 25))],
)
def test_the_day_moves_with_today(limit, day):
    assert day_of(limit, TODAY) == day


@pytest.mark.parametrize(("day", "fits"), [("26", False), ("27", True), ("30", True)])
def test_an_answer_is_held_to_the_moving_limit(day, fits):
    asked = question("date", label="希望日", earliest="today+3")
    raw = {"era": [], "year": ["2026"], "month": ["11"], "day": [day]}
    if fits:
        assert Date().read(asked, raw, context(today=TODAY)) == f"2026-11-{day}"
        return
    with pytest.raises(FieldError) as refused:
        Date().read(asked, raw, context(today=TODAY))
    assert "2026年11月27日" in str(refused.value) and "以後" in str(refused.value)


@pytest.mark.parametrize(
    ("earliest", "latest", "told"),
    [
        ("3日後", "明日", ["latest"]),
        ("明日", "30日以内", []),
        ("3日後", "2020年1月1日", []),  # moves: not compared
        ("そのうち", "", ["earliest"]),
    ],
)
def test_limits_that_cannot_be_met_are_told_to_the_editor(earliest, latest, told):
    problems = Date().option_problems({"earliest": earliest, "latest": latest})
    assert [name for name, _words in problems] == told


def test_the_editor_sees_words_and_the_form_keeps_the_limit():
    block = DayBlock(required=False)
    assert block.clean("today+3") == "today+3"
    assert block.get_form_state("today+3") == "今日から3日後"
    assert block.value_from_form("明日") == "today+1"
    assert block.value_from_form("そのうち") == "そのうち"

"""Dates: what people may type, and what they are told."""

from datetime import date

import pytest

from eforms.fields import eras, registry
from eforms.fields.base import FieldError, View
from eforms.fields.day_limits import read
from tests.eforms.fields.samples import context, question


DATE = registry.get("date")
BIRTH = question("date", label="生年月日", code="birth_date", latest="today")


def boxes(year="", month="", day="", era=""):
    return {"era": [era], "year": [year], "month": [month], "day": [day]}


def clean(raw, asked=None, **values):
    return DATE.clean(asked or question("date", label="生年月日"), raw, context(**values))


def refused(raw, asked=None, **values):
    with pytest.raises(FieldError) as error:
        clean(raw, asked, **values)
    return error.value


@pytest.mark.parametrize(
    "whole",
    [
        "令和7年4月1日",
        "令和７年４月１日",
        "R7.4.1",
        "r7/4/1",
        "2025-4-1",
        "2025/04/01",
        "2025年4月1日",
        "２０２５．４．１",
        "2025 4 1",
        "20250401",
        "R070401",
        "２０２５−４−１",
        "令和 7 年 4 月 1 日",
        "令和7年4月1日（2025年4月1日）",
        "2025年4月1日(火)",
        "㋿7年4月1日",
    ],
)
def test_a_whole_date_may_be_typed_in_one_box(whole):
    assert clean(boxes(whole)) == "2025-04-01"


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (boxes("2025", "4", "1"), "2025-04-01"),
        (boxes("７", "４", "１", "令和"), "2025-04-01"),
        (boxes("令和7", "4", "1"), "2025-04-01"),
        (boxes("令和7年", "4月", "1日"), "2025-04-01"),
        (boxes("R7", "4", "1", "昭和"), "2025-04-01"),
        (boxes("元", "5", "1", "令和"), "2019-05-01"),
        (boxes("元年", "5", "1", "令和"), "2019-05-01"),
        (boxes("令和元年", "5", "1"), "2019-05-01"),
        (boxes("令和元年5月1日"), "2019-05-01"),
        (boxes("2025", "April", "1"), "2025-04-01"),
        (boxes("2025", "Apr.", "1"), "2025-04-01"),
        (boxes("2025", "4", "1", "令和"), "2025-04-01"),
        (boxes("S55.4.1"), "1980-04-01"),
        (boxes("昭和55年4月1日"), "1980-04-01"),
        (boxes("64", "1", "7", "昭和"), "1989-01-07"),
        (boxes("1", "1", "8", "平成"), "1989-01-08"),
        (boxes("15", "7", "30", "大正"), "1926-07-30"),
        (boxes("1", "1", "25", "明治"), "1868-01-25"),
        (boxes("2024", "2", "29"), "2024-02-29"),
    ],
)
def test_boxes_in_western_years_and_eras(raw, day):
    assert clean(raw) == day


@pytest.mark.parametrize(
    ("raw", "part", "words"),
    [
        (boxes("2025", "", "1"), "month", "生年月日の月を入力してください。"),
        (boxes("", "4", "1"), "year", "生年月日の年を入力してください。"),
        (boxes("2025"), "month", "生年月日の月と日を入力してください。"),
        (boxes("2025", "13", "1"), "month", "月は1から12まで"),
        (boxes("2025", "2", "30"), "day", "2025年2月の日は、1から28まで"),
        (boxes("2023", "2", "29"), "day", "28まで"),
        (boxes("65", "4", "1", "昭和"), "year", "昭和は64年1月7日まで"),
        (boxes("昭和65年4月1日"), "year", "昭和は64年1月7日まで"),
        (boxes("昭和元年12月1日"), "day", "昭和は元年12月25日から"),
        (boxes("元", "11", "30", "昭和"), "month", "昭和は元年12月25日から"),
        (boxes("64", "1", "8", "昭和"), "day", "昭和は64年1月7日まで"),
        (boxes("64", "2", "1", "昭和"), "month", "昭和は64年1月7日まで"),
        (boxes("元", "4", "30", "令和"), "month", "令和は元年5月1日から"),
        (boxes("0", "4", "1", "平成"), "year", "平成は31年4月30日まで"),
        (boxes("7", "4", "1"), "year", "元号を選んで"),
        (boxes("20255", "4", "1"), "year", "年を、「2025」のように"),
        (boxes("2025", "四月", "1"), "month", "月を、「4」のように"),
        (boxes("2025", "4", "ついたち"), "day", "日を、「1」のように"),
    ],
)
def test_only_the_part_at_fault_is_marked(raw, part, words):
    error = refused(raw)
    assert error.part == part
    assert words in error.message
    assert error.message.startswith("生年月日")
    assert error.message.endswith("ください。")


def test_a_missing_part_is_told_before_an_impossible_one():
    assert refused(boxes("昭和", "", "99")).parts == ("month",)


def test_limits_follow_the_day():
    today = date(2026, 11, 24)
    assert clean(boxes("2026", "11", "24"), BIRTH, today=today) == "2026-11-24"
    error = refused(boxes("2026", "11", "25"), BIRTH, today=today)
    assert error.message == "生年月日は、今日（令和8年11月24日）までの日付を入力してください。"
    later = question("date", label="希望日", earliest="2027-04-01")
    error = refused(boxes("2027", "3", "31"), later)
    assert error.message == "希望日は、令和9年4月1日（2027年4月1日）以後の日付を入力してください。"


def test_both_calendars_are_echoed():
    asked = question("date")
    assert DATE.display(asked, "2025-04-01") == ["令和7年4月1日（2025年4月1日）"]
    assert DATE.display(asked, "2019-05-01") == ["令和元年5月1日（2019年5月1日）"]
    assert DATE.display(asked, "1850-01-01") == ["1850年1月1日"]
    page = DATE.render(asked, View("q-item", boxes("S55.4.1")))
    assert "入力した日付：昭和55年4月1日（1980年4月1日）" in page
    assert "入力した日付" not in DATE.render(asked, View("q-item", boxes("2025", "13", "1")))


def test_the_applicants_birthday_can_be_filled_in_by_the_browser():
    page = DATE.render(BIRTH, View("q-birth_date", {}))
    for part in ("year", "month", "day"):
        assert f'autocomplete="bday-{part}"' in page
    assert "bday" not in DATE.render(question("date"), View("q-item", {}))


@pytest.mark.parametrize("value", ["2025-4-1", "2025-02-30", "きのう", "20250401x"])
def test_programs_send_iso_dates_that_exist(value):
    asked = question("date")
    if value == "2025-4-1":  # what can be read is read
        assert DATE.accept_json(asked, value, context()) == "2025-04-01"
        return
    with pytest.raises(FieldError):
        DATE.accept_json(asked, value, context())


def test_every_day_of_every_era_is_written_and_read_back():
    for era in eras.ERAS.values():
        for day in filter(None, (era.first, era.last)):
            assert eras.to_date(eras.whole(eras.both(day))) == day
            assert eras.japanese(day).startswith(era.name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("今日", "today"), ("today", "today"), ("2026年4月1日", "2026-04-01"), ("いつか", None)],
)
def test_editors_write_limits_in_words(typed, kept):
    assert read(typed) == kept

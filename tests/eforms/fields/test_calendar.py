"""Months, times and fiscal years: how they are shown, and what editors set."""

from datetime import date

from django.core.exceptions import ValidationError

import pytest
from bs4 import BeautifulSoup

from eforms.fields import fiscal_year, registry
from eforms.fields.base import FieldError, View
from eforms.fields.month import MonthBlock
from eforms.fields.time import TimeBlock
from tests.eforms.fields.samples import context, question


MONTH, TIME, YEAR = (registry.get(kind) for kind in ("month", "time", "fiscal_year"))
NOVEMBER = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11", "令和8年11月（2026年11月）"),
        ("2019-05", "令和元年5月（2019年5月）"),
        ("2019-04", "平成31年4月（2019年4月）"),
        ("1989-01", "昭和64年1月・平成元年1月（1989年1月）"),
        ("1850-03", "1850年3月"),
    ],
)
def test_a_month_is_shown_in_both_calendars(value, shown):
    assert MONTH.display(question("month"), value) == [shown]


def test_what_was_understood_stands_below_the_boxes():
    raw = {"era": ["令和"], "year": ["8"], "month": ["11"]}
    page = MONTH.render(question("month"), View("q-item", raw))
    assert "入力した年月：令和8年11月（2026年11月）" in page
    assert '<option value="令和" selected>' in page
    page = TIME.render(question("time"), View("q-item", {"": ["午後1時半"]}))
    assert "入力した時刻：午後1時30分（13:30）" in page
    assert "入力した" not in TIME.render(question("time"), View("q-item", {"": ["夕方"]}))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("09:05", "午前9時5分（9:05）"),
        ("00:00", "午前0時（0:00）"),
        ("12:00", "正午（12:00）"),
        ("12:15", "午後0時15分（12:15）"),
        ("23:59", "午後11時59分（23:59）"),
    ],
)
def test_a_time_is_shown_as_it_is_said_and_as_a_clock_shows_it(value, shown):
    asked = question("time")
    assert TIME.display(asked, value) == [shown]
    assert TIME.csv_values(asked, value) == [value]
    # What is shown can be typed again.
    assert TIME.clean(asked, {"": [shown.partition("（")[0]]}, context()) == value


def test_editors_write_limits_as_they_say_them():
    assert MonthBlock(required=False).clean("今月") == "today"
    assert MonthBlock(required=False).clean("令和8年4月") == "2026-04"
    assert TimeBlock(required=False).clean("午後5時15分") == "17:15"
    assert MonthBlock(required=False).clean("") == TimeBlock(required=False).clean("") == ""
    for block in (MonthBlock(), TimeBlock()):
        with pytest.raises(ValidationError, match="入力してください"):
            block.clean("いつか")


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 12, 31), 2026)],
)
def test_a_fiscal_year_begins_on_the_first_of_april(day, year):
    assert fiscal_year.fiscal_year_of(day) == year
    asked = question("fiscal_year", back=2, ahead=1)
    assert fiscal_year.years_of(asked, day) == [year + 1, year, year - 1, year - 2]


@pytest.mark.parametrize(
    ("year", "name"),
    [
        (2026, "令和8年度（2026年4月～2027年3月）"),
        (2020, "令和2年度（2020年4月～2021年3月）"),
        (2019, "平成31年度・令和元年度（2019年4月～2020年3月）"),
        (2018, "平成30年度（2018年4月～2019年3月）"),
        (1989, "平成元年度（1989年4月～1990年3月）"),
    ],
)
def test_a_fiscal_year_is_called_by_its_era_and_its_months(year, name):
    assert YEAR.display(question("fiscal_year"), year) == [name]


def options_of(page):
    found = BeautifulSoup(page, "html.parser").select("option")
    return [(tag["value"], tag.has_attr("selected")) for tag in found]


def test_a_year_that_left_the_list_stays_readable_and_is_asked_for_again(monkeypatch):
    monkeypatch.setattr(fiscal_year.timezone, "localdate", lambda: NOVEMBER)
    asked = question("fiscal_year", label="年度", back=1, ahead=0)

    page = YEAR.render(asked, View("q-item", {"": ["2019"]}))

    assert options_of(page) == [("", False), ("2026", False), ("2025", False), ("2019", True)]
    assert "平成31年度・令和元年度（2019年4月～2020年3月）" in page
    assert YEAR.display(asked, 2019)
    with pytest.raises(FieldError, match="令和7年度から令和8年度までの中から選んでください"):
        YEAR.clean(asked, {"": ["2019"]}, context(today=NOVEMBER))


@pytest.mark.parametrize("junk", ["<b>", "0000", "99999", "今年"])
def test_what_is_no_year_does_not_get_into_the_list(junk):
    page = YEAR.render(question("fiscal_year", back=0), View("q-item", {"": [junk]}))
    assert len(options_of(page)) == 2
    assert not any(chosen for _, chosen in options_of(page))


def test_how_far_the_years_go_is_kept_in_bounds():
    assert YEAR.compile_options({"back": 0, "ahead": 99}) == {"back": 0, "ahead": 5}
    assert YEAR.compile_options({"back": None}) == {"back": 5, "ahead": 0}

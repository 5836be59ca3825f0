"""What people type is read by the browser, for the rules, as the server reads it."""

import base64
import json
from datetime import date
from pathlib import Path

import pytest

from eforms.engine.schema import Question
from eforms.fields import registry
from eforms.fields.base import Context, FieldError
from tests.browser import chromium
from tests.eforms.fields.typed import READ, REFUSED


pytestmark = pytest.mark.e2e

READER = Path(__file__).parents[3] / "static" / "js" / "form-answers.js"
# Rules ask of these only whether they were answered.
AS_TYPED = {"company", "bank_account"}
RUN = """async (text) => {
  const { source, cases } = JSON.parse(text);
  const { readAnswers } = await import("data:text/javascript;base64," + source);
  return cases.map(({ kind, options, typed }) => {
    const parts = typeof typed === "string" ? { "": typed } : typed;
    const elements = Object.entries(parts).map(([part, value]) =>
      ({ name: part ? `q-x-${part}` : "q-x", type: "text", value }));
    return readAnswers({ elements }, [{ id: "x", type: kind, options }], "2026-11-24").x ?? null;
  });
}"""
# Not what a limit forbids: the rules may count more than the server takes when the page is sent.
NOT_READ = {
    "decimal": ["1,5", "12,34", "1.2.3", "十二", ".", "1e5"],
    "money": ["1千円", "3万", "1,20", "100.5", "$5"],
    "month": [
        {"era": "", "year": "2026", "month": ""},
        {"era": "", "year": "2026", "month": "13"},
        {"era": "", "year": "8", "month": "11"},
        {"era": "", "year": "来年", "month": "4"},
    ],
    "time": ["午後12時", "午前12時", "24:00", "25時", "9:60", "午前13時", "昼すぎ", "午前9時pm"],
    "fiscal_year": [""],
}


@pytest.fixture(scope="module")
def window():
    with chromium() as browser:
        page = browser.new_page()
        yield page
        page.close()


def read(window, cases):
    source = base64.b64encode(READER.read_bytes()).decode()
    told = [{"kind": kind, "options": options, "typed": typed} for kind, options, typed in cases]
    return window.evaluate(RUN, json.dumps({"source": source, "cases": told}))


def test_what_the_server_reads_the_browser_reads_too(window):
    cases = [
        (kind, options, typed, value)
        for kind, rows in READ.items()
        for options, typed, value in rows
        if kind not in AS_TYPED
    ]
    found = read(window, [case[:3] for case in cases])
    wrong = [(case, got) for case, got in zip(cases, found, strict=True) if got != case[3]]
    assert not wrong


def test_what_the_server_cannot_read_is_empty(window):
    cases = [(kind, {}, typed) for kind, rows in NOT_READ.items() for typed in rows]
    assert len(cases) > 20
    found = read(window, cases)
    assert [(case, got) for case, got in zip(cases, found, strict=True) if got is not None] == []


DAYS = [
    ("昭和", "64", "1", "7", {}, "1989-01-07"),
    ("平成", "1", "1", "8", {}, "1989-01-08"),
    ("", "R7", "4", "1", {}, "2025-04-01"),
    ("令和", "2025", "4", "1", {}, "2025-04-01"),
    ("", "2026", "11", "24", {"latest": "today"}, "2026-11-24"),
    ("", "2026", "11", "27", {"latest": "today+3"}, "2026-11-27"),
    ("", "2026", "10", "25", {"earliest": "today-30", "latest": None}, "2026-10-25"),
    ("", "2026", "11", "25", {"latest": "today"}, None),
    ("", "2026", "11", "28", {"latest": "today+3"}, None),
    ("", "2026", "10", "24", {"earliest": "today-30"}, None),
    ("", "2027", "3", "31", {"earliest": "2027-04-01"}, None),
    ("昭和", "64", "1", "8", {}, None),
    ("昭和", "65", "4", "1", {}, None),
    ("", "昭和65", "4", "1", {}, None),
    ("令和", "元", "4", "30", {}, None),
    ("平成", "0", "4", "1", {}, None),
    ("", "55", "4", "1", {}, None),
    ("", "1799", "4", "1", {}, None),
    ("", "2200", "4", "1", {}, None),
    ("", "2025", "2", "30", {}, None),
]


@pytest.mark.parametrize("by", ["server", "browser"])
def test_a_date_that_is_refused_counts_as_none(window, by):
    for era, year, month, day, limits, value in DAYS:
        typed = {"era": era, "year": year, "month": month, "day": day}
        if by == "browser":
            found = read(window, [("date", limits, typed)])[0]
        else:
            found = clean("date", limits, typed)
        assert found == value, (typed, limits)


def clean(kind, options, typed):
    asked = Question(id="x", type=kind, code="x", label="x", options=options)
    raw = {part: [text] for part, text in typed.items()}
    try:
        return registry.get(kind).clean(asked, raw, Context(today=date(2026, 11, 24)))
    except FieldError:
        return None


def test_an_answer_of_parts_is_there_as_soon_as_something_is(window):
    rows = [(kind, *row[:2]) for kind in AS_TYPED for row in READ[kind] + REFUSED[kind]]
    assert all(read(window, rows))
    empty = [(kind, {}, dict.fromkeys(READ[kind][0][1], "")) for kind in AS_TYPED]
    assert read(window, empty) == [None, None]

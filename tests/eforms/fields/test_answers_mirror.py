"""What people type is read by the browser, for the rules, as the server reads it."""

import base64
import json
from pathlib import Path

import pytest

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
    return readAnswers({ elements }, [{ id: "x", type: kind, options }]).x ?? null;
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


def test_an_answer_of_parts_is_there_as_soon_as_something_is(window):
    rows = [(kind, *row[:2]) for kind in AS_TYPED for row in READ[kind] + REFUSED[kind]]
    assert all(read(window, rows))
    empty = [(kind, {}, dict.fromkeys(READ[kind][0][1], "")) for kind in AS_TYPED]
    assert read(window, empty) == [None, None]

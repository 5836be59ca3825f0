"""The bench measures what it says: the same questions, answers that pass, a readable table."""

import pytest

from eforms.engine import decisions
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema
from eforms.fields.processing import process_section
from tests.bench import bench_forms, questions
from tests.bench.bench_forms import growth, table
from tests.eforms.fields.samples import MemoryStore, post


class Case:
    what, count, ours, peer = "whole GET", 20, staticmethod(lambda: None), None


@pytest.mark.parametrize(
    "document",
    [questions.ours(20), questions.mixed(30), questions.ruled(20)],
    ids=["ours", "mixed", "ruled"],
)
def test_the_answers_of_the_bench_pass(document):
    schema = FormSchema.from_json(document)
    sent = post(questions.answered(schema))
    result = process_section(
        schema, schema.sections[0], sent, None, {}, "individual", MemoryStore()
    )
    assert result.errors == []
    assert all(
        result.answers[question.id] is not None
        for question in schema.questions()
        if question.is_asked
    )


def test_both_ask_the_same_number_of_questions():
    assert len(questions.theirs(20)) == len(
        list(FormSchema.from_json(questions.ours(20)).questions())
    )
    names = [f"f{number}" for number in range(20)]
    assert list(questions.their_answers(names)) == names


def test_the_table_tells_how_many_times_faster():
    rows = table([Case], {(0, "ours"): 2.0, (0, "peer"): 20.0}).splitlines()
    assert rows[-1] == "| whole GET | 20 | 2.00 | 20.00 | 10.0 |"
    assert table([Case], {(0, "ours"): 2.0}).endswith("| 2.00 | – | – |")


def test_a_call_is_measured_in_milliseconds(monkeypatch):
    monkeypatch.setattr(bench_forms, "SECONDS", 0.01)
    assert 0 < bench_forms.cpu_milliseconds(lambda: sum(range(1000))) < 10


def test_one_question_more_costs_the_same_in_a_large_form():
    small = type("Small", (Case,), {"count": 20})
    large = type("Large", (Case,), {"count": 200})
    rows = growth([small, large], {(0, "ours"): 2.0, (1, "ours"): 30.0}).splitlines()
    assert rows[0] == "| µs for each question | 20 | 200 | growth |"
    assert rows[-1] == "| whole GET | 100.0 | 150.0 | 1.50 |"


@pytest.mark.django_db
def test_the_blocks_of_the_bench_are_compiled_whole():
    document = questions.compiling(20)()
    items = document["sections"][0]["items"]
    assert [item["type"] for item in items] == [
        question["type"] for question in questions.ours(20)["sections"][0]["items"]
    ]
    assert all(item["show"] for item in items[1:])


@pytest.mark.parametrize("kind", ["chain", "rows"])
def test_rules_are_asked_as_often_as_there_are(monkeypatch, kind):
    """Counted, not timed: twice the form is twice the work."""
    asked = []
    for number in (100, 200):
        schema, answers = _long(kind, number)
        calls = []
        monkeypatch.setattr(decisions, "evaluate", lambda *a, calls=calls: calls.append(a) or True)
        journey = Journey(schema, answers, "individual")
        assert journey.pruned()
        journey.first_gap()
        asked.append(len(calls))
    assert 0 < asked[1] <= 2 * asked[0] + 2


def _long(kind, number):
    if kind == "chain":
        return FormSchema.from_json(questions.ruled(number)), {"x": 1}
    rule = {"ref": "00000000-0000-4000-8000-000000000001", "op": "not_empty"}
    item = questions.ours(2)["sections"][0]["items"]
    item[1]["show"] = rule
    group = {"id": "g", "type": "group", "code": "g", "label": "g", "maximum": 999, "items": item}
    page = {"id": "page", "title": "", "items": [group]}
    document = questions.ours(1) | {"sections": [page]}
    rows = [{"_row": f"r{n}"} for n in range(number)]
    return FormSchema.from_json(document), {"g": rows}

"""The bench measures what it says: the same questions, answers that pass, a readable table."""

import pytest

from eforms.engine.schema import FormSchema
from eforms.fields.processing import process_section
from tests.bench import bench_forms, questions
from tests.bench.bench_forms import table
from tests.eforms.fields.samples import MemoryStore, post


class Case:
    what, count, ours, peer = "whole GET", 20, staticmethod(lambda: None), None


@pytest.mark.parametrize(
    "document", [questions.ours(20), questions.mixed(30)], ids=["ours", "mixed"]
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

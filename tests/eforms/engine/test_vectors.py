"""What every operator and construct means, by examples: in Python and in the browser's mirror."""

import pytest

from eforms.engine.dependencies import uses
from eforms.engine.rules import OPERATORS
from eforms.engine.schema import FormSchema
from tests.eforms.engine.outcomes import journey_of, mirrored, outcome, vectors


CASES = vectors()
PART = {"shown": 0, "required": 1, "hidden": 2, "answer": 3}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_engine(case):
    journey = journey_of(case)
    found = outcome(journey)
    told = [key for key in (*PART, "failed", "stopped", "gap", "pages", "pruned") if key in case]
    assert told
    for key, place in PART.items():
        expected = case.get(key, {})
        assert {item: found["items"][item][place] for item in expected} == expected
    assert found["failed"] == case.get("failed", found["failed"])
    assert journey.pruned() == case.get("pruned", journey.pruned())
    if "stopped" in case:
        assert getattr(journey.stopped(), "id", None) == case["stopped"]
    if "gap" in case:
        assert getattr(journey.first_gap(), "id", None) == case["gap"]
        assert journey.complete is (case["gap"] is None)
    if "pages" in case:
        assert [section.id for section in journey.sections] == case["pages"]


def test_the_mirror(tmp_path):
    seen = mirrored(CASES, tmp_path)
    for case, found in zip(CASES, seen, strict=True):
        assert found == outcome(journey_of(case)), case["name"]


def test_every_operator_has_examples_for_both_answers():
    seen = {(op, case["holds"]) for case in CASES if "rule" in case for op in _ops(case["rule"])}
    assert {op for op, _ in seen} == set(OPERATORS)
    # And what is asked for somewhere in the vectors is asked for in every way there is.
    wheres = {use.where for c in CASES for use in uses(FormSchema.from_json(c["schema"]).sections)}
    assert wheres == {"show", "require", "choice", "formula", "check"}


def _ops(rule):
    if "op" in rule:
        return {rule["op"]}
    return {op for parts in rule.values() for part in parts for op in _ops(part)}

"""Rules, against the vectors the browser's mirror is held to as well."""

import json
from pathlib import Path

import pytest

from eforms.engine.rules import OPERATORS, check_rule, evaluate, refs


VECTORS = json.loads((Path(__file__).parent / "vectors" / "rules.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_vector(vector):
    check_rule(vector["rule"])
    assert evaluate(vector["rule"], vector["answers"].get) is vector["holds"]


def test_every_operator_has_a_vector():
    assert {op for v in VECTORS for op in _ops(v["rule"])} >= set(OPERATORS) - {"greater_or_equal"}


def _ops(rule):
    if "op" in rule:
        return {rule["op"]}
    return {op for parts in rule.values() for part in parts for op in _ops(part)}


def test_refs_are_found_at_every_level():
    rule = {"all": [{"ref": "a", "op": "empty"}, {"none": [{"ref": "b", "op": "empty"}]}]}
    assert refs(rule) == {"a", "b"}
    assert refs(None) == set()


@pytest.mark.parametrize(
    "rule",
    [
        {"ref": "a", "op": "like", "value": 1},
        {"all": [], "any": []},
        {"all": [{}]},
        {"every": []},
        ["all"],
    ],
)
def test_malformed_rules_are_refused(rule):
    with pytest.raises(ValueError, match="rule|condition"):
        check_rule(rule)


def test_no_rule_is_no_rule():
    assert check_rule(None) is None
    assert check_rule({}) is None

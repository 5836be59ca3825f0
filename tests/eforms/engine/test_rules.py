"""The shape of rules; what they mean is in the vectors (test_vectors.py)."""

import pytest

from eforms.engine.rules import OPERATORS, check_rule, refs


A = {"ref": "a", "op": "empty"}


def test_refs_are_found_at_every_level():
    rule = {"all": [A, {"none": [{"ref": "b", "op": "equals", "other": "c"}]}]}
    assert refs(rule) == {"a", "b", "c"}
    assert refs({"any_row": "g", "rule": {"all": [A]}}) == {"g", "a"}
    assert refs(None) == set()


@pytest.mark.parametrize(
    "rule",
    [
        {"ref": "a", "op": "like", "value": 1},
        {"ref": 1, "op": "equals", "value": 1},
        {"ref": "a", "op": "equals", "value": 1, "other": "b"},
        {"ref": "a", "op": "equals", "other": 1},
        {"ref": "a", "op": "less", "value": {"today": "7"}},
        {"ref": "a", "op": "less", "value": {"today": True}},
        {"ref": "a", "op": "less", "value": {"today": 7, "years": 1}},
        {"ref": "a", "op": "less", "value": {"today": 10**9}},
        {"all": [], "any": []},
        {"all": [{}]},
        {"every": []},
        {"any_row": "g"},
        {"any_row": "g", "rule": {}},
        {"all_rows": 1, "rule": A},
        {"any_row": "g", "rule": {"all": [{"all_rows": "h", "rule": A}]}},
        {"all_rows": "g", "rule": A, "all": [A]},
        ["all"],
    ],
)
def test_malformed_rules_are_refused(rule):
    with pytest.raises(ValueError, match=r"rule|condition|day"):
        check_rule(rule)


def test_rules_have_eight_levels_at_most():
    rule = A
    for _ in range(8):
        rule = {"all": [rule]}
    assert check_rule(rule) == rule
    with pytest.raises(ValueError, match="eight"):
        check_rule({"all": [rule]})


@pytest.mark.parametrize("op", OPERATORS)
def test_every_operator_is_known(op):
    rule = {"ref": "a", "op": op, "value": {"today": -7}}
    assert check_rule(rule) == rule


def test_no_rule_is_no_rule():
    assert check_rule(None) is None
    assert check_rule({}) is None

"""Rules: trees of all / any / none over conditions on earlier answers.

A rule is JSON: ``{"all": [part, …]}``, ``{"any": […]}`` or ``{"none": […]}``; a part is a rule or
a condition ``{"ref": id, "op": name, "value": …}``. ``ref`` is a question id or
``@applicant_kind``. An unanswered or hidden question counts as empty: every comparison with it
is false, the negative ones (``not_equals`` …) are true.
"""

from collections.abc import Callable
from typing import Any


Lookup = Callable[[str], Any]

APPLICANT_KIND = "@applicant_kind"
MATCHES = ("all", "any", "none")
ROW_MATCHES = ("any_row", "all_rows")
FARTHEST = 200_000  # days from today that a rule may name
EMPTY_VALUES: tuple[Any, ...] = (None, "", [], {})


def is_empty(value: Any) -> bool:
    """Return whether a value counts as unanswered (``False`` and ``0`` are answers)."""
    return value is None or (not isinstance(value, bool | int | float) and not value)


def _same(answer: Any, value: Any) -> bool:
    # True == 1 in Python, but not in a form.
    alike = type(answer) is type(value) or _both_numbers(answer, value)
    return alike and answer == value


def _both_numbers(*values: Any) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def _comparable(answer: Any, value: Any) -> bool:
    """Numbers with numbers, texts with texts (ISO dates order as text does)."""
    return _both_numbers(answer, value) or (
        isinstance(answer, str) and isinstance(value, str) and answer != ""
    )


def _contains(answer: Any, value: Any) -> bool:
    if isinstance(answer, list):
        return any(_same(part, value) for part in answer)
    return isinstance(answer, str) and isinstance(value, str) and value != "" and value in answer


def _one_of(answer: Any, value: Any) -> bool:
    return isinstance(value, list) and any(_same(answer, part) for part in value)


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": lambda a, v: not is_empty(a) and _same(a, v),
    "not_equals": lambda a, v: is_empty(a) or not _same(a, v),
    "one_of": lambda a, v: not is_empty(a) and _one_of(a, v),
    "not_one_of": lambda a, v: is_empty(a) or not _one_of(a, v),
    "contains": _contains,
    "not_contains": lambda a, v: not _contains(a, v),
    "empty": lambda a, v: is_empty(a),
    "not_empty": lambda a, v: not is_empty(a),
    "greater": lambda a, v: _comparable(a, v) and a > v,
    "greater_or_equal": lambda a, v: _comparable(a, v) and a >= v,
    "less": lambda a, v: _comparable(a, v) and a < v,
    "less_or_equal": lambda a, v: _comparable(a, v) and a <= v,
}


def evaluate(rule: dict[str, Any], lookup: Lookup) -> bool:
    """Return whether ``rule`` holds; ``lookup`` gives the answer of a ref, or ``None``.

    An empty ``all`` or ``none`` holds, an empty ``any`` does not.
    """
    if "ref" in rule:
        return OPERATORS[rule["op"]](lookup(rule["ref"]), rule.get("value"))
    if "all" in rule:
        return all(evaluate(part, lookup) for part in rule["all"])
    if "any" in rule:
        return any(evaluate(part, lookup) for part in rule["any"])
    return not any(evaluate(part, lookup) for part in rule["none"])


def refs(rule: dict[str, Any] | None) -> set[str]:
    """Return every ref a rule asks for."""
    if not rule:
        return set()
    if "ref" in rule:
        return {rule["ref"]}
    return {ref for key in MATCHES for part in rule.get(key, ()) for ref in refs(part)}


def check_rule(rule: Any, depth: int = 0) -> dict[str, Any] | None:
    """Return the rule when it has the right shape (``None`` and ``{}`` mean: no rule).

    Raises:
        ValueError: an unknown operator or key, or more than eight levels.
    """
    if not rule:
        return None
    if depth > 8 or not isinstance(rule, dict):
        raise ValueError("a rule is a tree of at most eight levels")
    if "ref" in rule:
        _check_condition(rule)
    elif any(key in rule for key in ROW_MATCHES):
        key = next(key for key in ROW_MATCHES if key in rule)
        if set(rule) != {key, "rule"} or not isinstance(rule[key], str):
            raise ValueError("a rule on rows has a group and a rule")
        if check_rule(rule["rule"], depth + 1) is None:
            raise ValueError("a rule on rows holds an empty rule")
    else:
        keys = [key for key in MATCHES if key in rule]
        if len(keys) != 1 or len(rule) != 1:
            raise ValueError("a rule has one of all, any, none, any_row, all_rows")
        for part in rule[keys[0]]:
            if check_rule(part, depth + 1) is None:
                raise ValueError("a rule holds an empty part")
    return rule


def _check_condition(rule: dict[str, Any]) -> None:
    op, value = rule.get("op"), rule.get("value")
    if op not in OPERATORS or not isinstance(rule["ref"], str):
        raise ValueError(f"unknown condition {op!r}")
    if "other" in rule and ("value" in rule or not isinstance(rule["other"], str)):
        raise ValueError("a condition has a value or another answer")
    if isinstance(value, dict) and "today" in value:
        days = value["today"]
        if len(value) != 1 or type(days) is not int or abs(days) > FARTHEST:
            raise ValueError("a day is given by a number of days from today")

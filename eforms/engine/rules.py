"""Rules: trees of all / any / none over conditions on answers (docs/schema.md has the language).

A rule is judged from a place (``Scope``): outside of groups, or in rows of some. An unanswered or
hidden question counts as empty: every comparison with it is false, the negative ones
(``not_equals`` …) are true, and one whose ``other`` is empty is false in any case.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from eforms.engine.days import age_on, as_day, from_today


APPLICANT_KIND = "@applicant_kind"
MATCHES = ("all", "any", "none")
ROW_MATCHES = ("any_row", "all_rows")
FARTHEST = 200_000  # days from today that a rule may name
EMPTY_VALUES: tuple[Any, ...] = (None, "", [], {})


class Scope(Protocol):
    """A place in a form from which rules and calculations look at its answers."""

    @property
    def today(self) -> date:
        """The day on which the form is walked."""

    def answer(self, ref: str) -> Any:
        """Return the answer of a question, the number of a group's rows; None for empty."""

    def is_group(self, ref: str) -> bool:
        """Return whether a ref names a group."""

    def values(self, ref: str) -> list[Any]:
        """Return the answers that a term of a calculation stands for: those of a whole column
        when the question's group is not the place's own, else one."""

    def in_rows(self, group_id: str) -> "Sequence[Scope]":
        """Return the places in the rows of a group; none when it is hidden."""


def is_empty(value: Any) -> bool:
    """Return whether a value counts as unanswered (``False`` and ``0`` are answers)."""
    return value is None or (not isinstance(value, bool | int | float) and not value)


def is_number(value: Any) -> bool:
    """Return whether a value is a number; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same(answer: Any, value: Any) -> bool:
    # True == 1 in Python, but not in a form.
    if is_number(answer) and is_number(value):
        return bool(answer == value)
    if type(answer) is not type(value):
        return False
    if isinstance(answer, list):
        return len(answer) == len(value) and all(map(_same, answer, value))
    if isinstance(answer, dict):
        return answer.keys() == value.keys() and all(_same(answer[k], value[k]) for k in answer)
    return bool(answer == value)


def _comparable(answer: Any, value: Any) -> bool:
    """Numbers with numbers, texts with texts (ISO dates order as text does)."""
    if is_number(answer) and is_number(value):
        return True
    return isinstance(answer, str) and isinstance(value, str) and answer != ""


def _contains(answer: Any, value: Any) -> bool:
    if isinstance(answer, list):
        return any(_same(part, value) for part in answer)
    return isinstance(answer, str) and isinstance(value, str) and value != "" and value in answer


def _one_of(answer: Any, value: Any) -> bool:
    return isinstance(value, list) and any(_same(answer, part) for part in value)


def _age(answer: Any, today: date) -> int | None:
    born = as_day(answer)
    return None if born is None else age_on(born, today)


def _age_at_least(answer: Any, years: Any, today: date) -> bool:
    age = _age(answer, today)
    return age is not None and is_number(years) and age >= years


def _age_below(answer: Any, years: Any, today: date) -> bool:
    age = _age(answer, today)
    return age is not None and is_number(years) and age < years


# Operator → whether (answer, value, today) fulfils it.
OPERATORS: dict[str, Callable[[Any, Any, date], bool]] = {
    "equals": lambda a, v, t: not is_empty(a) and _same(a, v),
    "not_equals": lambda a, v, t: is_empty(a) or not _same(a, v),
    "one_of": lambda a, v, t: not is_empty(a) and _one_of(a, v),
    "not_one_of": lambda a, v, t: is_empty(a) or not _one_of(a, v),
    "contains": lambda a, v, t: _contains(a, v),
    "not_contains": lambda a, v, t: not _contains(a, v),
    "empty": lambda a, v, t: is_empty(a),
    "not_empty": lambda a, v, t: not is_empty(a),
    "greater": lambda a, v, t: _comparable(a, v) and a > v,
    "greater_or_equal": lambda a, v, t: _comparable(a, v) and a >= v,
    "less": lambda a, v, t: _comparable(a, v) and a < v,
    "less_or_equal": lambda a, v, t: _comparable(a, v) and a <= v,
    "age_at_least": _age_at_least,
    "age_below": _age_below,
}


def evaluate(rule: dict[str, Any], scope: Scope) -> bool:
    """Return whether ``rule`` holds, seen from ``scope``.

    An empty ``all`` or ``none`` holds, an empty ``any`` does not.
    """
    if "ref" in rule:
        return _fulfilled(rule, scope)
    if "all" in rule:
        return all(evaluate(part, scope) for part in rule["all"])
    if "any" in rule:
        return any(evaluate(part, scope) for part in rule["any"])
    if "none" in rule:
        return not any(evaluate(part, scope) for part in rule["none"])
    if "any_row" in rule:
        return any(evaluate(rule["rule"], row) for row in scope.in_rows(rule["any_row"]))
    rows = scope.in_rows(rule["all_rows"])
    return bool(rows) and all(evaluate(rule["rule"], row) for row in rows)


def _fulfilled(condition: dict[str, Any], scope: Scope) -> bool:
    answer, op = scope.answer(condition["ref"]), condition["op"]
    if answer == 0 and op in ("empty", "not_empty") and scope.is_group(condition["ref"]):
        answer = None  # a group without rows
    if "other" in condition:
        value = scope.answer(condition["other"])
        if is_empty(value):
            return False
    else:
        value = condition.get("value")
        if isinstance(value, dict) and "today" in value:
            value = from_today(scope.today, value["today"])
    return OPERATORS[op](answer, value, scope.today)


def refs(rule: dict[str, Any] | None) -> set[str]:
    """Return every ref a rule asks for, groups whose rows it looks at too."""
    if not rule:
        return set()
    if "ref" in rule:
        return {rule["ref"], rule["other"]} if "other" in rule else {rule["ref"]}
    for key in ROW_MATCHES:
        if key in rule:
            return {rule[key]} | refs(rule["rule"])
    return {ref for key in MATCHES for part in rule.get(key, ()) for ref in refs(part)}


def check_rule(rule: Any, depth: int = 0, *, in_row: bool = False) -> dict[str, Any] | None:
    """Return the rule when it has the right shape (``None`` and ``{}`` mean: no rule).

    Rows are looked at once, not again inside a row (``in_row``): each level would multiply the
    work by their number.

    Raises:
        ValueError: an unknown operator or key, rows in rows, or more than eight levels.
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
        if in_row:
            raise ValueError("a rule on rows stands in another one")
        if check_rule(rule["rule"], depth + 1, in_row=True) is None:
            raise ValueError("a rule on rows holds an empty rule")
    else:
        keys = [key for key in MATCHES if key in rule]
        if len(keys) != 1 or len(rule) != 1:
            raise ValueError("a rule has one of all, any, none, any_row, all_rows")
        for part in rule[keys[0]]:
            if check_rule(part, depth + 1, in_row=in_row) is None:
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

"""Calculations: sums, products, counts and ages, exact to the last digit.

Numbers are whole multiples of a millionth (fixed point); a result is rounded once, at the end,
half away from zero as ROUND_HALF_UP does. The browser's mirror is `static/js/form-calculation.js`.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from eforms.engine.days import age_on, as_day
from eforms.engine.rules import Scope, is_number


UNIT = 10**6
MOST_PLACES = 4
MOST_DIGITS = 15  # what a JSON number carries exactly
TODAY = "today"

Number = int | float


def calculate(formula: dict[str, Any] | None, places: int, scope: Scope) -> Number | None:
    """Return what a formula gives from a place; None for empty.

    A result of more than 15 digits is empty: no program could read it back.
    """
    if not formula:
        return None
    return _OPERATIONS[formula["op"]](formula, places, scope)


def _sum(formula: dict[str, Any], places: int, scope: Scope) -> Number | None:
    terms = [term for part in formula["of"] if (term := _term(part, scope)) is not None]
    return _rounded(sum(terms), UNIT, places) if terms else None


def _product(formula: dict[str, Any], places: int, scope: Scope) -> Number | None:
    result, unit = 1, 1
    for part in formula["of"]:
        term = _term(part, scope)
        if term is None:
            return None
        result, unit = result * term, unit * UNIT
    return _rounded(result, unit, places) if formula["of"] else None


def _count(formula: dict[str, Any], places: int, scope: Scope) -> int:
    if scope.is_group(formula["of"]):
        return scope.answer(formula["of"]) or 0
    return sum(len(value) for value in scope.values(formula["of"]) if isinstance(value, list))


def _age(formula: dict[str, Any], places: int, scope: Scope) -> int | None:
    born, day = as_day(scope.answer(formula["of"])), _day(formula["at"], scope)
    if born is None or day is None or day < born:
        return None
    return age_on(born, day)


_OPERATIONS: dict[str, Callable[[dict[str, Any], int, Scope], Number | None]] = {
    "sum": _sum,
    "product": _product,
    "count": _count,
    "age": _age,
}


def _day(at: str, scope: Scope) -> date | None:
    if at == TODAY:
        return scope.today
    return as_day(at) or as_day(scope.answer(at))


def _term(part: Any, scope: Scope) -> int | None:
    """Return a term in millionths: a number, an answer, or the sum of a column."""
    values = scope.values(part) if isinstance(part, str) else [part]
    numbers = [_millionths(value) for value in values if is_number(value)]
    return sum(numbers) if numbers else None


def _millionths(value: Number) -> int:
    if isinstance(value, int):
        return value * UNIT
    # The shortest text of a float is the number that was meant.
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    whole = int("".join(map(str, digits)))
    shift = int(exponent) + 6
    whole = whole * 10**shift if shift >= 0 else _divided(whole, 10**-shift)
    return -whole if sign else whole


def _divided(value: int, unit: int) -> int:
    """Return ``value / unit`` (neither below zero) as a whole number, halves rounded up."""
    return (2 * value + unit) // (2 * unit)


def _rounded(value: int, unit: int, places: int) -> Number | None:
    """Return ``value / unit`` with so many decimals."""
    power = 10**places
    whole = _divided(abs(value) * power, unit)
    if whole >= 10**MOST_DIGITS:
        return None
    if value < 0:
        whole = -whole
    return whole // power if whole % power == 0 else whole / power


def refs(formula: dict[str, Any] | None) -> set[str]:
    """Return every question and group a formula asks for."""
    if not formula:
        return set()
    if formula["op"] in ("sum", "product"):
        return {part for part in formula["of"] if isinstance(part, str)}
    at = formula.get("at", TODAY)
    return {formula["of"]} | ({at} if at != TODAY and as_day(at) is None else set())


def check_formula(formula: Any, places: Any) -> None:
    """Pass a formula of the right shape; None and ``{}`` mean: nothing is calculated.

    Raises:
        ValueError: an unknown operation, a part of a wrong kind, or too many decimals.
    """
    if type(places) is not int or not 0 <= places <= MOST_PLACES:
        raise ValueError("a result has 0 to 4 decimals")
    if not formula:
        return
    if not isinstance(formula, dict) or formula.get("op") not in _OPERATIONS:
        raise ValueError("unknown calculation")
    if formula["op"] in ("sum", "product"):
        parts = formula.get("of")
        fine = isinstance(parts, list) and all(isinstance(p, str) or is_number(p) for p in parts)
    else:
        fine = isinstance(formula.get("of"), str)
    if formula["op"] == "age":
        fine = fine and isinstance(formula.get("at"), str)
    if not fine:
        raise ValueError(f"a calculation {formula['op']} of something else")

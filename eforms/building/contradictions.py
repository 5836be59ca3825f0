"""Whether rules can hold at all: a small procedure that never calls the possible impossible.

The rules are brought into alternatives ("any" of "all"). For each alternative the answers it speaks
of are looked for one by one in a finite set: every choice, or the numbers and days around those
that are compared. What this does not understand (rows, two answers compared, too many
alternatives) counts as possible, so that "impossible" is always a proof.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, product
from math import ceil, floor
from typing import Any, NamedTuple

from eforms.engine.rules import MATCHES
from eforms.engine.schema import Rule


# More alternatives than an editor can think of: then we do not know, and say "possible".
MOST = 2000
# How far questions that depend on each other are followed.
DEEPEST = 25

EMPTY = None
ORDERED = ("number", "date", "month", "time")
_EQUAL = ("equals", "not_equals")
_UNDERSTOOD = {
    "boolean": _EQUAL,
    "choice": (*_EQUAL, "one_of", "not_one_of"),
    "choices": ("contains", "not_contains"),
    "text": (*_EQUAL, "contains", "not_contains"),
}


@dataclass(frozen=True)
class Fact:
    """What is known of an answer: how it is compared, its choices, when its question is shown.

    ``shows`` must all hold for it to be shown: the rules of its section, its group and its own.
    ``most`` is the greatest number possible (and then none is below 0). ``always`` is for what
    is never empty: the kind of applicant.
    """

    kind: str
    shows: tuple[Rule, ...] = ()
    choices: tuple[str, ...] = ()
    choice_shows: Mapping[str, Rule] = field(default_factory=dict)
    whole: bool = False
    most: int | None = None
    always: bool = False


Facts = Mapping[str, Fact]

# The engine's comparisons, over answers of one kind that are in order (docs/schema.md).
_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": lambda a, v: a is not EMPTY and a == v,
    "not_equals": lambda a, v: a is EMPTY or a != v,
    "one_of": lambda a, v: a is not EMPTY and a in v,
    "not_one_of": lambda a, v: a is EMPTY or a not in v,
    "contains": lambda a, v: a is not EMPTY and v in a,
    "not_contains": lambda a, v: a is EMPTY or v not in a,
    "empty": lambda a, v: a is EMPTY or a == [],
    "not_empty": lambda a, v: a is not EMPTY and a != [],
    "greater": lambda a, v: a is not EMPTY and a > v,
    "greater_or_equal": lambda a, v: a is not EMPTY and a >= v,
    "less": lambda a, v: a is not EMPTY and a < v,
    "less_or_equal": lambda a, v: a is not EMPTY and a <= v,
    "no_rows": lambda a, v: a is EMPTY or a == 0,
    "rows": lambda a, v: a is not EMPTY and a > 0,
}


class _Literal(NamedTuple):
    """A condition that must hold, or must not. ``side`` tells days from ages and from today."""

    ref: str
    side: str
    op: str
    value: Any
    wanted: bool

    def fits(self, answer: Any) -> bool:
        return _HOLDS[self.op](answer, self.value) == self.wanted


_Alternative = tuple[_Literal, ...]
_Known = Mapping[str, tuple[_Literal, ...]]


class _TooMany(Exception):
    """There are more alternatives than we look at."""


def possible(rules: Iterable[Rule | None], facts: Facts) -> bool:
    """Return False only when no applicant with any answers can make all the rules hold."""
    search = _Search(facts)
    try:
        together = {"all": [rule for rule in rules if rule]}
        further = search.alternatives(together, True)
        return any(search.holds(each, {}, frozenset()) for each in further)
    except _TooMany:
        return True


def always(rules: Iterable[Rule | None], facts: Facts) -> bool:
    """Return True only when the rules hold for every applicant, whatever is answered."""
    return not possible([{"none": [{"all": [rule for rule in rules if rule]}]}], facts)


class _Search:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.left = MOST

    def spend(self, number: int = 1) -> None:
        self.left -= number
        if self.left < 0:
            raise _TooMany

    def alternatives(self, rule: Rule, wanted: bool) -> list[_Alternative]:
        """Return the rule (or its opposite) as alternatives; an empty one always holds."""
        key = next((name for name in MATCHES if name in rule), None)
        if key is None:
            literal = self.literal(rule, wanted)
            return [()] if literal is None else [(literal,)]
        wanted = wanted if key != "none" else not wanted  # none: the opposite of any
        parts = [self.alternatives(part, wanted) for part in rule[key]]
        if (key == "all") != wanted:
            return [each for part in parts for each in part]
        joined: list[_Alternative] = [()]
        for part in parts:
            self.spend(len(joined) * len(part))
            joined = [(*one, *two) for one, two in product(joined, part)]
        return joined

    def literal(self, condition: Rule, wanted: bool) -> _Literal | None:
        """Return what a condition asks of one answer, ``None`` when we do not understand it."""
        ref, op, value = condition.get("ref"), condition.get("op"), condition.get("value")
        fact = self.facts.get(ref or "")
        if fact is None or condition.get("other"):
            return None
        if op in ("age_at_least", "age_below"):
            op = "greater_or_equal" if op == "age_at_least" else "less"
            return _Literal(ref, "age", op, value, wanted) if _is_number(value) else None
        if op not in _HOLDS:
            return None
        if op in ("empty", "not_empty"):
            if fact.most is not None:  # a group: none of its rows is empty too
                op = "no_rows" if op == "empty" else "rows"
            return _Literal(ref, "", op, None, wanted)
        if fact.kind not in ORDERED and op not in _UNDERSTOOD.get(fact.kind, ()):
            return None
        if fact.kind in ORDERED:
            if isinstance(value, dict):
                value = value.get("today")
                return _Literal(ref, "today", op, value, wanted) if _is_number(value) else None
            value = as_number(fact.kind, value)
            return None if value is None else _Literal(ref, "", op, value, wanted)
        if fact.kind == "choice" and not fact.always:
            values = value if isinstance(value, list) else [value]
            if not all(each in fact.choices for each in values):
                return None  # a choice that is gone is told elsewhere
        if fact.kind == "choices" and value not in fact.choices:
            return None
        if op in ("one_of", "not_one_of") and not isinstance(value, list):
            return None
        if fact.kind == "text" and not isinstance(value, str):
            return None
        return _Literal(ref, "", op, value, wanted)

    def holds(self, alternative: _Alternative, known: _Known, shown: frozenset[str]) -> bool:
        """Return whether answers exist for an alternative together with what is ``known``.

        ``shown`` are the questions (and choices) whose own rules were asked for already.
        """
        self.spend()
        known = dict(known)
        for literal in alternative:
            known[literal.ref] = (*known.get(literal.ref, ()), literal)
        needed: list[Rule] = []
        for ref in {literal.ref for literal in alternative}:
            fact, literals = self.facts[ref], known[ref]
            if not fact.always and all(literal.fits(EMPTY) for literal in literals):
                continue
            given = self.given(fact, literals)
            if given is None:
                return False
            if ref not in shown:
                shown |= {ref}
                needed += fact.shows
            if len(given) == 1 and given[0] in fact.choice_shows:
                key = f"{ref}={given[0]}"
                if key not in shown:
                    shown |= {key}
                    needed.append(fact.choice_shows[given[0]])
        if not needed or len(shown) > DEEPEST:
            return True
        further = self.alternatives({"all": needed}, True)
        return any(self.holds(each, known, shown) for each in further)

    def given(self, fact: Fact, literals: tuple[_Literal, ...]) -> list[Any] | None:
        """Return answers (not empty) that fit, ``None`` when there are none.

        The list is complete for choices alone.
        """
        fitting: list[Any] = []
        for side in {literal.side for literal in literals}:
            here = [literal for literal in literals if literal.side == side]
            fitting = [
                answer
                for answer in _candidates(fact, side, here)
                if all(literal.fits(answer) for literal in here)
            ]
            if not fitting:
                return None
        return fitting if fact.kind == "choice" else []


def _candidates(fact: Fact, side: str, literals: list[_Literal]) -> Iterator[Any]:
    """Yield answers among which one fits if any does."""
    values = [literal.value for literal in literals]
    if fact.kind in ORDERED:
        yield from _numbers(fact, side, values)
    elif fact.kind == "choice":
        yield from fact.choices
    elif fact.kind == "choices":
        yield from _sets(fact, literals)
    elif fact.kind == "boolean":
        yield from (True, False)
    elif fact.kind == "text":
        yield from _texts(literals)
    else:
        yield "…"


def _numbers(fact: Fact, side: str, values: list[Any]) -> Iterator[Any]:
    known = sorted({value for value in values if _is_number(value)})
    whole = fact.whole or fact.kind != "number" or side != ""
    tried = {0, 1, *known, *(value - 1 for value in known), *(value + 1 for value in known)}
    if whole:
        tried |= {floor(value) for value in known} | {ceil(value) for value in known}
        tried = {value for value in tried if value == floor(value)}
    else:
        tried |= {(one + two) / 2 for one, two in pairwise(known)}
    for number in sorted(tried):
        if fact.most is None or 0 <= number <= fact.most:
            yield number


def _sets(fact: Fact, literals: list[_Literal]) -> Iterator[list[str]]:
    """Yield the smallest set that has what is wanted, then the largest without the unwanted."""
    must = [each.value for each in literals if (each.op == "contains") == each.wanted]
    must_not = [
        each.value
        for each in literals
        if each.op in ("contains", "not_contains") and (each.op == "contains") != each.wanted
    ]
    yield [choice for choice in fact.choices if choice in must]
    yield [choice for choice in fact.choices if choice not in must_not]


def _texts(literals: list[_Literal]) -> Iterator[str]:
    texts = [each.value for each in literals if isinstance(each.value, str)]
    yield from texts
    yield "\0".join(["", *(each.value for each in literals if _must_contain(each)), ""])
    yield "\r"  # a text that nobody compares with


def _must_contain(literal: _Literal) -> bool:
    return (
        literal.op in ("contains", "not_contains")
        and (literal.op == "contains") == literal.wanted
        and isinstance(literal.value, str)
    )


def as_number(kind: str, value: Any) -> int | float | None:
    """Return the place of a compared value on its line: days, months and minutes are counted."""
    if kind == "number":
        return value if _is_number(value) else None
    if not isinstance(value, str):
        return None
    try:
        if kind == "date":
            return date.fromisoformat(value).toordinal()
        first, second = (int(part) for part in value.split("-" if kind == "month" else ":"))
        return first * (12 if kind == "month" else 60) + second
    except ValueError:
        return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

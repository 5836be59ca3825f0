"""What can never hold: read as data, and never a false alarm over a thousand made-up forms."""

import json
import random
from itertools import product
from pathlib import Path

import pytest

from eforms.building.contradictions import Fact, always, possible
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema


DATA = json.loads((Path(__file__).parent / "vectors" / "contradictions.json").read_text())


def fact(values):
    return Fact(**{key: tuple(v) if isinstance(v, list) else v for key, v in values.items()})


FACTS = {ref: fact(values) for ref, values in DATA["facts"].items()}


@pytest.mark.parametrize(("name", "expected", "rule"), DATA["cases"], ids=lambda v: str(v)[:60])
def test_a_rule_can_hold_or_not(name, expected, rule):
    assert possible([rule], FACTS) is expected


def test_what_holds_for_everybody():
    given = {"ref": "kind", "op": "not_empty"}
    assert always([], FACTS)
    assert always([None], FACTS)
    assert always([{"any": [given, {"ref": "kind", "op": "empty"}]}], FACTS)
    assert not always([given], FACTS)
    assert always(
        [{"ref": "@applicant_kind", "op": "one_of", "value": ["individual", "corporation"]}], FACTS
    )


def test_too_many_alternatives_count_as_possible():
    either = {"any": [{"ref": "kind", "op": "equals", "value": c} for c in "abc"]}
    impossible = {"all": [{"ref": "text", "op": "empty"}, {"ref": "text", "op": "not_empty"}]}
    assert possible([{"all": [either] * 12 + [impossible]}], FACTS)
    assert not possible([{"all": [either] * 3 + [impossible]}], FACTS)


CHOICES = {"a": ["1", "2", "3"], "b": ["1", "2"], "c": ["1", "2"]}


def _condition(rng, refs):
    ref = rng.choice(refs)
    op = rng.choice(["equals", "not_equals", "one_of", "not_one_of", "empty", "not_empty"])
    if op in ("empty", "not_empty"):
        return {"ref": ref, "op": op}
    value = rng.choice(CHOICES[ref])
    return {"ref": ref, "op": op, "value": [value] if "one_of" in op else value}


def _rule(rng, refs, depth=0):
    if depth > 1 or rng.random() < 0.4:
        return _condition(rng, refs)
    parts = [_rule(rng, refs, depth + 1) for _ in range(rng.randint(1, 3))]
    return {rng.choice(["all", "all", "any", "none"]): parts}


def _form(rng):
    shows = {"a": None, "b": _rule(rng, ["a"]), "c": _rule(rng, ["a", "b"])}
    target = _rule(rng, ["a", "b", "c"])
    items = [
        {"id": ref, "type": "choice", "code": ref, "label": ref, "show": shows[ref]}
        for ref in CHOICES
    ]
    items.append({"id": "t", "type": "short_text", "code": "t", "label": "t", "show": target})
    section = {"id": "s", "title": "s", "items": items}
    document = {"schema": 1, "title": "f", "applicant_kinds": ["individual"], "sections": [section]}
    return FormSchema.from_json(document), shows, target


def test_the_answer_is_the_one_of_trying_every_answer():
    """Over choices alone the procedure is exact: brute force over all answers agrees."""
    rng = random.Random(5)
    outcomes = set()
    for _ in range(1000):
        schema, shows, target = _form(rng)
        facts = {
            ref: Fact("choice", (shows[ref],) if shows[ref] else (), tuple(CHOICES[ref]))
            for ref in CHOICES
        }
        tried = any(
            Journey(schema, dict(zip(CHOICES, values, strict=True)), "individual").is_visible("t")
            for values in product(*([None, *CHOICES[ref]] for ref in CHOICES))
        )
        assert possible([target], facts) is tried, (shows, target)
        outcomes.add(tried)
    assert outcomes == {True, False}

"""Generated forms: the mirror says what the engine says, and pruning twice is pruning once."""

import json
import random
from collections import Counter

import pytest

from eforms.engine.dependencies import uses
from eforms.engine.journey import ROW, Journey
from eforms.engine.rules import is_empty
from tests.eforms.engine.generated import case
from tests.eforms.engine.outcomes import journey_of, mirrored, outcome


PAIRS = 10_000


@pytest.fixture(scope="module")
def pairs():
    rng = random.Random(20261124)
    made = [case(rng) for _ in range(PAIRS)]
    cases = [one for one, _ in made]
    journeys = [journey_of(one, schema) for one, schema in made]
    return cases, journeys, [outcome(journey) for journey in journeys]


def test_the_mirror_agrees_with_the_engine(pairs, tmp_path):
    cases, _, expected = pairs
    seen = mirrored(cases, tmp_path)
    wrong = [n for n, (want, got) in enumerate(zip(expected, seen, strict=True)) if want != got]
    if wrong:
        first = min(wrong, key=lambda n: len(json.dumps(cases[n])))
        differ = {
            key: (want, seen[first]["items"][key])
            for key, want in expected[first]["items"].items()
            if want != seen[first]["items"][key]
        }
        shown = json.dumps(cases[first], ensure_ascii=False)
        pytest.fail(f"{len(wrong)} pairs, the shortest one: {differ or 'checks'}\n{shown}")


def test_the_generated_pairs_reach_everything(pairs):
    cases, journeys, outcomes = (each[:3000] for each in pairs)
    places = [place for found in outcomes for place in found["items"].values()]
    for number, part in enumerate(("visible", "required")):
        share = sum(place[number] for place in places) / len(places)
        assert 0.05 < share < 0.95, part
    counted = Counter()
    for journey, found in zip(journeys, outcomes, strict=True):
        counted["failed checks"] += len(found["failed"])
        counted["stops"] += journey.stopped() is not None
        counted["hidden choices"] += sum(bool(place[2]) for place in found["items"].values())
        for question in journey.schema.questions():
            if question.type == "calculated" and journey.schema.group_of(question.id) is None:
                counted["results"] += journey.answer(question.id) is not None
        counted.update(use.where for use in uses(journey.schema.sections))
    written = json.dumps(cases)
    for word in ("any_row", "all_rows", '"other"', '"today"', "age_below", '"product"', '"age"'):
        counted[word] = written.count(word)
    assert all(number > 150 for number in counted.values()), counted


def test_what_is_hidden_is_not_kept_and_pruning_again_changes_nothing(pairs):
    cases, journeys, outcomes = pairs
    for one, journey, found in zip(cases, journeys, outcomes, strict=True):
        kept = journey.pruned()
        assert _ids(kept) <= {place for place, told in found["items"].items() if told[0]}
        again = Journey(journey.schema, kept, one["kind"], journey.today)
        assert again.pruned() == kept
        assert [part.id for part in again.sections] == [part.id for part in journey.sections]
        assert again.first_gap() == journey.first_gap()
        assert again.stopped() == journey.stopped()
        assert _counting(again, outcome(again)) == _counting(journey, found)


def _ids(kept):
    found = set()
    for key, value in kept.items():
        found.add(key)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found |= {f"{q}/{row[ROW]}" for row in value for q in row if q != ROW}
    return found


def _counting(journey, found):
    """Return an outcome without the rows of hidden groups; of empty answers all are one."""
    items = {}
    for place, (*told, answer) in found["items"].items():
        group = journey.schema.group_of(place.partition("/")[0])
        if group is None or journey.is_visible(group.id):
            items[place] = [*told, None if is_empty(answer) else answer]
    return {"items": items, "failed": found["failed"]}

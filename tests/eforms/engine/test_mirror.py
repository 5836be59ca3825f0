"""The browser's mirror says what the engine says: on the shared vectors and on generated forms."""

import base64
import json
import random
from pathlib import Path

import pytest

from eforms.engine.journey import Journey
from eforms.engine.rules import MATCHES, OPERATORS
from eforms.engine.schema import FormSchema, Group
from tests.browser import chromium
from tests.eforms.engine.builders import document, group, question, section
from tests.eforms.engine.test_rules import VECTORS


pytestmark = pytest.mark.e2e

MIRROR = Path(__file__).parents[3] / "static" / "js" / "form-rules.js"
PAIRS = 1500

RUN = """async (text) => {
  const { source, vectors, cases } = JSON.parse(text);
  const mirror = await import("data:text/javascript;base64," + source);
  return {
    vectors: vectors.map((v) => mirror.evaluate(v.rule, (ref) => v.answers[ref] ?? null)),
    cases: cases.map(({ schema, answers, kind, asks }) => {
      const journey = new mirror.Journey(schema, answers, kind);
      return asks.map(([id, row]) => [journey.isVisible(id, row), journey.isRequired(id, row)]);
    }),
  };
}"""

VALUES = [
    None,
    "",
    "x",
    "yes",
    True,
    False,
    0,
    1,
    7,
    [],
    ["x"],
    ["x", "yes"],
    "2025-04-01",
    {},
    {"a": "x"},
]


def a_rule(rng, refs, depth=0):
    if depth < 2 and rng.random() < 0.4:
        parts = [a_rule(rng, refs, depth + 1) for _ in range(rng.randint(1, 3))]
        return {rng.choice(MATCHES): parts}
    return {
        "ref": rng.choice(refs),
        "op": rng.choice(sorted(OPERATORS)),
        "value": rng.choice([*VALUES, "individual"]),
    }


def maybe_rule(rng, refs):
    return {"all": [a_rule(rng, refs)]} if refs and rng.random() < 0.6 else None


def a_case(rng):
    """Return a generated form with answers, rows included, and rules that point anywhere."""
    refs = [f"q{n}" for n in range(6)] + ["r0", "r1", "@applicant_kind", "ghost"]
    rows = [
        question(f"r{n}", show=maybe_rule(rng, refs), require=maybe_rule(rng, refs))
        for n in range(2)
    ]
    sections = [
        section(
            f"s{s}",
            *(
                question(
                    f"q{n}",
                    required=rng.random() < 0.3,
                    show=maybe_rule(rng, refs),
                    require=maybe_rule(rng, refs),
                )
                for n in range(s * 3, s * 3 + 3)
            ),
            show=maybe_rule(rng, refs) if rng.random() < 0.4 else None,
        )
        for s in range(2)
    ]
    sections[1]["items"].append(group("g", *rows, show=maybe_rule(rng, refs)))
    answers = {f"q{n}": rng.choice(VALUES) for n in range(6) if rng.random() < 0.8}
    answers["g"] = [
        {"_row": str(r), "r0": rng.choice(VALUES), "r1": rng.choice(VALUES)} for r in range(2)
    ]
    schema = document(*sections)
    asks = [[item.id, row] for item, row in walk(FormSchema.from_json(schema))]
    return {"schema": schema, "answers": answers, "kind": "individual", "asks": asks}


def walk(schema):
    for part in schema.sections:
        for item in part.items:
            yield item, None
            if isinstance(item, Group):
                yield from ((q, row) for q in item.items for row in ("0", "1"))


def by_engine(case):
    journey = Journey(FormSchema.from_json(case["schema"]), case["answers"], case["kind"])
    return [[journey.is_visible(i, r), journey.is_required(i, r)] for i, r in case["asks"]]


def test_the_mirror_agrees_with_the_engine():
    rng = random.Random(8)
    cases = [a_case(rng) for _ in range(PAIRS)]
    with chromium() as browser:
        page = browser.new_page()
        source = base64.b64encode(MIRROR.read_bytes()).decode()
        seen = page.evaluate(
            RUN, json.dumps({"source": source, "vectors": VECTORS, "cases": cases})
        )
    assert seen["vectors"] == [v["holds"] for v in VECTORS]
    expected = [by_engine(case) for case in cases]
    wrong = [c for c, want, got in zip(cases, expected, seen["cases"], strict=True) if want != got]
    assert not wrong, json.dumps(wrong[0], ensure_ascii=False)
    # The generator reaches both answers often enough to mean something.
    shown = [visible for answers in expected for visible, _ in answers]
    assert 0.2 < sum(shown) / len(shown) < 0.9

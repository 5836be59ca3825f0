"""Made-up forms and answers in the whole language, mostly sensible ones and some that are not."""

from eforms.engine.rules import MATCHES, OPERATORS, ROW_MATCHES
from eforms.engine.schema import FormSchema, SchemaError
from tests.eforms.engine.builders import check, document, group, question, section


TYPES = ["short_text", "integer", "decimal", "date", "yes_no", "choice", "choices"]
SILENT = ["calculated", "calculated", "hidden_value", "stop", "heading"]
CHOICES = ["x", "y", "z"]
DATES = ["2008-02-29", "2008-11-24", "2026-11-24", "2026-11-25", "2026-12-01", "2024-02-30"]
DAYS = ["2026-11-24", "2026-02-28", "2026-03-01", "2028-02-29"]
OPS = sorted(OPERATORS)
STRANGE = [None, "", "x", True, False, 0, 1, 1.5, [], ["x"], ["x", "y"], {}, {"a": "x"}, "𠮟", "｡"]
VALUES = {
    "short_text": ["", "x", "yes", "𠮟", "｡"],
    "integer": [0, 1, 2, 7, -5, 18, 999999999999999, 12345678],
    "decimal": [0.1, 0.2, 1.005, -2.5, 0.5, 3, 1e-05, 99999999999.9999],
    "date": DATES,
    "yes_no": [True, False],
    "choice": CHOICES,
    "choices": [["x"], ["x", "z"], CHOICES, []],
    "calculated": [1],
    "hidden_value": ["guide", "x"],
}
FITTING = {
    "date": ["age_at_least", "age_below", "less", "greater", "less_or_equal", "greater_or_equal"],
    "integer": ["less", "greater", "less_or_equal", "greater_or_equal", "equals"],
    "group": ["less", "greater", "empty", "not_empty", "equals"],
    "choices": ["contains", "not_contains", "empty"],
    "choice": ["one_of", "not_one_of", "equals", "not_equals"],
}


class Maker:
    """Makes one form. ``known`` are the items so far: what rules and calculations ask for."""

    def __init__(self, rng):
        self.rng = rng
        self.known = {"@applicant_kind": "short_text", "ghost": "short_text"}
        self.columns = {}
        self.kinds = {}  # of questions in groups
        self.number = 0

    def ref(self, within=None):
        if within and self.columns[within] and self.rng.random() < 0.7:
            return self.rng.choice(self.columns[within])
        return self.rng.choice(list(self.known))

    def value(self, kind):
        if self.rng.random() < 0.15:
            return self.rng.choice(STRANGE)
        return self.rng.choice(VALUES.get(kind, VALUES["integer"]))

    def rule(self, within=None, depth=0):
        rng = self.rng
        if depth < 3 and rng.random() < 0.35:
            parts = [self.rule(within, depth + 1) for _ in range(rng.randint(0 if depth else 1, 3))]
            return {rng.choice(MATCHES): parts}
        groups = [item for item in self.columns if self.columns[item]]
        if groups and depth < 4 and rng.random() < 0.25:
            chosen = rng.choice(groups)
            return {rng.choice(ROW_MATCHES): chosen, "rule": self.rule(chosen, depth + 1)}
        return self.condition(within)

    def condition(self, within):
        rng, ref = self.rng, self.ref(within)
        kind = self.kind(ref)
        op = rng.choice(FITTING.get(kind, OPS) if rng.random() < 0.8 else OPS)
        if rng.random() < 0.2:
            return {"ref": ref, "op": op, "other": self.ref(within)}
        value = self.value(kind)
        if op.startswith("age_"):
            value = rng.choice([0, 17, 18, 20])
        elif op.endswith("one_of"):
            value = rng.sample(CHOICES, 2)
        elif kind == "date" and rng.random() < 0.5:
            value = {"today": rng.choice([-1, 0, 1, 7])}
        elif kind == "choices":
            value = rng.choice(CHOICES)
        return {"ref": ref, "op": op, "value": value}

    def kind(self, ref):
        return self.known.get(ref) or self.kinds.get(ref, "short_text")

    def maybe(self, chance, within=None):
        return self.rule(within) if self.rng.random() < chance else None

    def formula(self, within):
        rng = self.rng
        op = rng.choice(["sum", "sum", "product", "product", "count", "age", None])
        if op is None:
            return None
        if op == "count":
            return {"op": op, "of": self.ref(within)}
        if op == "age":
            at = rng.choice(["today", "2027-04-01", self.ref(within)])
            dates = [ref for ref in self.known if self.known[ref] == "date"]
            return {"op": op, "of": rng.choice(dates or ["ghost"]), "at": at}
        pool = [ref for ref in [*self.known, *self.kinds] if self.kind(ref) in NUMBERS]
        terms = [
            rng.choice([1, 0.5, 1.08, 100, -3])
            if rng.random() < 0.2 or not pool
            else rng.choice(pool)
            for _ in range(rng.randint(0 if rng.random() < 0.1 else 1, 3))
        ]
        return {"op": op, "of": terms}

    def question(self, within=None):
        rng = self.rng
        self.number += 1
        name = f"q{self.number}"
        kind = rng.choice(SILENT if rng.random() < 0.25 else TYPES)
        options = {}
        if kind in ("choice", "choices"):
            options["choices"] = [
                {"id": c, "label": c}
                | ({"show": rule} if (rule := self.maybe(0.4, within)) else {})
                for c in CHOICES
            ]
        if kind == "calculated":
            options = {"formula": self.formula(within), "places": rng.randint(0, 4)}
        made = question(
            name,
            kind,
            required=rng.random() < 0.3,
            show=self.maybe(0.3, within),
            require=self.maybe(0.2, within),
            **options,
        )
        if within is None:
            self.known[name] = kind
        else:
            self.kinds[name] = kind
            self.columns[within].append(name)
        return made

    def checks(self, within, at):
        self.number += 1
        return [check(f"k{self.number}", self.rule(within), at)] if self.rng.random() < 0.5 else []

    def group(self):
        self.number += 1
        name = f"g{self.number}"
        show = self.maybe(0.3)
        self.columns[name] = []
        questions = [self.question(name) for _ in range(self.rng.randint(1, 4))]
        self.known[name] = "group"
        checks = self.checks(name, questions[0]["id"])
        return group(name, *questions, show=show, checks=checks)

    def section(self):
        show = self.maybe(0.2)
        items = [
            self.group() if self.rng.random() < 0.25 else self.question()
            for _ in range(self.rng.randint(2, 4))
        ]
        self.number += 1
        name = f"s{self.number}"
        return section(name, *items, show=show, checks=self.checks(None, items[0]["id"]))

    def form(self):
        return document(*(self.section() for _ in range(self.rng.randint(1, 3))))


NUMBERS = ("integer", "decimal", "calculated")


def case(rng):
    """Return a form that the engine accepts, with answers; and the form read."""
    while True:
        maker = Maker(rng)
        schema = maker.form()
        try:
            read = FormSchema.from_json(schema)
        except SchemaError:  # a group may have been made to depend on itself
            continue
        return {
            "schema": schema,
            "answers": answers(maker, schema),
            "kind": rng.choice(["individual", "corporation"]),
            "today": rng.choice(DAYS),
        }, read


def answers(maker, schema):
    """Return answers to most questions, to hidden ones too."""
    given = {}
    for part in schema["sections"]:
        for item in part["items"]:
            if maker.rng.random() < 0.15:
                continue
            if item["type"] != "group":
                given[item["id"]] = maker.value(item["type"])
            else:
                given[item["id"]] = [
                    {"_row": f"r{number}"}
                    | {
                        q["id"]: maker.value(q["type"])
                        for q in item["items"]
                        if maker.rng.random() < 0.85
                    }
                    for number in range(1, maker.rng.randint(1, 4))
                ]
    return given

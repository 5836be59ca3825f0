"""What is told of a change, and how bad it is: vectors as data."""

import copy
import json
from pathlib import Path

import pytest

from eforms.building.differences import Severity, differences, severity_of
from eforms.engine.schema import FormSchema
from tests.eforms.engine.builders import document, equals, group, question, section


VECTORS = json.loads((Path(__file__).parent / "vectors" / "differences.json").read_text())
SCOPE = [{"id": "one", "label": "一部"}, {"id": "all", "label": "全部"}]
FORM = document(
    section(
        "s1",
        question("name", required=True),
        question("age", "integer", maximum=120),
        question("scope", "choice", choices=SCOPE),
        question("reason", show=equals("scope", "one"), require=equals("scope", "one")),
        question("note", "static_text", text="説明"),
        question("agent", "yes_no", yes_label="", no_label=""),
    ),
    section(
        "s2",
        group("people", question("person"), question("person_age", "integer"), minimum=1),
        question("paper", "attachment", extensions=["pdf", "png"]),
        question("born", "date", latest="2026-03-31"),
    ),
)


def changed(orders: list[list]) -> dict:
    """Return the form after the orders of a vector."""
    form = copy.deepcopy(FORM)
    for verb, name, *rest in orders:
        if verb == "set":
            _find(form, name)[rest[0]] = rest[1]
        elif verb == "option":
            _find(form, name)["options"][rest[0]] = rest[1]
        elif verb == "add":
            plain = {"help": "", "required": False, "show": None, "require": None, "options": {}}
            _find(form, name)["items"].append(plain | rest[0])
        elif verb == "remove":
            _holder(form, name).remove(_find(form, name))
        elif verb == "move":
            part = _find(form, name)
            _holder(form, name).remove(part)
            _find(form, rest[0])["items"].append(part)
        elif verb == "first":
            part, holder = _find(form, name), _holder(form, name)
            holder.remove(part)
            holder.insert(0, part)
    return form


def _all(form: dict):
    yield form["sections"]
    for part in form["sections"]:
        yield part["items"]
        yield from (item["items"] for item in part["items"] if item["type"] == "group")


def _holder(form: dict, name: str) -> list:
    return next(parts for parts in _all(form) if any(part["id"] == name for part in parts))


def _find(form: dict, name: str) -> dict:
    if not name:
        return form
    return next(part for part in _holder(form, name) if part["id"] == name)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_vectors(vector):
    new = changed(vector["do"])
    FormSchema.from_json(new)  # the vector itself is sound
    found = differences(FORM, new)
    assert severity_of(found) == vector["severity"], [change.sentence for change in found]
    if "told" in vector:
        assert [change.sentence for change in found] == vector["told"]
    assert all(change.sentence.endswith("。") for change in found)


def test_a_change_says_how_it_was_and_will_be():
    (change,) = differences(FORM, changed([["set", "name", "required", False]]))
    assert (change.item, change.section, change.before, change.after) == (
        "name",
        "s1",
        "必須",
        "任意",
    )
    (rule,) = differences(FORM, changed([["set", "reason", "show", None]]))
    assert (rule.before, rule.after) == ("「scopeの質問」が「一部」である", "条件なし")


def test_there_and_back_is_told_for_every_vector():
    """What is a change one way is one the other way as well."""
    for vector in VECTORS:
        back = severity_of(differences(changed(vector["do"]), FORM))
        assert (back is None) == (vector["severity"] is None), vector["name"]


def test_severities_are_ordered_and_have_words():
    assert [severity.label for severity in Severity] == [
        "見た目だけの変更",
        "質問の追加・変更",
        "影響の大きい変更",
    ]

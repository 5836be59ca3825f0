import pytest

from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema
from tests.eforms.engine.builders import document, equals, form, group, question, section


SCHEMA = form(
    section(
        "s1", question("a", required=True), question("b", show=equals("a", "yes"), required=True)
    ),
    section("s2", question("c"), show=equals("b", "deep")),
    section(
        "s3",
        group(
            "g",
            question("d", required=True),
            question("e", show=equals("d", "child"), require=equals("a", "yes")),
            minimum=1,
            maximum=2,
        ),
    ),
)


def walk(answers, kind="individual"):
    return Journey(SCHEMA, answers, kind)


def titles(journey):
    return [part.id for part in journey.sections]


def test_questions_follow_earlier_answers():
    assert [i.id for i in walk({}).items(SCHEMA.sections[0])] == ["a"]
    assert [i.id for i in walk({"a": "yes"}).items(SCHEMA.sections[0])] == ["a", "b"]


def test_a_hidden_answer_counts_as_empty():
    # b says "deep", but b is hidden while a is not "yes": so s2 stays away.
    assert titles(walk({"a": "no", "b": "deep"})) == ["s1", "s3"]
    assert titles(walk({"a": "yes", "b": "deep"})) == ["s1", "s2", "s3"]


def test_pruning_keeps_only_what_is_visible():
    answers = {"a": "no", "b": "deep", "c": "x", "ghost": 1, "g": [{"_row": "1", "d": "x", "e": 1}]}
    assert walk(answers).pruned() == {"a": "no", "g": [{"_row": "1", "d": "x"}]}


def test_pruning_twice_changes_nothing_more():
    answers = {"a": "yes", "b": "deep", "c": None, "g": [{"_row": "1", "d": "child", "e": None}]}
    once = walk(answers).pruned()
    assert walk(once).pruned() == once


def test_the_first_gap_is_where_something_is_missing():
    assert walk({}).first_gap().id == "s1"
    assert walk({"a": "yes"}).first_gap().id == "s1"
    assert walk({"a": "yes", "b": "deep"}).first_gap().id == "s2"
    assert walk({"a": "yes", "b": "deep", "c": None}).first_gap().id == "s3"


def test_required_and_left_empty_is_a_gap_but_optional_is_not():
    assert walk({"a": None}).first_gap().id == "s1"
    assert walk({"a": "no"}).first_gap().id == "s3"


@pytest.mark.parametrize(
    ("rows", "complete"),
    [
        ([], False),
        ([{"_row": "1", "d": "x"}], True),
        ([{"_row": "1", "d": "child"}], False),
        ([{"_row": "1", "d": "child", "e": None}], True),
        ([{"_row": str(n), "d": "x"} for n in range(3)], False),
    ],
)
def test_rows_between_minimum_and_maximum_each_filled(rows, complete):
    assert walk({"a": "no", "g": rows}).complete is complete


def test_a_rule_in_a_row_sees_its_own_row_and_the_outside():
    journey = walk({"a": "yes", "g": [{"_row": "1", "d": "child"}, {"_row": "2", "d": "adult"}]})
    assert journey.is_visible("e", "1") and not journey.is_visible("e", "2")
    assert journey.is_required("e", "1")
    assert not walk({"a": "no", "g": [{"_row": "1", "d": "child"}]}).is_required("e", "1")


def test_pages_open_one_after_another():
    journey = walk({"a": "no"})
    assert journey.may_visit("s1") and journey.may_visit("s3")
    assert not journey.may_visit("s2"), "hidden"
    assert not walk({}).may_visit("s3")
    assert journey.following("s1").id == "s3"
    assert journey.preceding("s3").id == "s1"
    assert journey.following("s3") is journey.preceding("s1") is journey.following("zz") is None


def test_a_rule_may_ask_for_the_applicant_kind():
    schema = form(section("s", question("n", show=equals("@applicant_kind", "corporation"))))
    assert Journey(schema, {}, "individual").sections == []
    assert len(Journey(schema, {}, "corporation").sections) == 1


def test_rules_in_a_circle_end():
    page = section("s", question("x", show=equals("y", 1)), question("y", show=equals("x", 1)))
    schema = FormSchema.from_json(document(page), whole=False)
    assert Journey(schema, {"x": 1, "y": 1}, "individual").sections == []


def test_static_text_is_never_missing():
    schema = form(section("s", question("t", "static_text")))
    assert Journey(schema, {}, "individual").complete

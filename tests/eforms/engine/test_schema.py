import pytest

from eforms.engine.schema import FormSchema, Group, SchemaError, canonical_bytes, digest
from tests.eforms.engine.builders import check, document, equals, form, group, question, section


def test_round_trip_keeps_everything():
    doc = document(
        section(
            "s1",
            question("a", required=True, max_length=5),
            show=equals("@applicant_kind", "x"),
            checks=[check("k", equals("a", "1"), "a")],
        ),
        section(
            "s2",
            group(
                "g",
                question("b", show=equals("a", "1")),
                minimum=1,
                maximum=4,
                checks=[check("kg", equals("b", "1"), "b")],
            ),
        ),
    )
    assert FormSchema.from_json(doc).to_json() == doc


def test_canonical_bytes_do_not_depend_on_key_order():
    assert canonical_bytes({"b": 1, "a": "あ"}) == '{"a":"あ","b":1}'.encode()
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 1, "b": 3})


def test_items_are_found_with_their_homes():
    schema = form(section("s1", question("a")), section("s2", group("g", question("b"))))
    assert schema.item("b").code == "b"
    assert schema.section_of("b").id == "s2"
    assert isinstance(schema.group_of("b"), Group)
    assert schema.group_of("a") is None
    assert [q.id for q in schema.questions()] == ["a", "b"]
    assert schema.item("zz") is schema.section_of("zz") is schema.section("zz") is None


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"sections": [section("s", question("a"), question("a"))]},
        {"sections": [{"id": "s"}]},
        {"sections": [section("s", question("a", show={"ref": "b", "op": "like"}))]},
    ],
)
def test_malformed_documents_are_refused(change):
    with pytest.raises(SchemaError):
        FormSchema.from_json(document(section("s", question("a"))) | change)


@pytest.mark.parametrize(
    "options",
    [
        {"formula": {"op": "minus", "of": []}},
        {"formula": {"op": "sum", "of": "a"}},
        {"formula": {"op": "sum", "of": [True]}},
        {"formula": {"op": "count", "of": ["a"]}},
        {"formula": {"op": "age", "of": "a"}},
        {"formula": {"op": "sum", "of": ["a"]}, "places": 5},
        {"formula": {"op": "sum", "of": ["a"]}, "places": True},
        {"formula": ["sum"]},
    ],
)
def test_malformed_calculations_are_refused(options):
    with pytest.raises(SchemaError):
        form(section("s", question("a"), question("c", "calculated", **options)))


@pytest.mark.parametrize(
    "failing",
    [
        check("k", None, "a"),
        check("k", {"ref": "a", "op": "like"}, "a"),
        {"id": "k", "when": equals("a", 1), "message": "…"},
        check("a", equals("a", 1), "a"),
    ],
)
def test_malformed_checks_are_refused(failing):
    with pytest.raises(SchemaError):
        form(section("s", question("a"), checks=[failing]))


def test_malformed_rules_of_choices_are_refused():
    choices = [{"id": "x", "label": "x", "show": {"ref": "a", "op": "like"}}]
    with pytest.raises(SchemaError):
        form(section("s", question("a"), question("q", "choice", choices=choices)))


def test_kinds_of_questions():
    schema = form(
        section(
            "s",
            question("text"),
            question("stop", "stop"),
            question("sum", "calculated"),
            question("given", "hidden_value"),
        )
    )
    kinds = {item.id: (item.has_answer, item.is_asked) for item in schema.questions()}
    assert kinds == {
        "text": (True, True),
        "stop": (False, False),
        "sum": (True, False),
        "given": (True, False),
    }

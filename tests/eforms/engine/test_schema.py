import pytest

from eforms.engine.schema import FormSchema, Group, SchemaError, canonical_bytes, digest
from tests.eforms.engine.builders import document, equals, form, group, question, section


def test_round_trip_keeps_everything():
    doc = document(
        section(
            "s1", question("a", required=True, max_length=5), show=equals("@applicant_kind", "x")
        ),
        section("s2", group("g", question("b", show=equals("a", "1")), minimum=1, maximum=4)),
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

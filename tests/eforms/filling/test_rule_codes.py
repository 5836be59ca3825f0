"""The API's definition of a form names questions by code, wherever rules ask for them."""

from eforms.engine.schema import FormSchema
from eforms.filling import rule_codes
from tests.eforms.filling.conftest import question, schema_document, section, uid


def ref(code, op, **more):
    return {"ref": uid(code), "op": op, **more}


DAY = ref("day", "less", value={"today": 7})
MINOR = {"any_row": uid("people"), "rule": {"all": [ref("age", "less", value=18)]}}
PEOPLE = {
    "id": uid("people"),
    "type": "group",
    "code": "people",
    "label": "世帯の方",
    "items": [question("integer", "age", "年齢")],
    "checks": [{"id": "k", "when": ref("age", "empty"), "message": "年齢を。", "at": uid("age")}],
}
CHOICES = [{"id": "a", "label": "A"}, {"id": "b", "label": "B", "show": DAY}]
SUM = {"op": "sum", "of": [uid("age"), 100]}
AGE = {"op": "age", "of": uid("day"), "at": "2027-04-01"}
SCHEMA = FormSchema.from_json(
    schema_document(
        [
            section(
                "s",
                "頁",
                [
                    question("date", "day", "日"),
                    question("date", "end", "終わり"),
                    PEOPLE,
                    question("choice", "plan", "種類", options={"choices": CHOICES}),
                    question("calculated", "sum", "合計", options={"formula": SUM, "places": 0}),
                    question("calculated", "old", "年齢", options={"formula": AGE, "places": 0}),
                ],
            )
        ]
    )
)


def test_rules_are_told_by_code():
    assert rule_codes.by_code(SCHEMA, None) is None
    assert rule_codes.by_code(SCHEMA, {"any": [MINOR, ref("end", "less", other=uid("day"))]}) == {
        "any": [
            {
                "any_row": "people",
                "rule": {"all": [{"question": "age", "op": "less", "value": 18}]},
            },
            {"question": "end", "op": "less", "other": "day"},
        ]
    }
    kind = {"ref": "@applicant_kind", "op": "equals", "value": "individual"}
    assert rule_codes.by_code(SCHEMA, kind)["question"] == "@applicant_kind"


def test_checks_choices_and_calculations_are_told_by_code():
    told = {"when": {"question": "age", "op": "empty", "value": None}, "message": "年齢を。"}
    assert rule_codes.checks(SCHEMA, SCHEMA.item(uid("people"))) == [told | {"at": "age"}]
    options = {code: rule_codes.options(SCHEMA, SCHEMA.item(uid(code))) for code in CODES}
    assert options["plan"]["choices"][1]["show"] == {
        "question": "day",
        "op": "less",
        "value": {"today": 7},
    }
    assert options["sum"]["formula"] == {"op": "sum", "of": ["age", 100]}
    assert options["old"]["formula"] == {"op": "age", "of": "day", "at": "2027-04-01"}


CODES = ("plan", "sum", "old")

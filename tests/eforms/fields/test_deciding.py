"""What the engine decides on a page: choices, checks, calculations, and what a link gave."""

from datetime import date

from eforms.engine.journey import Journey
from eforms.fields.processing import process_section, process_values, recheck
from tests.eforms.engine.builders import check, equals, form, group, question, section
from tests.eforms.fields.samples import MemoryStore, post


MINOR = {"ref": "born", "op": "age_below", "value": 18}


def send(schema, values, answers=None):
    return process_section(
        schema, schema.sections[0], post(values), None, answers or {}, "individual", MemoryStore()
    )


def told(result):
    return [(error.anchor, error.message) for error in result.errors]


def _choices(**shows):
    return [
        {"id": key, "label": key.upper()} | ({"show": s} if s else {}) for key, s in shows.items()
    ]


RULED = form(
    section(
        "s",
        question("of_age", "yes_no"),
        question("plan", "choice", choices=_choices(basic=None, wine=equals("of_age", True))),
        question("extras", "choices", choices=_choices(tea=None, wine=equals("of_age", True))),
    )
)


def test_a_hidden_choice_is_refused_in_words():
    data = {"q-of_age": ["no"], "q-plan": ["wine"], "q-extras": ["tea", "wine"]}
    result = send(RULED, data)
    assert told(result) == [
        (
            "q-plan",
            "planの質問の「WINE」は、ほかの答えによって選べなくなっています。"
            "表示されている中から選び直してください。",
        ),
        (
            "q-extras",
            "extrasの質問の「WINE」は、ほかの答えによって選べなくなっています。"
            "表示されている中から選び直してください。",
        ),
    ]
    assert result.answers == {"of_age": False, "plan": None, "extras": ["tea"]}
    assert send(RULED, data | {"q-of_age": ["yes"]}).errors == []


def test_a_choice_hidden_by_another_page_is_left_out_when_the_form_is_sent():
    stored = {"of_age": False, "plan": "basic", "extras": ["tea", "wine"]}
    assert recheck(RULED, stored, "individual", None) == []
    found = recheck(RULED, stored | {"plan": "wine"}, "individual", None)
    assert [error.question_id for error in found] == ["plan"]


ORDER = form(
    section(
        "s",
        question("from", "integer"),
        question("to", "integer", required=True),
        question("span", "calculated", formula={"op": "sum", "of": ["to", "from"]}),
        question("campaign", "hidden_value"),
        group(
            "rows",
            question("n", "integer"),
            question("price", "integer"),
            question("line", "calculated", formula={"op": "product", "of": ["n", "price"]}),
            checks=[
                check("k-row", {"ref": "n", "op": "greater", "other": "price"}, "n", "多すぎます。")
            ],
        ),
        checks=[
            check("k", {"ref": "to", "op": "less", "other": "from"}, "to", "順番が逆です。"),
            check(
                "k-sum", {"ref": "span", "op": "greater", "value": 100}, "from", "大きすぎます。"
            ),
        ],
    )
)
ROWS = {"rows-rows": ["r1", "r2"], "g-rows-r1-n": ["2"], "g-rows-r1-price": ["150"]}
ROWS |= {"g-rows-r2-n": ["9"], "g-rows-r2-price": ["3"]}


def test_failed_checks_are_told_at_their_question_in_reading_order():
    result = send(ORDER, {"q-from": ["99"], "q-to": ["5"]} | ROWS)
    assert told(result) == [
        ("q-from", "大きすぎます。"),
        ("q-to", "順番が逆です。"),
        ("g-rows-r2-n", "多すぎます。"),
    ]
    assert result.errors[2].row_id == "r2"


def test_a_check_waits_for_the_answers_it_asks_for():
    # "to" is missing, and behind the sum as well; the row with a wrong number waits by itself.
    wrong = ROWS | {"g-rows-r2-price": ["x"], "g-rows-r1-n": ["151"]}
    result = send(ORDER, {"q-from": ["200"]} | wrong)
    assert [anchor for anchor, _ in told(result)] == ["q-to", "g-rows-r1-n", "g-rows-r2-price"]


def test_a_check_is_told_near_by_when_its_question_is_not_shown():
    page = section(
        "s",
        question("a", "integer"),
        question("b", show=equals("a", 1)),
        checks=[check("k", {"ref": "a", "op": "greater", "value": 5}, "b", "大きすぎます。")],
    )
    assert told(send(form(page), {"q-a": ["7"]})) == [("q-a", "大きすぎます。")]


def test_checks_hold_for_programs_and_for_the_whole_form():
    values = {"from": 5, "to": 3, "rows": [{"n": 4, "price": 3}]}
    section_ = ORDER.sections[0]
    result = process_values(ORDER, section_, values, {}, "individual", None)
    assert [(e.question_id, e.row_id) for e in result.errors] == [("to", None), ("n", "r1")]
    found = recheck(ORDER, result.answers, "individual", None)
    assert [(e.question_id, e.row_id) for e in found] == [("to", None), ("n", "r1")]


def test_calculated_values_are_worked_out_and_never_taken_from_a_request():
    data = {"q-from": ["1"], "q-to": ["2"], "q-span": ["50"], "g-rows-r1-line": ["1"]}
    result = send(ORDER, data | {**ROWS, "g-rows-r2-n": ["1"]})
    assert result.errors == []
    assert result.answers["span"] == 3
    assert [row["line"] for row in result.answers["rows"]] == [300, 3]
    values = {"from": 1, "to": 2, "span": 50, "rows": [{"n": 1, "price": 2, "line": 9}]}
    taken = process_values(ORDER, ORDER.sections[0], values, {}, "individual", None)
    assert (taken.answers["span"], taken.answers["rows"][0]["line"]) == (3, 2)


def test_what_a_link_gave_is_kept_and_never_taken_from_a_request():
    data = {"q-from": ["1"], "q-to": ["2"], "q-campaign": ["forged"]}
    assert "campaign" not in send(ORDER, data).answers
    assert send(ORDER, data, answers={"campaign": "spring"}).answers["campaign"] == "spring"
    values = {"from": 1, "to": 2, "campaign": "forged"}
    taken = process_values(ORDER, ORDER.sections[0], values, {"campaign": "a"}, "individual", None)
    assert taken.answers["campaign"] == "a"


def test_what_a_link_gave_outlasts_being_hidden():
    page = section("s", question("a"), question("h", "hidden_value", show=equals("a", "x")))
    kept = send(form(page), {"q-a": ["y"]}, answers={"h": "spring"}).answers
    assert kept["h"] == "spring"
    assert "h" not in Journey(form(page), kept, "individual").pruned()


def test_rules_look_at_the_given_day():
    page = section("s", question("born", "date"), question("parent", required=True, show=MINOR))
    schema = form(page)
    data = {"q-born-year": ["2008"], "q-born-month": ["11"], "q-born-day": ["24"]}
    for day, missing in [(23, ["parent"]), (24, [])]:
        result = process_section(
            schema,
            schema.sections[0],
            post(data),
            None,
            {},
            "individual",
            None,
            today=date(2026, 11, day),
        )
        assert [error.question_id for error in result.errors] == missing

"""The try-out's reasons: which conditions decided, in words."""

import pytest

from eforms.building.explain import explain
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema


def question(id_, label, type_="short_text", **more):
    return {"id": id_, "type": type_, "code": id_, "label": label, **more}


def on(ref, op="equals", value=None):
    return {"ref": ref, "op": op, "value": value}


CHOICES = [{"id": "all", "label": "世帯の全員"}, {"id": "part", "label": "世帯の一部"}]
SCOPE = question("scope", "証明書の範囲", "choice", options={"choices": CHOICES})
PART, ALL = on("scope", value="part"), on("scope", value="all")
COUNT = question("count", "通数", "integer")


def form(*items, show=None):
    first = {"id": "s1", "title": "範囲", "items": [SCOPE, COUNT]}
    second = {"id": "s2", "title": "詳細", "show": show, "items": list(items)}
    return FormSchema.from_json(
        {
            "schema": 1,
            "title": "証明書",
            "applicant_kinds": ["individual", "corporation"],
            "sections": [first, second],
        }
    )


def reason(answers, kind="individual", *, show=None, section_show=None, **more):
    """Return why the question of the second section is as it is."""
    schema = form(question("x", "対象の方", show=show, **more), show=section_show)
    reasons = explain(schema, schema.section("s2"), Journey(schema, answers, kind))
    return reasons[1]


@pytest.mark.parametrize(
    ("rule", "answers", "shown", "why"),
    [
        (None, {}, True, "条件がないため"),
        (PART, {"scope": "part"}, True, "「証明書の範囲」が「世帯の一部」であるため"),
        (
            PART,
            {"scope": "all"},
            False,
            "「証明書の範囲」が「世帯の一部」ではないため（いまの回答は「世帯の全員」）",
        ),
        (PART, {}, False, "「証明書の範囲」が「世帯の一部」ではないため（まだ答えていません）"),
        # Of "all" only what fails is told, of "any" only what holds.
        (
            {"all": [PART, on("count", "greater", 2)]},
            {"scope": "part", "count": 1},
            False,
            "「通数」が2より大きくないため（いまの回答は「1」）",
        ),
        (
            {"any": [PART, on("count", "greater", 2)]},
            {"scope": "all", "count": 3},
            True,
            "「通数」が2より大きいため",
        ),
        (
            {"all": [PART, on("count", "greater_or_equal", 2)]},
            {"scope": "part", "count": 2},
            True,
            "「証明書の範囲」が「世帯の一部」である、「通数」が2以上のため",
        ),
        (
            {"none": [PART, ALL]},
            {"scope": "all"},
            False,
            "「証明書の範囲」が「世帯の全員」であるため",
        ),
        (
            on("@applicant_kind", value="corporation"),
            {},
            False,
            "「申請者の区分」が「法人」ではないため（いまは「個人」）",
        ),
    ],
)
def test_the_conditions_that_decided(rule, answers, shown, why):
    found = reason(answers, show=rule)
    assert (found.shown, found.why) == (shown, why)


def test_a_hidden_section_hides_what_is_in_it():
    schema = form(question("x", "対象の方"), show=PART)
    section, inside = explain(schema, schema.section("s2"), Journey(schema, {}, "individual"))
    assert (section.kind, section.shown) == ("section", False)
    assert "まだ答えていません" in section.why
    assert (inside.shown, inside.why) == (False, "このセクション「詳細」が表示されないため")


def test_a_condition_on_a_hidden_question_says_so():
    schema = form(
        question("a", "理由", show=PART), question("b", "続き", show=on("a", "not_empty"))
    )
    *_, last = explain(schema, schema.section("s2"), Journey(schema, {"a": "x"}, "individual"))
    assert last.why == "「理由」が入力されていないため（「理由」は表示されていません）"


def test_why_it_must_be_answered():
    assert reason({}, required=True).required is True
    assert reason({}).required is False
    assert reason({}).why_required == ""
    must = reason({"scope": "part"}, require=PART)
    assert (must.required, must.why_required) == (
        True,
        "「証明書の範囲」が「世帯の一部」であるため",
    )
    need_not = reason({"scope": "all"}, require=PART)
    assert need_not.required is False
    assert "ではないため" in need_not.why_required
    assert reason({}, show=PART, required=True).required is None


def test_each_row_has_its_own_reasons():
    group = {
        "id": "g",
        "type": "group",
        "code": "g",
        "label": "対象者",
        "row_title": "対象の方",
        "minimum": 1,
        "maximum": 3,
        "items": [
            question("self", "本人ですか", "yes_no"),
            question("why", "続柄", show=on("self", value=False)),
        ],
    }
    schema = form(group)
    rows = [{"_row": "r1", "self": True}, {"_row": "r2", "self": False}]
    reasons = explain(schema, schema.section("s2"), Journey(schema, {"g": rows}, "individual"))
    told = [(each.row, each.label, each.shown) for each in reasons if each.kind == "question"]
    assert told == [
        ("対象の方 1", "本人ですか", True),
        ("対象の方 1", "続柄", False),
        ("対象の方 2", "本人ですか", True),
        ("対象の方 2", "続柄", True),
    ]
    assert reasons[3].why == "「本人ですか」が「いいえ」ではないため（いまの回答は「はい」）"

"""What the body of a form refuses, and at which input the editor reads it."""

from wagtail.blocks import StreamBlockValidationError

import pytest

from eforms.building.definitions import body_of
from eforms.models import FormPage


FIELD = FormPage._meta.get_field("body")


def body(definition):
    return FIELD.to_python(body_of(definition))


def refused(value) -> dict:
    """Return the error of a body as the editor's page gets it."""
    with pytest.raises(StreamBlockValidationError) as caught:
        FIELD.stream_block.clean(value)
    return caught.value.as_json_data()["blockErrors"]


def at(errors, *path):
    """Return the messages at section, item (, item of a group), input."""
    section, *items, name = path
    errors = errors[section]
    for item in items:
        errors = errors["blockErrors"]["items"]["blockErrors"][item]
    return " ".join((errors["blockErrors"][name] if name else errors)["messages"])


def first(value, *path):
    """Return the StructValue at a path."""
    section, *items = path
    struct = value[section].value
    for item in items:
        struct = struct["items"][item].value
    return struct


def rule(ref, op="not_empty", value=None):
    return {"all": [{"ref": ref, "op": op, "value": value}]}


@pytest.fixture
def value(definition):
    return body(definition)


def test_a_sound_body_passes_and_gets_codes_where_editors_gave_none(value):
    first(value, 0, 0)["code"] = ""
    first(value, 1, 1)["code"] = ""
    first(value, 1, 1, 0)["code"] = "q1"
    cleaned = FIELD.stream_block.clean(value)
    assert first(cleaned, 0, 0)["code"] == "q2"
    assert first(cleaned, 1, 1)["code"] == "g1"


def test_a_rule_without_its_question(value):
    first(value, 0, 2)["show"] = rule("00000000-0000-0000-0000-000000000000")
    assert "参照先の質問が見つかりません" in at(refused(value), 0, 2, "show")


def test_deleting_the_source_of_a_rule_is_told_at_the_rule(value):
    del value[1].value["items"][0]
    errors = refused(value)
    assert "参照先の質問が見つかりません" in at(errors, 1, 0, "show")
    assert "参照先の質問が見つかりません" in at(errors, 1, 1, "show")


def test_a_rule_may_not_look_ahead(value):
    later = value[1].value["items"][0].id
    first(value, 0, 0)["show"] = rule(later)
    assert "「何頭ですか」は、この場所より後" in at(refused(value), 0, 0, "show")


def test_moving_a_question_behind_its_use_is_refused(value):
    items = value[0].value["items"]
    raw = items.get_prep_value()
    moved = FIELD.to_python(
        [
            {
                "type": "section",
                "id": "s",
                "value": {"title": "x", "intro": "", "items": [raw[2], raw[1]], "show": None},
            }
        ]
    )
    assert "「代理の方ですか」は、この場所より後" in at(refused(moved), 0, 0, "show")


def test_rules_inside_a_group_see_their_row_and_what_is_outside_before(value):
    name, birth = (child.id for child in first(value, 1, 1)["items"])
    outside = value[0].value["items"][1].id
    first(value, 1, 1, 1)["show"] = {
        "all": [
            {"ref": name, "op": "contains", "value": "ポチ"},
            {"ref": outside, "op": "equals", "value": True},
        ]
    }
    FIELD.stream_block.clean(value)
    first(value, 1, 2)["show"] = rule(birth)
    assert "別の繰り返しの中" in at(refused(value), 1, 2, "show")
    first(value, 1, 2)["show"] = None
    first(value, 1, 1, 0)["require"] = rule(birth)
    assert "「生年月日」は、この場所より後" in at(refused(value), 1, 1, 0, "require")


@pytest.mark.parametrize(
    ("op", "answer", "words"),
    [
        ("greater", 3, "比べ方を選び直して"),
        ("", None, "どう比べるか"),
        ("equals", None, "「はい」か「いいえ」"),
        ("equals", "はい", "「はい」か「いいえ」"),
    ],
)
def test_a_comparison_must_fit_the_question(value, op, answer, words):
    first(value, 0, 2)["show"] = rule(value[0].value["items"][1].id, op, answer)
    assert words in at(refused(value), 0, 2, "show")


@pytest.mark.parametrize(
    ("op", "answer", "words"),
    [
        ("equals", "gone", "選択肢が見つかりません"),
        ("equals", None, "選択肢を選んで"),
        ("one_of", [], "1つ以上選んで"),
        ("one_of", "text", "1つ以上選んで"),
    ],
)
def test_a_comparison_must_name_a_choice(value, op, answer, words):
    first(value, 1, 1)["show"] = rule(value[1].value["items"][0].id, op, answer)
    assert words in at(refused(value), 1, 1, "show")


def test_codes_are_unique_in_the_whole_form(value):
    first(value, 1, 1, 0)["code"] = "owner"
    errors = refused(value)
    assert "「名前」でも使われています" in at(errors, 0, 0, "code")
    assert "「お名前」でも使われています" in at(errors, 1, 1, 0, "code")
    first(value, 1, 1, 0)["code"] = "Dog-Name"
    assert "半角の英小文字で始め" in at(refused(value), 1, 1, 0, "code")


def test_choices_groups_and_sections_must_hold_something(value):
    choices = first(value, 1, 0)["choices"]
    choices[1]["label"] = "1頭"
    group = first(value, 1, 1)
    group["minimum"], group["maximum"] = 4, 3
    errors = refused(value)
    assert "「1頭」が2回" in at(errors, 1, 0, "choices")
    assert "最小数以上" in at(errors, 1, 1, "maximum")
    del value[0].value["items"][:]
    assert "質問を1つ以上追加" in str(refused(value)[0])


def test_an_attachment_explains_itself(value, definition):
    definition["sections"][0]["items"].append(
        {"type": "attachment", "code": "photo", "label": "写真", "extensions": ["jpg"]}
    )
    assert "どのような書類" in at(refused(body(definition)), 0, 3, "help")


def test_errors_of_blocks_and_of_the_whole_are_shown_together(value):
    first(value, 0, 0)["label"] = ""
    first(value, 0, 2)["show"] = rule("gone")
    errors = refused(value)
    assert at(errors, 0, 0, "label")
    assert "参照先" in at(errors, 0, 2, "show")


def test_a_draft_may_be_half_built(value):
    first(value, 0, 0)["label"] = ""
    first(value, 0, 0)["code"] = "agent"
    first(value, 0, 2)["show"] = {"all": [{"ref": "", "op": "", "value": None}]}
    draft = FIELD.stream_block.clean_deferred(value)
    assert first(draft, 0, 2)["show"] == {"all": [{"ref": "", "op": "", "value": None}]}
    assert "条件に使う質問を選んで" in at(refused(value), 0, 2, "show")

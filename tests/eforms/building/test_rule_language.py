"""The rule language in the editor's body: what is refused and where, what is compiled, loaded."""

import copy
from types import SimpleNamespace

from wagtail.blocks import StreamBlockValidationError

import pytest

from eforms.building.compiler import compile_form
from eforms.building.definitions import DefinitionError, body_of
from eforms.building.writing import sections_of
from eforms.engine.schema import FormSchema
from tests.eforms.building.test_body import FIELD, at, body, first, refused


SECTIONS = [
    {
        "code": "period",
        "title": "期間",
        "items": [
            {"type": "date", "code": "start", "label": "開始日"},
            {"type": "date", "code": "end", "label": "終了日"},
            {"type": "integer", "code": "number", "label": "人数"},
            {
                "type": "choice",
                "code": "room",
                "label": "部屋",
                "choices": [
                    "大",
                    {
                        "label": "小",
                        "code": "small",
                        "show": {"all": [{"question": "number", "op": "less", "value": 10}]},
                    },
                ],
            },
        ],
        "checks": [
            {
                "when": {"all": [{"question": "end", "op": "less", "other": "start"}]},
                "message": "終了日は、開始日以後の日を入力してください。",
                "at": "end",
            }
        ],
    },
    {
        "code": "people",
        "title": "使う方",
        "items": [
            {
                "type": "group",
                "code": "users",
                "label": "使う方",
                "minimum": 0,
                "maximum": 9,
                "items": [
                    {"type": "date", "code": "born", "label": "生年月日"},
                    {"type": "date", "code": "first", "label": "はじめて使った日"},
                ],
                "checks": [
                    {
                        "when": {"all": [{"question": "first", "op": "less", "other": "born"}]},
                        "message": "生年月日より後の日を入力してください。",
                        "at": "first",
                    }
                ],
            },
            {
                "type": "short_text",
                "code": "guardian",
                "label": "保護者",
                "show": {
                    "any": [
                        {
                            "any_row": "users",
                            "rule": {"all": [{"question": "born", "op": "age_below", "value": 18}]},
                        },
                        {"question": "users", "op": "greater_or_equal", "value": 5},
                        {"question": "start", "op": "less", "value": {"today": 7}},
                    ]
                },
            },
            {
                "type": "calculated",
                "code": "total",
                "label": "合計",
                "formula": {"op": "sum", "of": ["number", 2]},
            },
        ],
    },
]


@pytest.fixture
def sections():
    return copy.deepcopy(SECTIONS)


@pytest.fixture
def value(sections):
    return body({"code": "rules", "sections": sections})


@pytest.fixture
def schema(value):
    return FormSchema.from_json(compiled(FIELD.stream_block.clean(value)))


def compiled(value):
    page = SimpleNamespace(title="部屋", applicant_kinds=["individual"], body=value)
    return compile_form(page)


def test_everything_is_compiled(schema):
    start, end, number, room = schema.sections[0].items
    users, guardian, total = schema.sections[1].items
    (check,) = schema.sections[0].checks
    assert check.when == {"all": [{"ref": end.id, "op": "less", "other": start.id}]}
    assert (check.at, check.message[:4]) == (end.id, "終了日は")
    (inner,) = users.checks
    assert inner.at == users.items[1].id
    assert "show" not in room.options["choices"][0]
    assert room.options["choices"][1]["show"] == {
        "all": [{"ref": number.id, "op": "less", "value": 10}]
    }
    assert guardian.show == {
        "any": [
            {
                "any_row": users.id,
                "rule": {"all": [{"ref": users.items[0].id, "op": "age_below", "value": 18}]},
            },
            {"ref": users.id, "op": "greater_or_equal", "value": 5},
            {"ref": start.id, "op": "less", "value": {"today": 7}},
        ]
    }
    assert total.options["formula"] == {"op": "sum", "of": [number.id, 2]}


def test_what_is_written_down_loads_to_the_same(value, sections):
    written = sections_of(value)
    again = body({"code": "rules", "sections": written})
    assert sections_of(again) == written
    assert written[0]["checks"] == sections[0]["checks"]
    assert written[1]["items"][1]["show"] == sections[1]["items"][1]["show"]
    assert written[0]["items"][3]["choices"][1] == sections[0]["items"][3]["choices"][1]
    assert written[1]["items"][2]["formula"] == {"op": "sum", "of": ["number", 2]}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"any_row": "nobody", "rule": {"question": "born", "op": "empty"}}, "show.any_row"),
        ({"any_row": "users"}, "show.rule"),
        ({"question": "end", "op": "less", "other": "nothing"}, "show.other"),
        ({"question": "end", "op": "less", "than": "start"}, "show.than"),
    ],
)
def test_a_data_file_is_told_where_it_is_wrong(sections, change, place):
    sections[1]["items"][1]["show"] = change
    with pytest.raises(DefinitionError) as raised:
        body_of({"code": "rules", "sections": sections})
    assert raised.value.path == f"sections[1].items[1].{place}"


def refusal(value, rule, *path, name="show"):
    first(value, *path)[name] = rule
    return at(refused(value), *path, name)


def ids(value):
    found = {}
    for section in value:
        for each in section.value["items"]:
            found[each.value["code"]] = each.id
            for inner in each.value["items"] if each.block_type == "group" else ():
                found[inner.value["code"]] = inner.id
    return found


def one(ref, op, **more):
    return {"all": [{"ref": ref, "op": op, **more}]}


@pytest.mark.parametrize(
    ("code", "op", "more", "words"),
    [
        ("start", "age_at_least", {"value": None}, "年齢を、0から150まで"),
        ("start", "age_below", {"value": 151}, "年齢を、0から150まで"),
        ("start", "less", {"value": {"today": None}}, "日数で入力して"),
        ("start", "less", {"value": {"today": 40_000}}, "日数で入力して"),
        ("start", "less", {"other": ""}, "比べる質問を選んで"),
        ("start", "less", {"other": "@start"}, "それ自身とは比べられません"),
        ("start", "less", {"other": "@number"}, "答えの種類が異なる"),
        ("start", "less", {"other": "gone"}, "参照先の質問が見つかりません"),
        ("start", "less", {"other": "@born"}, "別の繰り返しの中"),
        ("number", "less", {"value": float("inf")}, "数字を入力して"),
        ("users", "less", {"value": -1}, "件数を、0以上の数字"),
        ("users", "contains", {"value": 1}, "比べ方を選び直して"),
        ("born", "empty", {}, "別の繰り返しの中"),
    ],
)
def test_a_condition_that_cannot_work_is_told(value, code, op, more, words):
    known = ids(value)
    more = {
        name: known[part[1:]] if isinstance(part, str) and part.startswith("@") else part
        for name, part in more.items()
    }
    assert words in refusal(value, one(known[code], op, **more), 1, 1)


def test_rows_of_a_group_are_asked_one_by_one(value):
    known = ids(value)
    inside = {"any_row": known["users"], "rule": one(known["born"], "not_empty")}
    first(value, 1, 1)["show"] = {"none": [inside, one(known["users"], "empty")]}
    FIELD.stream_block.clean(value)
    assert "条件に使う繰り返しを選んで" in refusal(
        value, {"all": [{"any_row": "", "rule": one(known["born"], "empty")}]}, 1, 1
    )
    # Not yet there, where the rule stands.
    rule = {"all": [{"any_row": known["users"], "rule": one(known["born"], "empty")}]}
    assert "「使う方」は、この場所より後" in refusal(value, rule, 0, 0)


def test_an_empty_box_is_told(value):
    assert "条件が1つもありません" in refusal(value, {"all": [{"any": []}]}, 1, 1)


def test_the_rule_of_a_choice_is_told_at_the_choice(value):
    choice = first(value, 0, 3)["choices"][1]
    choice["show"] = one("gone", "empty")
    errors = refused(value)[0]["blockErrors"]["items"]["blockErrors"][3]
    told = errors["blockErrors"]["choices"]["blockErrors"][1]["blockErrors"]["show"]
    assert "参照先の質問が見つかりません" in told["messages"][0]


def test_a_check_needs_rule_message_and_place(value):
    checks = value[0].value["checks"]
    checks[0]["when"], checks[0]["message"], checks[0]["at"] = None, " ", ""
    told = refused(value)[0]["blockErrors"]["checks"]["blockErrors"][0]["blockErrors"]
    assert "条件を追加して" in told["when"]["messages"][0]
    assert "メッセージを入力して" in told["message"]["messages"][0]
    assert "どの質問に表示するか" in told["at"]["messages"][0]
    checks[0]["at"] = ids(value)["born"]
    told = refused(value)[0]["blockErrors"]["checks"]["blockErrors"][0]["blockErrors"]
    assert "同じセクションの中から" in told["at"]["messages"][0]
    # Half-built, it is left out of what is compiled.
    document = compiled(value)
    assert "checks" not in document["sections"][0]


def test_a_check_may_ask_for_what_comes_later_in_its_section_but_not_beyond(value):
    known = ids(value)
    check = value[0].value["checks"][0]
    check["when"] = one(known["number"], "greater", value=100)
    FIELD.stream_block.clean(value)
    check["when"] = one(known["guardian"], "empty")
    told = refused(value)[0]["blockErrors"]["checks"]["blockErrors"][0]["blockErrors"]
    assert "「保護者」は、この場所より後" in told["when"]["messages"][0]


def test_a_circle_is_refused_with_its_names(value, sections):
    # The total needs the number, the number is shown by the total.
    total = sections[1]["items"].pop()
    sections[0]["items"].insert(0, total)
    sections[0]["items"][3]["show"] = {"question": "total", "op": "greater", "value": 1}
    circle = body({"code": "rules", "sections": sections})
    errors = refused(circle)
    assert "「合計」→「人数」→「合計」" in at(errors, 0, 0, "formula")
    assert "互いを使っていて決められません" in at(errors, 0, 3, "show")


def test_what_is_no_rule_counts_as_none(value):
    block = value[0].value.block.child_blocks["show"]
    for text in ("x", "[]", "5", '{"all": 5}', '{"any_row": "g"}', '{"ref": 1}'):
        assert block.value_from_form(text) is None, text
    assert block.value_from_form('{"all": [{"ref": "", "op": ""}]}')


def test_drafts_may_hold_unfinished_rules(value):
    first(value, 1, 1)["show"] = {
        "all": [
            {"any_row": "", "rule": {"all": [{"ref": "", "op": "", "value": None}]}},
            {"ref": ids(value)["start"], "op": "less", "other": ""},
            {"ref": ids(value)["start"], "op": "less", "value": {"today": None}},
        ]
    }
    draft = FIELD.stream_block.clean_deferred(value)
    assert compiled(draft)["sections"][1]["items"][1]["show"] is None
    with pytest.raises(StreamBlockValidationError):
        FIELD.stream_block.clean(value)

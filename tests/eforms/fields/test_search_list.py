"""Long lists: the editor's lines, ids that stay, what is taken from people and programs."""

import json
import time
import uuid

import pytest
from bs4 import BeautifulSoup

from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema
from eforms.fields import choice_lines, registry
from eforms.fields.base import FieldError, View
from eforms.filling.browser import rules_json
from tests.eforms.engine import builders
from tests.eforms.fields.samples import context, question


KIND = registry.get("search_list")
WARDS = "1\t竹山町\n山目字前田\n2,花泉町涌津\n1,000人未満の地区\n\n霞が関, 1-2-3\n"


def wards(text=WARDS):
    return question("search_list", label="行政区", **KIND.compile_options({"choices": text}))


def clean(asked, typed):
    return KIND.clean(asked, {"": [typed]}, context())


def test_a_line_is_a_label_or_a_code_and_a_label():
    assert [(line.code, line.label) for line in choice_lines.read_lines(WARDS)] == [
        ("1", "竹山町"),
        ("", "山目字前田"),
        ("2", "花泉町涌津"),
        ("", "1,000人未満の地区"),
        ("", "霞が関, 1-2-3"),
    ]


def test_ids_stay_when_lines_move_or_come_in_and_when_a_coded_label_is_reworded():
    before = {choice["label"]: choice["id"] for choice in wards().options["choices"]}
    moved = KIND.compile_options({"choices": "新しい区\n山目字前田\n1,竹山町（本庁）\n"})["choices"]
    assert moved[1]["id"] == before["山目字前田"]
    assert moved[2]["id"] == before["竹山町"]
    assert moved[0]["id"] not in before.values()
    assert moved[1]["id"] == str(uuid.uuid5(choice_lines.NAMESPACE, "山目字前田"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "2つ以上"),
        ("竹山町", "2つ以上"),
        ("竹山町\n山目\n竹山町", "選択肢「竹山町」が、1行目と3行目にあります"),
        ("1,竹山町\n1,山目", "コード「1」が、1行目と2行目にあります"),
        ("1,竹山町\n2,", "2行目に、コード「2」に続く選択肢の文字がありません"),
        ("1\t\n2,山目", "1行目に、コード「1」に続く選択肢の文字がありません"),
        ("竹山町\n" + "あ" * 201, "200文字以内"),
        ("\n".join(map(str, range(5001))), "5,000個まで"),
        (WARDS, None),
    ],
)
def test_editors_are_told_what_is_wrong_and_where(text, told):
    problems = KIND.option_problems({"choices": text})
    if told is None:
        assert problems == []
    else:
        [(name, message)] = problems
        assert name == "choices"
        assert told in message


def test_the_server_takes_the_id_or_the_exact_label():
    asked = wards()
    key = asked.options["choices"][0]["id"]
    assert clean(asked, key) == clean(asked, "竹山町") == clean(asked, " 竹山町 ") == key
    for given in (key, "1", "竹山町"):
        assert KIND.accept_json(asked, given, context()) == key
    with pytest.raises(FieldError) as refused:
        clean(asked, "竹山")
    assert (
        refused.value.message == "行政区の「竹山」は一覧にありません。一覧から1つ選んでください。"
    )


def test_a_label_that_is_another_choices_id_never_takes_its_place():
    first = choice_lines.choice_id("竹山町")
    asked = wards(f"竹山町\n{first}\n")
    assert clean(asked, first) == first


def test_the_list_holds_each_choice_once_and_what_was_typed_stays():
    page = BeautifulSoup(KIND.render(wards(), View("q-item", {"": ["山目字前田"]})), "html.parser")
    options = page.select("option")
    assert [option.get_text() for option in options] == [
        "選んでください",
        "竹山町",
        "山目字前田",
        "花泉町涌津",
        "1,000人未満の地区",
        "霞が関, 1-2-3",
    ]
    assert [o.get_text() for o in options if o.has_attr("selected")] == ["山目字前田"]
    strange = BeautifulSoup(KIND.render(wards(), View("q-item", {"": ["竹<b>"]})), "html.parser")
    assert [o.get_text() for o in strange.select("option[selected]")] == ["竹<b>"]


def test_five_thousand_choices_stay_small_and_quick():
    asked = wards("\n".join(f"{n:04d}\t第{n}行政区（花泉町）" for n in range(5000)))
    KIND.render(asked, View("q-item", {}))
    start = time.perf_counter()
    html = KIND.render(asked, View("q-item", {"": ["第4999行政区（花泉町）"]}))
    assert time.perf_counter() - start < 0.1
    assert len(html.encode()) < 5000 * 60
    assert "<option selected>第4999行政区（花泉町）<" in html


def schema_with(rule):
    choices = KIND.compile_options({"choices": WARDS})
    return FormSchema.from_json(
        builders.document(
            builders.section(
                "s",
                builders.question("ward", "search_list", **choices),
                builders.question("more", show=rule),
            )
        )
    )


def told(schema):
    journey = Journey(schema, {}, "individual")
    return json.loads(rules_json(uuid.uuid4(), schema, schema.sections[0], journey))["items"][0]


def test_the_browsers_rules_know_only_the_choices_they_name():
    asked = wards()
    first = asked.options["choices"][0]
    one = told(schema_with({"all": [{"ref": "ward", "op": "equals", "value": first["id"]}]}))
    assert one["options"] == {"ids": {"竹山町": first["id"]}}
    some = told(schema_with({"any": [{"ref": "ward", "op": "one_of", "value": [first["id"]]}]}))
    assert some["options"] == one["options"]
    assert told(schema_with(None))["options"] == {"ids": {}}

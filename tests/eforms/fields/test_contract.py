"""What holds for every question type, whatever its options."""

import csv
import io
import json
import random
import re

import pytest
from bs4 import BeautifulSoup

from eforms.fields import json_shape, registry
from eforms.fields.base import FieldError, View
from tests.eforms.fields.samples import MemoryStore, context, every_question, question, sample


QUESTIONS = every_question()
ASKING = {name: q for name, q in QUESTIONS.items() if q.is_asked}
TEXTS = {name: q for name, q in ASKING.items() if registry.get(q.type).value_kind == "text"}
BANNED = re.compile("不正|無効|エラーが発生|必須です|下さい")
PAYLOAD = "\"><script>alert('x')</script>"

every_type = pytest.mark.parametrize("asked", QUESTIONS.values(), ids=QUESTIONS)
every_asking = pytest.mark.parametrize("asked", ASKING.values(), ids=ASKING)
every_text = pytest.mark.parametrize("asked", TEXTS.values(), ids=TEXTS)


def render(asked, **values):
    values = {"name": f"q-{asked.id}", "raw": {}} | values
    return BeautifulSoup(registry.get(asked.type).render(asked, View(**values)), "html.parser")


def refusal(asked, raw, **values):
    with pytest.raises(FieldError) as refused:
        registry.get(asked.type).clean(asked, raw, context(**values))
    return refused.value


@every_type
@pytest.mark.parametrize("seed", range(5))
def test_a_sample_goes_through_the_inputs_and_comes_back_the_same(asked, seed):
    kind = registry.get(asked.type)
    value, store = sample(asked, seed)

    raw = kind.raw_from_value(asked, value)

    assert kind.clean(asked, raw, context(store)) == value


@every_type
def test_a_sample_is_accepted_from_a_program(asked):
    value, store = sample(asked)
    assert registry.get(asked.type).accept_json(asked, value, context(store)) == value
    assert json_shape.fits(value, registry.get(asked.type).json_schema(asked))
    json.dumps(value)


@every_asking
def test_a_value_is_shown_as_lines_of_text(asked):
    value, _ = sample(asked)
    lines = registry.get(asked.type).display(asked, value)
    assert lines
    assert all(isinstance(line, str) for line in lines)
    assert any(line.strip() for line in lines)


@every_type
def test_csv_has_one_cell_for_each_column(asked):
    kind = registry.get(asked.type)
    value, _ = sample(asked)
    columns = kind.csv_columns(asked)
    filled, empty = kind.csv_values(asked, value), kind.csv_values(asked, None)

    assert len(columns) == len(filled) == len(empty)
    assert all(re.fullmatch("item[a-z_]*", column.code) for column in columns)
    assert not any(empty)
    if asked.has_answer:
        assert any(filled)
        out = io.StringIO()
        csv.writer(out).writerow(filled)
        assert next(csv.reader(io.StringIO(out.getvalue()))) == filled


@every_asking
def test_nothing_given_is_no_answer(asked):
    kind = registry.get(asked.type)
    if not kind.always_required:
        assert kind.clean(asked, {}, context()) is None
        assert kind.accept_json(asked, None, context()) is None
    assert kind.is_empty(None)
    value, _ = sample(asked)
    assert not kind.is_empty(value)


@every_asking
def test_a_required_question_left_empty_says_what_to_do(asked):
    error = refusal(asked, {}, required=True)
    assert error.message.endswith("ください。")
    assert "確認すること" in error.message
    assert not BANNED.search(error.message)
    with pytest.raises(FieldError) as refused:
        registry.get(asked.type).accept_json(asked, None, context(required=True))
    assert refused.value.message == error.message


@every_asking
@pytest.mark.parametrize("junk", ["𠮷" * 30_000, "1" * 30_000, "\0", "<b>", "-1", "ー"])
def test_refusals_name_the_question_and_tell_how_to_go_on(asked, junk):
    kind = registry.get(asked.type)
    raw = {part: [junk] for part in kind.parts(asked)}
    try:
        kind.clean(asked, raw, context(MemoryStore()))
    except FieldError as error:
        assert "確認すること" in error.message
        assert "ください" in error.message
        assert len(error.message) < 200
        assert not BANNED.search(error.message)
        assert set(error.parts) <= set(kind.parts(asked))


@every_text
def test_text_beyond_the_limit_is_refused(asked):
    error = refusal(asked, {"": ["あ" * 20_001]})
    assert "文字以内" in error.message
    assert "20,001文字" in error.message


@every_asking
@pytest.mark.parametrize("value", [1.5, {"x": 1}, [1], [[]], {"family": 1}], ids=str)
def test_json_of_another_shape_is_refused(asked, value):
    if asked.type == "decimal" and value == 1.5:
        value = "1.5"
    with pytest.raises(FieldError) as refused:
        registry.get(asked.type).accept_json(asked, value, context(MemoryStore()))
    assert "ください。" in refused.value.message


@pytest.mark.parametrize(
    "kind", [kind.name for kind in registry.all_types() if kind.name != "hidden_value"]
)
def test_what_people_write_never_becomes_markup(kind):
    options = {}
    if kind in ("choice", "choices", "search_list"):
        options = {"choices": [{"id": PAYLOAD, "label": PAYLOAD}]}
    if kind == "consent":
        options = {"statement": PAYLOAD}
    if kind in ("integer", "decimal"):
        options = {"unit": PAYLOAD}
    if kind == "yes_no":
        options = {"yes_label": PAYLOAD, "no_label": PAYLOAD}
    if kind == "static_text":
        options = {"text": "<p>案内</p>"}
    asked = question(kind, label=PAYLOAD, help=PAYLOAD, **options)
    parts = (*registry.get(kind).parts(asked), "kept")
    raw = {part: [f"a|1|{PAYLOAD}" if part == "kept" else PAYLOAD] for part in parts}

    page = render(asked, raw=raw, message=PAYLOAD, parts=parts)

    assert page.find("script") is None
    assert "alert('x')" in page.get_text()
    assert not [tag for tag in page.find_all(True) if set(tag.attrs) & {"onclick", "style"}]


@every_asking
@pytest.mark.parametrize("message", ["", "確認することを入力してください。"])
@pytest.mark.parametrize("help", ["", "短い説明です。"])
def test_help_and_error_are_tied_to_the_inputs(asked, message, help):
    asked = question(asked.type, help=help, **asked.options)
    kind = registry.get(asked.type)
    page = render(asked, message=message, parts=kind.missing(asked).parts)
    ids = [tag["id"] for tag in page.select("[id]")]

    assert len(ids) == len(set(ids))
    named = " ".join(tag["aria-describedby"] for tag in page.select("[aria-describedby]")).split()
    assert set(named) <= set(ids)
    assert ("q-item-help" in named) == bool(help or kind.hint(asked) or kind.name == "date")
    assert ("q-item-error" in named) == bool(message)
    wrong = page.select("[aria-invalid=true]")
    assert bool(wrong) == bool(message)
    assert all("q-item-error" in tag["aria-describedby"] for tag in wrong)


@every_asking
def test_the_error_leads_to_an_input_and_begins_with_a_word_for_those_who_listen(asked):
    kind = registry.get(asked.type)
    error = kind.missing(asked)
    page = render(asked, message=error.message, parts=error.parts)
    anchor = f"q-item-{error.part}" if error.part else "q-item"

    assert page.find(id=anchor).name in ("input", "select", "textarea")
    text = page.select_one(".question__error")
    assert text.select_one(".visually-hidden").get_text() == "エラー："
    assert text.get_text() == f"エラー：{error.message}"


@every_asking
def test_every_input_has_a_label_and_none_is_required_by_the_browser(asked):
    page = render(asked)
    for box in page.select("input:not([type=hidden]), select, textarea"):
        assert page.find("label", attrs={"for": box["id"]}), box
        assert not box.has_attr("required")
        assert not box.has_attr("style")
    if len(page.select("input:not([type=hidden]), select, textarea")) > 1:
        assert page.find("fieldset").find("legend")


@every_asking
def test_required_and_optional_are_told_in_words(asked):
    kind = registry.get(asked.type)
    heading = ".question__label"
    assert "必須" in render(asked, required=True).select_one(heading).get_text()
    optional = render(asked).select_one(heading).get_text()
    assert ("（任意）" in optional) != kind.always_required


@every_asking
def test_a_question_of_a_row_is_not_filled_in_with_the_typists_data(asked):
    page = render(asked, in_row=True)
    assert {tag["autocomplete"] for tag in page.select("[autocomplete]")} <= {"off"}


@pytest.mark.parametrize("kind", registry.all_types(), ids=lambda kind: kind.name)
def test_a_type_says_what_it_is_and_brings_blocks(kind):
    assert kind.label
    assert kind.help.endswith("。")
    assert registry.get(kind.name) is kind
    for name, block in kind.option_blocks():
        assert name.isidentifier()
        assert block.label


@every_type
def test_half_filled_options_compile(asked):
    kind = registry.get(asked.type)
    names = {name for name, _ in kind.option_blocks()}
    assert set(kind.compile_options({})) == names
    assert set(kind.compile_options(dict.fromkeys(names))) == names


def test_samples_differ():
    asked = question("name")
    made = {
        json.dumps(registry.get("name").sample(asked, random.Random(seed))) for seed in range(20)
    }
    assert len(made) > 5


LIMITS = {
    "integer": ({"minimum": 2, "maximum": 1}, {"minimum": 1, "maximum": 1}),
    "decimal": ({"minimum": 0.2, "maximum": 0.1}, {"minimum": -0.2, "maximum": 0.1}),
    "money": ({"minimum": 500, "maximum": 100}, {"maximum": 100}),
    "date": (
        {"earliest": "2026-04-01", "latest": "令和8年3月31日"},
        {"earliest": "2027-01-01", "latest": "今日"},
    ),
    "month": ({"earliest": "2026-04", "latest": "2026-03"}, {"earliest": "2026-04"}),
    "time": ({"earliest": "13:00", "latest": "午前9時"}, {"earliest": "9:00", "latest": "13:00"}),
}


@pytest.mark.parametrize("kind", LIMITS)
def test_limits_with_nothing_in_between_are_told_to_the_editor(kind):
    crossed, fine = LIMITS[kind]
    (name, words), *more = registry.get(kind).option_problems(crossed)
    assert name in dict(registry.get(kind).option_blocks())
    assert words.endswith("してください")
    assert not more
    assert registry.get(kind).option_problems(fine) == []

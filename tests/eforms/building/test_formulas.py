"""Formulas in the editor: what they may be made of, what is told, what is compiled."""

import pytest

from eforms.building.compiler import compile_form
from eforms.building.formula_block import FormulaBlock
from eforms.building.formulas import compiled
from eforms.building.loading import DefinitionError, save_form
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema


@pytest.fixture
def load(folder, definition):
    """Load a form with more questions on the dogs' page."""

    def load(*items, first=()):
        definition["sections"][0]["items"] += first
        definition["sections"][1]["items"] += items
        return save_form(folder, definition)

    return load


COPIES = {"type": "integer", "code": "copies", "label": "通数", "unit": "通"}


def fee(**more):
    formula = {"op": "product", "of": ["copies", 300]}
    return {
        "type": "calculated",
        "code": "fee",
        "label": "手数料",
        "unit": "円",
        "formula": formula,
    } | more


def test_a_calculation_is_compiled_and_worked_out(load):
    form = load(COPIES, fee())
    document = compile_form(form)
    told = {part["code"]: part for part in document["sections"][1]["items"]}
    assert told["fee"]["options"] == {
        "places": 0,
        "unit": "円",
        "hidden": False,
        "formula": {"op": "product", "of": [told["copies"]["id"], 300]},
    }
    assert told["fee"]["required"] is False
    journey = Journey(FormSchema.from_json(document), {told["copies"]["id"]: 3}, "individual")
    assert journey.answer(told["fee"]["id"]) == 900


def test_rows_are_counted_and_columns_added_up_from_outside(load):
    weights = {"type": "integer", "code": "weight", "label": "体重", "unit": "kg"}
    group = {"type": "group", "code": "cats", "label": "猫", "items": [weights]}
    count = fee(code="number", formula={"op": "count", "of": "cats"})
    total = fee(code="total", formula={"op": "sum", "of": ["weight"]})
    form = load(group, count, total)
    assert form.versions.count() == 1


def test_an_age_is_worked_out_at_a_day(load):
    born = {"type": "date", "code": "born", "label": "生年月日"}
    age = fee(code="age", unit="歳", formula={"op": "age", "of": "born", "at": "2027-04-01"})
    form = load(born, age)
    options = compile_form(form)["sections"][1]["items"][-1]["options"]
    assert options["formula"]["at"] == "2027-04-01"


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ({"op": "sum", "of": ["note_text"]}, "「備考」の答えは数ではないため"),
        ({"op": "count", "of": "copies"}, "「通数」は数えられません"),
        ({"op": "age", "of": "copies"}, "「通数」の答えは日付ではないため"),
        ({"op": "age", "of": "dog_birth"}, "繰り返しの中にあるため"),
        ({"op": "sum", "of": ["fee"]}, "自分自身は計算に使えません"),
        ({"op": "sum", "of": ["nobody"]}, "質問 'nobody' がありません"),
        ({"op": "root", "of": ["copies"]}, "何を計算するかを選んでください"),
        ({"op": "sum", "of": ["other"]}, "互いの結果を使っていて"),
    ],
)
def test_what_cannot_be_calculated_is_told(load, formula, told):
    note = {"type": "short_text", "code": "note_text", "label": "備考"}
    other = fee(code="other", label="別の計算", formula={"op": "sum", "of": ["fee", 1]})
    with pytest.raises(DefinitionError) as refused:
        load(COPIES, note, fee(formula=formula), other)
    assert told in str(refused.value)


def test_later_pages_are_not_there_yet(load):
    with pytest.raises(DefinitionError, match="後の画面にあるため計算に使えません"):
        load(COPIES, first=[fee()])


def test_unfinished_parts_are_left_out():
    assert compiled({"op": "sum", "of": ["a", "", None, 2, True]}) == {"op": "sum", "of": ["a", 2]}
    assert compiled({"op": "sum", "of": [""]}) is None
    assert compiled({"op": "count", "of": ""}) is None
    assert compiled({"op": "age", "of": "a"}) == {"op": "age", "of": "a", "at": "today"}
    for strange in (None, {}, [], {"op": "sum"}, {"op": "sum", "of": "a"}, {"of": ["a"]}):
        assert compiled(strange) is None


def test_the_editors_input_holds_json():
    block = FormulaBlock()
    formula = {"op": "sum", "of": ["a"]}
    assert block.value_from_form(block.field.prepare_value(formula)) == formula
    for strange in ("", "null", "[1]", "{", "3"):
        assert block.value_from_form(strange) is None
    assert 'data-controller="form-formula"' in block.field.widget.render("x", "{}")


def test_a_links_value_stands_where_it_cannot_be_lost(folder, definition):
    definition["sections"][1]["show"] = {
        "all": [{"question": "agent", "op": "equals", "value": True}]
    }
    definition["sections"][1]["items"].append(
        {"type": "hidden_value", "code": "campaign", "label": "きっかけ"}
    )
    with pytest.raises(DefinitionError, match="いつも表示されるセクション"):
        save_form(folder, definition)

"""The applicant's block: which questions it becomes, for whom, and what keeps its name."""

import uuid

import pytest

from eforms.building import applicant
from eforms.building.checks import page_problems
from eforms.building.compiler import compile_form
from eforms.building.definitions import DefinitionError
from eforms.building.loading import save_form
from eforms.building.versions import current_version
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema
from eforms.fields.display import applicant_name, summary
from eforms.models import FormPage


NAME = {"family": "一関", "given": "太郎", "family_kana": "イチノセキ", "given_kana": "タロウ"}


@pytest.fixture
def definition(definition):
    """The dog's form with the block in place of the owner's name, for everybody."""
    definition["for"] = ["individual", "corporation", "organization"]
    definition["sections"][0]["items"][0] = {"type": "applicant", "code": "who"}
    return definition


def questions(form):
    return {part["code"]: part for part in compile_form(form)["sections"][0]["items"]}


def shown(form, kind):
    schema = FormSchema.from_json(compile_form(form))
    journey = Journey(schema, {}, kind)
    return [item.code for item in journey.items(schema.sections[0]) if item.code.startswith("who")]


def test_each_kind_is_asked_for_what_it_has(folder, definition):
    form = save_form(folder, definition)
    assert shown(form, "individual") == ["who_name", "who_address", "who_phone"]
    assert shown(form, "corporation") == [
        "who_corporation_company",
        "who_corporation_representative_title",
        "who_corporation_representative",
        "who_corporation_department",
        "who_corporation_contact",
        "who_corporation_phone",
    ]
    assert shown(form, "organization") == [
        "who_organization",
        "who_organization_address",
        "who_organization_representative",
        "who_organization_contact",
        "who_organization_phone",
    ]
    told = questions(form)
    assert told["who_name"]["label"] == "申請する方のお名前"
    assert told["who_name"]["options"]["profile"] == "name"
    assert told["who_organization"]["options"]["profile"] == "organization_name"


def test_parts_are_chosen_and_keep_their_ids(folder, definition):
    before = questions(save_form(folder, definition))
    definition["sections"][0]["items"][0] |= {
        "birth_date": True,
        "address": False,
        "phone": False,
        "kana": False,
        "label": "飼い主",
    }
    definition["for"] = ["individual"]
    form = save_form(folder, definition)
    told = questions(form)
    assert shown(form, "individual") == ["who_name", "who_birth_date"]
    assert "who_organization" not in told
    assert told["who_name"]["id"] == before["who_name"]["id"]
    assert told["who_name"]["label"] == "飼い主のお名前"
    assert told["who_name"]["show"] is None
    assert told["who_name"]["options"]["kana"] is False
    assert told["who_birth_date"]["options"]["latest"] == "today"
    block = next(iter(form.body[0].value["items"]))
    part = applicant.PARTS["individual"][0]
    assert told["who_name"]["id"] == str(uuid.uuid5(uuid.UUID(block.id), "individual/name"))
    assert applicant.part_id(block.id, "individual", part) == told["who_name"]["id"]


def test_its_own_rule_is_added_to_that_of_the_kind(folder, definition):
    items = definition["sections"][0]["items"]
    items[0], items[1] = items[1], items[0]
    rule = {"all": [{"question": "agent", "op": "equals", "value": True}]}
    items[1]["show"] = rule
    told = questions(save_form(folder, definition))
    kind, own = told["who_name"]["show"]["all"]
    assert kind == {"ref": "@applicant_kind", "op": "equals", "value": "individual"}
    assert own["all"][0]["ref"] == told["agent"]["id"]


def test_a_code_that_it_makes_is_nobody_elses(folder, definition):
    definition["sections"][0]["items"].append(
        {"type": "short_text", "code": "who_phone", "label": "別の番号"}
    )
    with pytest.raises(DefinitionError, match="「who_phone」は、「別の番号」で使われています"):
        save_form(folder, definition)


def test_there_is_one_of_it(folder, definition):
    definition["sections"][1]["items"].append({"type": "applicant", "code": "again"})
    with pytest.raises(DefinitionError, match="1つのフォームに1つだけ"):
        save_form(folder, definition)


def test_rules_cannot_ask_for_it(folder, definition):
    definition["sections"][0]["items"][2]["show"] = {
        "all": [{"question": "who", "op": "not_empty"}]
    }
    with pytest.raises(DefinitionError, match="条件に使えません|見つかりません"):
        save_form(folder, definition)


def test_it_reads_back_from_the_editor_as_it_was(folder, definition):
    form = save_form(folder, definition)
    again = FormPage.objects.get(pk=form.pk)
    assert compile_form(again) == current_version(form).schema
    assert page_problems(again) == {}


def test_a_group_goes_by_its_own_name(folder, definition):
    form = save_form(folder, definition)
    schema = FormSchema.from_json(compile_form(form))
    told = {item.code: item.id for item in schema.questions()}
    answers = {
        told["who_organization"]: "竹山町自治会",
        told["who_organization_representative"]: NAME,
    }
    assert applicant_name(schema, answers, "organization") == "竹山町自治会"
    assert applicant_name(schema, {told["who_name"]: NAME}, "individual") == "一関 太郎"
    rows = summary(schema, Journey(schema, answers, "organization"))[0].rows
    assert [(row.label, row.lines[0]) for row in rows[:1]] == [("団体の名称", "竹山町自治会")]

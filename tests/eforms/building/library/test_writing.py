"""A form written down and loaded again is the same form, but for its ids."""

import json
import re

import pytest

from eforms.building.compiler import compile_form
from eforms.building.definitions import body_of
from eforms.building.library import ready
from eforms.building.loading import save_form
from eforms.building.writing import definition_of
from eforms.models import FormPage
from operations.demo.data import forms


pytestmark = pytest.mark.django_db


def without_ids(schema: dict) -> str:
    """Return a compiled form as text in which each id is a number, by first appearance."""
    numbers: dict[str, str] = {}
    uuid = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
    text = json.dumps(schema, sort_keys=True)  # PostgreSQL keeps keys in an order of its own
    return uuid.sub(lambda m: numbers.setdefault(m[0], f"#{len(numbers)}"), text)


def again(page: FormPage) -> FormPage:
    """Return an unsaved form with the questions that were written down."""
    copy = FormPage(title=page.title)
    copy.for_individuals, copy.for_corporations = page.for_individuals, page.for_corporations
    copy.for_organizations, copy.legal_basis = page.for_organizations, page.legal_basis
    definition = definition_of(page) | {"code": "other-city"}
    copy.body = FormPage._meta.get_field("body").to_python(body_of(definition))
    return copy


def test_the_form_of_these_tests(form):
    assert without_ids(compile_form(again(form))) == without_ids(compile_form(form))


def test_settings_and_mails(form, folder):
    definition = definition_of(form)
    assert definition["title"] == "犬の登録" and definition["organisation"] == "kankyo"
    assert definition["for"] == ["individual", "corporation"]
    copied = save_form(folder, definition | {"code": "copy"})
    assert definition_of(copied) == definition | {"code": "copy"}


@pytest.mark.parametrize("data", forms(), ids=lambda data: data["code"])
def test_every_form_of_the_demo(data, folder, organisation):
    definition = data | {"organisation": organisation.code}
    page = save_form(folder, definition)
    assert without_ids(compile_form(again(page))) == without_ids(compile_form(page))


@pytest.mark.parametrize("template", ready.ready("forms"), ids=lambda part: part.key)
def test_every_ready_form(template, folder, organisation):
    settings = {"code": "ready", "title": template.name, "organisation": organisation.code}
    settings |= {"contact_name": organisation.name}
    page = save_form(folder, template.definition | settings)
    assert without_ids(compile_form(again(page))) == without_ids(compile_form(page))
    # Nothing that the file says is lost on the way back.
    assert definition_of(again(page))["sections"] == definition_of(page)["sections"]

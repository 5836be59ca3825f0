"""Real paper forms are built by the editor's screens alone, and are what their data files say."""

import difflib
import json
import os
import re

import pytest

from eforms.building.compiler import compile_form
from eforms.building.definitions import body_of
from eforms.building.versions import current_version
from eforms.models import FormPage
from tests.e2e.paper import NAMES, paper
from tests.e2e.transcribing import Transcriber
from tests.eforms.building.test_building_browser import browser, editor  # noqa: F401 - fixtures


pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        os.environ.get("DATABASE_URL", "").startswith("postgres"),
        reason="the editor's screens know nothing of the database; once is enough",
    ),
]


def lines_without_ids(schema: dict) -> list[str]:
    """Return a compiled form as lines in which each id is a number, by first appearance."""
    numbers: dict[str, str] = {}
    uuid = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
    text = json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True)
    return uuid.sub(lambda m: numbers.setdefault(m[0], f"#{len(numbers)}"), text).splitlines()


def loaded(definition: dict) -> dict:
    """Return the schema of a definition that nobody typed."""
    page = FormPage(title=definition["title"], legal_basis=definition.get("legal_basis", ""))
    kinds = definition.get("for", ["individual"])
    page.for_individuals, page.for_corporations = "individual" in kinds, "corporation" in kinds
    page.for_organizations = "organization" in kinds
    page.body = FormPage._meta.get_field("body").to_python(body_of(definition))
    return compile_form(page)


LARGE = "hoiku"  # 122 questions


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.large] if name == LARGE else []) for name in NAMES],
)
def test_a_paper_form_built_by_the_screens(name, editor, folder):  # noqa: F811
    definition = paper(name)
    editor.new_form(folder.get_parent().title, folder.title)
    Transcriber(editor, definition).build("生活環境課")
    editor.publish()
    assert not editor.errors()
    assert editor.published_url() == f"/f/{definition['code']}/"
    version = current_version(FormPage.objects.get(code=definition["code"]))
    built, written = lines_without_ids(version.schema), lines_without_ids(loaded(definition))
    assert not list(difflib.unified_diff(written, built, "data file", "screens", n=12))

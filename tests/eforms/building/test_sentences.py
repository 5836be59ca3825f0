"""Rules in words: what Python says and what the editor's script says, from one list."""

import json
from pathlib import Path

import pytest

from eforms.building.comparisons import Source
from eforms.building.rule_block import editor_table
from eforms.building.sentences import sentence
from tests.browser import chromium


HERE = Path(__file__).parent
DATA = json.loads((HERE / "vectors" / "sentences.json").read_text())
NAMES = {key: Source(**part) for key, part in DATA["names"].items()}
SCRIPT = HERE.parents[2] / "static" / "eforms" / "admin" / "rule-words.js"

RUN = """({ cases, names, table }) => {
  const applicant = { label: "申請者の区分", kind: "applicant", choices: table.applicant };
  const all = { ...names, "@applicant_kind": applicant };
  const find = (ref) => all[ref]
    ? { unit: "", ...all[ref], choices: Object.entries(all[ref].choices ?? {}) } : null;
  return cases.map(([rule]) => window.formRuleWords.sentence(rule, find, table));
}"""


@pytest.mark.parametrize(("rule", "words"), DATA["cases"])
def test_a_rule_reads_as_a_sentence(rule, words):
    assert sentence(rule, NAMES) == words


@pytest.mark.e2e
def test_the_editors_script_says_the_same():
    with chromium() as browser:
        context = browser.new_context()
        page = context.new_page()
        page.add_script_tag(content=SCRIPT.read_text())
        said = page.evaluate(
            RUN, {"cases": DATA["cases"], "names": DATA["names"], "table": editor_table()}
        )
        context.close()
    assert said == [words for _rule, words in DATA["cases"]]

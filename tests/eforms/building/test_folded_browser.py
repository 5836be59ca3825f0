"""Questions that nobody opens are not built; what they send is what they would send when built."""

import pytest
from playwright.sync_api import expect

from eforms.building.compiler import compile_form
from eforms.building.loading import save_form
from eforms.fields import registry
from eforms.models import FormPage
from tests.eforms.building.test_building_browser import browser
from tests.eforms.building.test_building_browser import editor as window
from tests.eforms.types.cases import CASES


__all__ = ["browser", "window"]

pytestmark = pytest.mark.e2e
# Names and values as they would be sent, in their order: another one counts as a change to Wagtail,
# which would save the form because somebody looked at a question.
SENT = """() => {
  const lines = (value) => {
    if (typeof value !== "string") return "";
    const [, start] = /^(.)/.exec(value) ?? [];
    if (start !== "{" || !value.includes("blocks")) return value.replace(/\\r\\n/g, "\\n");
    // Texts are written anew by their editor; what they mean is compared by saving, below.
    return JSON.parse(value).blocks.map((block) => block.text).join();
  };
  return [...new FormData(document.querySelector("form[data-edit-form]"))]
    .map(([name, value]) => `${name}=${lines(value)}`);
}"""
BLOCK = "[data-form-rules] [data-streamfield-child]"


def everything(definition):
    """Return a form with every type of question that its data can be written with."""
    items = []
    for number, case in enumerate(CASES):
        if case.kind == "image":  # needs the media library; it is always built
            continue
        known = {item["code"] for item in items}
        items += [item for item in case.before if item["code"] not in known]
        item = {"type": case.kind, "code": f"q{number}", "label": f"質問{number}"} | case.item
        asked = registry.get(case.kind).asked
        items.append(item | ({"required": True} if asked else {}))
    rows = {
        "type": "group",
        "code": "people",
        "label": "必要な方",
        "items": [
            {"type": "name", "code": "who", "label": "氏名"},
            {
                "type": "choice",
                "code": "why",
                "label": "理由",
                "choices": [{"label": "引っ越し", "code": "move"}, "ほか"],
                "show": {"all": [{"question": "who", "op": "not_empty"}]},
            },
        ],
    }
    section = {"code": "all", "title": "すべて", "items": [*items, rows]}
    my_number = {"my_number_task": True, "legal_basis": "番号法第9条第1項", "retention_days": 365}
    return definition | my_number | {"code": "all", "sections": [section]}


def open_all(page):
    """Open every question."""
    page.evaluate(
        """() => { for (const toggle of document.querySelectorAll(
          "[data-form-rules] [data-panel-toggle][aria-expanded=false]")) toggle.click(); }"""
    )


def test_what_was_never_opened_is_sent_as_if_it_were(window, folder, definition):
    page = save_form(folder, everything(definition))
    window.edit(page.pk)
    folded = window.page.locator(".form-fold")
    assert folded.count() >= len(CASES)
    assert window.page.locator(".form-rule").count() >= 1
    before = window.page.evaluate(SENT)
    assert len(before) > 15 * len(CASES)
    open_all(window.page)
    expect(folded).to_have_count(0)
    after = window.page.evaluate(SENT)
    assert [line for line in after if line not in before] == []
    assert [line for line in before if line not in after] == []
    assert after == before


def test_a_form_is_saved_without_opening_anything(window, folder, definition):
    page = save_form(folder, everything(definition))
    was = compile_form(page)
    window.edit(page.pk)
    window.page.fill("[name=title]", "名称だけを変えた申請")
    window.page.keyboard.press("Control+s")
    expect(window.page.locator(".messages")).to_contain_text("名称だけを変えた申請")
    saved = FormPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert compile_form(saved) == was | {"title": "名称だけを変えた申請"}


def test_gear_heading_and_use_lead_into_a_folded_question(window, form):
    window.edit(form.pk)
    window.tab("質問")
    agent, reason = (
        window.page.locator(BLOCK).first.locator("[data-streamfield-child]").nth(n) for n in (1, 2)
    )
    expect(reason.locator("[data-panel-heading]").first).to_contain_text("代理の理由")
    expect(reason.locator("[data-form-rule-mark=show]")).to_contain_text("代理の方ですか")
    reason.locator("[data-streamfield-action=SETTINGS]").click()
    expect(reason.get_by_label("条件に使う質問")).to_be_visible()
    expect(reason.locator("[data-streamfield-action=SETTINGS]")).to_be_focused()
    # The line of uses stands in the open question and leads to the rule in a folded one.
    window.page.reload()
    window._ready()
    window.tab("質問")
    agent.locator("[data-panel-heading]").first.click()
    agent.locator(".form-uses__toggle").click()
    agent.locator(".form-uses__link").first.click()
    expect(reason.locator(".form-rule__source").first).to_be_focused()


def test_a_folded_question_is_copied_with_its_rule_and_moved(window, form):
    window.edit(form.pk)
    window.tab("質問")
    section = window.page.locator(BLOCK).first
    reason = section.locator("[data-streamfield-child]").nth(2)
    reason.locator("[data-streamfield-action=DUPLICATE]").click()
    copy = section.locator("[data-streamfield-child]").nth(3)
    expect(copy.locator("[name$='-value-label']").first).to_have_value("代理の理由")
    expect(copy.locator("[data-form-rule-mark=show]")).to_contain_text("代理の方ですか")
    assert copy.locator("[name$='-value-code']").first.input_value() == ""

"""The tools beside the editor, in the browser: unsaved edits are tried, and the list leads on."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from eforms.building.versions import current_version
from eforms.models import FormPage
from tests.eforms.building.test_building_browser import browser, editor  # noqa: F401  (fixtures)


pytestmark = pytest.mark.e2e

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def frame_of(page):
    """Return the frame of the drawer, once it shows something."""
    frame = page.frame_locator("iframe.form-drawer__frame")
    expect(frame.locator("h1").first).to_be_visible()
    return frame


def hold_against_axe(page):
    """Axe looks into the frame too; the admin around it is Wagtail's."""
    found = Axe().run(page, context=".form-drawer", options=OPTIONS)
    assert not found.response["violations"], found.generate_report()


def test_unsaved_edits_are_tried_and_explained(editor, form):  # noqa: F811
    editor.edit(form.pk)
    editor.tab("質問")
    page = editor.page
    section = page.locator("[data-form-rules] [data-streamfield-child]").first
    asked = section.locator("[data-streamfield-child]").nth(1)
    asked.locator("[data-panel-toggle]").first.click()
    editor.fill(asked, label="代わりの方ですか")
    page.get_by_role("button", name="試してみる").click()
    frame = frame_of(page)
    frame.get_by_role("button", name="個人", exact=True).last.click()
    expect(frame.get_by_text("代わりの方ですか").first).to_be_visible()
    why = frame.locator("[data-reasons]")
    expect(why).to_contain_text("「代わりの方ですか」が「はい」ではないため（まだ答えていません）")
    hold_against_axe(page)

    # The browser's mirror shows the question at once, and the reasons follow.
    reason = frame.get_by_label("代理の理由")
    expect(reason).to_be_hidden()
    frame.locator("label", has_text="はい").first.click()
    expect(reason).to_be_visible()
    expect(why).to_contain_text("「代わりの方ですか」が「はい」であるため")
    frame.get_by_role("button", name="保存して次へ進む").click()
    expect(frame.locator(".error-summary")).to_contain_text("確認事項があります")
    hold_against_axe(page)

    frame.get_by_label("姓", exact=True).fill("一関")
    frame.get_by_label("名", exact=True).fill("太郎")
    for label, kana in (("姓のフリガナ", "イチノセキ"), ("名のフリガナ", "タロウ")):
        frame.get_by_label(label).fill(kana)
    frame.get_by_label("代理の理由").fill("入院のため")
    frame.get_by_role("button", name="保存して次へ進む").click()
    expect(frame.locator("h1")).to_have_text("犬について")

    # Edited again: the try-out stays where it is, with its answers.
    editor.fill(section, title="方")
    page.get_by_role("button", name="編集内容を反映する").click()
    anew = frame.get_by_role("button", name="1. 方", include_hidden=True)
    expect(anew).to_be_attached()  # the frame has loaded what was edited
    frame.get_by_text("画面を選ぶ").click()
    frame.get_by_role("button", name="1. 方").click()
    expect(frame.locator("h1")).to_have_text("方")
    expect(frame.get_by_label("代理の理由")).to_have_value("入院のため")
    assert current_version(form).number == 1
    assert FormPage.objects.get(pk=form.pk).latest_revision_id == form.latest_revision_id
    page.keyboard.press("Escape")


def test_a_refused_publish_opens_the_list_which_leads_to_the_place(editor, form):  # noqa: F811
    form.body[0].value["items"][2].value["show"] = {
        "all": [
            {"ref": form.body[0].value["items"][1].id, "op": "equals", "value": each}
            for each in (True, False)
        ]
    }
    form.contact_name = ""
    form.save_revision(clean=False)
    editor.edit(form.pk)
    page = editor.page
    editor.publish()
    frame = frame_of(page)
    expect(frame.get_by_role("status")).to_contain_text("直すところが2件")
    hold_against_axe(page)
    frame.get_by_role("link", name="代理の理由").click()
    block = page.locator("[data-streamfield-child]").filter(
        has=page.locator(f"input[value='{form.body[0].value['items'][2].id}']")
    )
    expect(block.last).to_be_in_viewport()
    expect(page.get_by_role("tab", name="質問")).to_have_attribute("aria-selected", "true")
    frame.get_by_role("link", name="問い合わせ先").click()
    expect(page.locator("#id_contact_name")).to_be_focused()

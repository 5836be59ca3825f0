"""An editor builds with the blocks that are no plain questions, in the admin's own screens."""

import os

import pytest
from playwright.sync_api import expect

from eforms.building.versions import current_version, schema_of
from eforms.fields import choice_lines
from eforms.models import FormPage
from tests.eforms.building.test_building_browser import browser, editor  # noqa: F401 - fixtures


pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("SCREENSHOTS")


def look(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/editor-{name}.png")


def test_a_long_list_from_a_file_an_applicant_and_a_stop(editor, folder):  # noqa: F811
    editor.new_form(folder.get_parent().title, folder.title)
    editor.basics(
        title="地区の集会所",
        code="shukaijo",
        organisation="生活環境課",
        contact="生活環境課",
        phone="0191-21-2111",
    )
    section = editor.add_section("申請する方")
    applicant = editor.add_question(section, "申請者", "申請する方")
    expect(applicant.get_by_label("フリガナを聞く")).to_be_checked()
    look(editor.page, "applicant")
    wards = editor.add_question(section, "一覧から探して選ぶ", "行政区")
    wards.locator("input[type=file]").set_input_files(
        {
            "name": "行政区.csv",
            "mimeType": "text/csv",
            "buffer": "1,竹山町\r\n2,花泉町涌津\r\n山目字前田\r\n".encode("shift_jis"),
        }
    )
    expect(wards.get_by_role("status")).to_contain_text("いまの選択肢は3個です")
    wards.get_by_role("button", name="CSVファイルから読み込む").scroll_into_view_if_needed()
    look(editor.page, "search-list")
    stop = editor.add_question(section, "申請できない方への案内", "山目の方は申請できません")
    stop.locator(".public-DraftEditor-content").first.click()
    editor.page.keyboard.type("山目の集会所へ申し込んでください。")
    editor.add_rule(stop, "行政区", value="山目字前田")
    look(editor.page, "stop")
    editor.publish()
    assert editor.published_url() == "/f/shukaijo/"

    schema = schema_of(current_version(FormPage.objects.get(code="shukaijo")))
    items = schema.sections[0].items
    assert [item.type for item in items] == ["name", "address", "phone", "search_list", "stop"]
    assert [choice["label"] for choice in items[3].choices] == [
        "竹山町",
        "花泉町涌津",
        "山目字前田",
    ]
    # The browser's id of a choice is the server's.
    assert items[4].show["all"][0]["value"] == choice_lines.choice_id("山目字前田")
    assert items[4].options["text"] == "<p>山目の集会所へ申し込んでください。</p>"

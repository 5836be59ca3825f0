"""The long list in a browser: keyboard, filtering, what is sent; the editor's box reads CSV."""

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from eforms.fields import choice_lines, registry
from eforms.fields.base import View
from tests.browser import chromium
from tests.eforms.fields.samples import question


pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "static" / "js" / "search-list.js"
LINES = ROOT / "static" / "eforms" / "admin" / "choice-lines.js"
SHOTS = os.environ.get("SCREENSHOTS")
LABELS = ["竹山町", "ヤマノメ前田", "山目字前田", "花泉町涌津", "ＮＨＫ前"]


@pytest.fixture(params=[360, 1280])
def page(request):
    with chromium() as browser:
        context = browser.new_context(viewport={"width": request.param, "height": 800})
        page = context.new_page()
        page.width = request.param
        yield page
        context.close()


def show(page, labels=LABELS, typed=""):
    text = "\n".join(labels)
    options = registry.get("search_list").compile_options({"choices": text})
    asked = question(
        "search_list", label="お住まいの行政区", help="広報の表紙にあります。", **options
    )
    html = registry.get("search_list").render(asked, View("q-item", {"": [typed] if typed else []}))
    page.set_content(
        f'<html lang="ja"><main style="padding:16px"><form>{html}</form></main></html>'
    )
    # The city's own looks: CSS imports need a server, so its parts are put together.
    sheets = "../vendor/design-tokens/tokens site type layout buttons cards forms"
    for name in sheets.split():
        path = (ROOT / "static" / "css" / f"{name}.css").resolve()
        page.add_style_tag(content=path.read_text())
    # A module without an address imports nothing: the texts' module stands in front of it.
    words = SCRIPT.with_name("words.js").read_text().replace("export function", "function")
    script = SCRIPT.read_text().replace('import { say } from "./words.js";', "")
    source = json.dumps(words + script)
    page.evaluate(
        f"import(URL.createObjectURL(new Blob([{source}], {{type: 'text/javascript'}})))"
        ".then((m) => m.searchLists(document))"
    )
    page.wait_for_selector(".combobox")
    return page.get_by_role("combobox")


def sent(page):
    return page.evaluate("new FormData(document.querySelector('form')).get('q-item')")


def test_one_types_a_part_and_takes_a_hit_by_keys(page):
    box = show(page)
    expect(page.get_by_label("お住まいの行政区").first).to_have_role("combobox")
    expect(box).to_have_accessible_description(
        "広報の表紙にあります。 文字を入力すると、一覧から探せます。"
    )
    box.focus()
    box.press_sequentially("前田")
    expect(page.get_by_role("option")).to_have_text(["ヤマノメ前田", "山目字前田"])
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text("2件見つかりました。")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/search-list-{page.width}.png")
    box.press("ArrowDown")
    box.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_text("山目字前田")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(box).to_have_value("山目字前田")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert sent(page) == "山目字前田"


@pytest.mark.parametrize("typed", ["やまのめ", "ヤマノメ", "ﾔﾏﾉﾒ"])
def test_width_and_kana_do_not_matter(page, typed):
    box = show(page)
    box.fill(typed)
    expect(page.get_by_role("option")).to_have_text(["ヤマノメ前田"])
    box.fill("nhk")
    expect(page.get_by_role("option")).to_have_text(["ＮＨＫ前"])


def test_escape_closes_and_keeps_what_was_chosen(page):
    box = show(page, typed="竹山町")
    expect(box).to_have_value("竹山町")
    box.focus()
    box.press("ArrowDown")
    expect(page.get_by_role("option")).to_have_count(5)
    box.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()
    assert sent(page) == "竹山町"


def test_a_press_takes_a_hit_and_tells_the_form(page):
    box = show(page)
    page.evaluate(
        "document.querySelector('form').addEventListener('change', () => window.told = 1)"
    )
    box.click()
    page.get_by_role("option", name="花泉町涌津").click()
    expect(box).to_have_value("花泉町涌津")
    assert sent(page) == "花泉町涌津"
    assert page.evaluate("window.told") == 1


def test_what_is_in_no_list_is_sent_as_typed_and_emptying_takes_the_answer_back(page):
    box = show(page, typed="竹山町")
    box.fill("どこか")
    expect(page.get_by_text("見つかりません")).to_have_count(1)
    box.blur()
    assert sent(page) == "どこか"
    box.fill("")
    box.blur()
    assert sent(page) == ""


def test_thousands_are_cut_off_with_their_number(page):
    box = show(page, [f"第{n}区" for n in range(5000)])
    box.fill("区")
    expect(page.get_by_role("option")).to_have_count(50)
    expect(page.get_by_text("ほかに4,950件あります")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(
        "5,000件見つかりました。はじめの50件を表示しています。"
    )


EDITOR = """
window.StimulusModule = { Controller: class { constructor(element) { this.element = element; } } };
window.wagtail = { app: { register: (name, kind) => { window.Kind = kind; } } };
"""


@pytest.fixture
def editor():
    with chromium() as browser:
        page = browser.new_page()
        page.set_content('<div id="frame"><textarea></textarea></div>')
        page.add_script_tag(content=EDITOR + LINES.read_text())
        page.evaluate("new window.Kind(document.getElementById('frame')).connect()")
        yield page
        page.close()


def test_the_editors_rules_see_the_ids_the_server_makes(editor):
    text = "1\t竹山町\n山目字前田\n\n2,花泉町涌津\n1,000人未満\n" + "長い名前の学校" * 20
    assert editor.evaluate("(text) => window.formChoiceLines(text)", text) == [
        [line.id, line.label] for line in choice_lines.read_lines(text)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "shift_jis"])
def test_a_csv_file_is_read_into_the_box(editor, encoding):
    csv = '1,"竹山町","本庁"\r\n2,"花泉町, 涌津"\r\n山目字前田\r\n\r\n'
    editor.locator("input[type=file]").set_input_files(
        {"name": "行政区.csv", "mimeType": "text/csv", "buffer": csv.encode(encoding)}
    )
    expect(editor.get_by_role("status")).to_contain_text("読み込みました。いまの選択肢は3個です。")
    text = editor.locator("textarea").input_value()
    assert [(line.code, line.label) for line in choice_lines.read_lines(text)] == [
        ("1", "竹山町"),
        ("2", "花泉町, 涌津"),
        ("", "山目字前田"),
    ]

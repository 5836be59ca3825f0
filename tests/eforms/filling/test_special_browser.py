"""What is no plain input, in the browser: at phone and PC width, no errors of script or policy.

``SCREENSHOTS=folder`` leaves pictures of each page there.
"""

import os
import re

import pytest
from playwright.sync_api import expect

from eforms.fields import registry
from eforms.filling import drafts
from tests.browser import chromium
from tests.eforms.filling.conftest import question, schema_document, section, uid, url


pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("SCREENSHOTS")
NO = {"all": [{"ref": uid("lives"), "op": "equals", "value": False}]}
WARDS = [f"第{number}行政区（{town}）" for number in range(1, 60) for town in ("山目", "花泉")]
FIRST = registry.get("search_list").compile_options({"choices": "\n".join(WARDS)})


def special_form() -> dict:
    first = FIRST["choices"][0]["id"]
    named = {"all": [{"ref": uid("ward"), "op": "equals", "value": first}]}
    picture = {"src": "/static/img/select.svg", "width": 160, "height": 160, "srcset": ""}
    return schema_document(
        [
            section(
                "one",
                "お住まいと受取り",
                [
                    question("heading", "h", "お住まい", options={"level": 2}),
                    question("yes_no", "lives", "市内に住んでいますか", required=True),
                    question(
                        "stop",
                        "outside",
                        "市外の方は申請できません",
                        show=NO,
                        options={
                            "text": "<p>お住まいの市町村に申請してください。</p>",
                            "link_url": "/",
                            "link_label": "手続きの案内を見る",
                        },
                    ),
                    question("search_list", "ward", "行政区", options=FIRST),
                    question("short_text", "more", "班の名前", show=named),
                    question("heading", "r", "受取り", options={"level": 3}),
                    question(
                        "notice",
                        "n1",
                        "受け取れる日",
                        options={"kind": "info", "text": "<p>土日は受け取れません。</p>"},
                    ),
                    question(
                        "notice",
                        "n2",
                        "受け取れる方",
                        options={"kind": "warning", "text": "<p>本人だけです。</p>"},
                    ),
                    question(
                        "notice",
                        "n3",
                        "準備ができました",
                        options={"kind": "success", "text": "<p>このまま進めます。</p>"},
                    ),
                    question(
                        "image", "pic", "図1 窓口の場所", options={"image": picture, "alt": "地図"}
                    ),
                    question("integer", "copies", "通数", options={"unit": "通"}),
                    question(
                        "calculated",
                        "fee",
                        "手数料",
                        options={
                            "formula": {"op": "product", "of": [uid("copies"), 300]},
                            "places": 0,
                            "unit": "円",
                        },
                    ),
                    question("hidden_value", "campaign", "きっかけ", options={"allowed": []}),
                ],
            )
        ],
        title="図書館の利用登録",
    )


@pytest.fixture(params=[360, 1280])
def window(request, live_server, settings, transactional_db, client, guest, make_form):
    settings.ALLOWED_HOSTS = ["*"]
    make_form(special_form(), contact_phone="0191-21-2111")
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": request.param, "height": 900}, locale="ja-JP"
        )
        context.set_default_timeout(10_000)
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda told: wrong.append(told.text) if told.type == "error" else None,
        )
        page.goto(f"{live_server.url}/f/library/begin/?campaign=kouhou")
        page.get_by_role("button", name="入力を始める").click()
        page.width = request.param
        yield page
        context.close()
        assert not wrong, wrong


def look(page, name: str) -> None:
    """Leave a picture; nothing may be wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{page.width}.png", full_page=True)


def test_from_the_list_to_the_reason_to_stop_and_on_to_the_check(window):
    page = window
    stop = page.get_by_role("alert").filter(has_text="市外の方は申請できません")
    expect(stop).to_be_hidden()
    expect(page.locator(".combobox")).to_be_visible()
    ward = page.get_by_role("combobox", name="行政区")
    ward.press_sequentially("第1行")
    expect(page.get_by_role("option")).to_have_count(2)
    ward.press("ArrowDown")
    ward.press("Enter")
    expect(page.get_by_label("班の名前")).to_be_visible()  # the rule asks for the choice's id
    page.get_by_text("いいえ", exact=True).click()
    expect(stop).to_be_visible()
    look(page, "special")
    page.get_by_role("button", name="保存して次へ進む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("市外の方は申請できません")
    look(page, "stop")
    page.get_by_role("link", name=re.compile("変更.*市内に住んでいますか")).click()
    page.get_by_text("はい", exact=True).click()
    expect(stop).to_be_hidden()
    page.get_by_label("通数").fill("3")
    page.get_by_role("button", name="保存して次へ進む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申請内容を確認してください")
    rows = page.locator(".summary-list > div")
    expect(rows.filter(has_text="手数料").first).to_contain_text("900円")
    expect(rows.filter(has_text="きっかけ")).to_contain_text("kouhou")
    expect(rows.filter(has_text="行政区").first).to_contain_text("第1行政区（山目）")
    look(page, "check")


def test_without_a_script_the_list_is_a_list(window):
    page = window
    # What the server sends, before any script: one list, whose options are their own values.
    html = page.request.get(page.url).text()
    assert html.count("第1行政区（山目）") == 2  # once in the list, once for the rule that names it
    assert html.count("第2行政区（山目）") == 1
    assert "<select" in html and 'role="combobox"' not in html


def test_the_draft_began_with_the_links_value(window):
    from eforms.models import Draft

    assert Draft.objects.get().answers == {uid("campaign"): "kouhou"}
    assert drafts.MOST_OPEN > 1
    assert url(Draft.objects.get(), "1/") in window.url

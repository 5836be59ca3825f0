"""The look-ups in Chromium: in place with a script, by the page without one; heard, and narrow."""

import pytest
from playwright.sync_api import expect

from operations.demo.houjin_data import ACTIVE, ICHINOSEKI
from tests.browser import chromium
from tests.eforms.filling.conftest import q, url
from tests.standins.houjin import faulty


pytestmark = pytest.mark.e2e

HOME, FIRM = q("home"), q("firm")


@pytest.fixture
def window(live_server, settings, transactional_db, client, draft, postal_data, houjin, request):
    """The page with look-ups at a phone's width, as the draft's owner; gives the page."""
    settings.ALLOWED_HOSTS = ["*"]
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            locale="ja-JP",
            java_script_enabled=getattr(request, "param", True),
        )
        context.set_default_timeout(10_000)
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        page = context.new_page()
        page.goto(live_server.url + url(draft, "1/"))
        yield page
        context.close()


def box(page, name: str, part: str):
    return page.locator(f"[id='{name}-{part}']")


def search(page, name: str, words: str):
    return page.locator(f"[data-question]:has([id='{name}-found'])").get_by_role(
        "button", name=words
    )


def status(page, name: str):
    return page.locator(f"[id='{name}-found'] [role=status]")


@pytest.mark.parametrize("window", [True, False], ids=["script", "plain"], indirect=True)
def test_an_address_is_found_and_what_was_typed_stays(window):
    page = window
    box(page, HOME, "building").fill("２階")
    page.get_by_label("ひとこと").fill("よろしく")
    box(page, HOME, "postal_code").fill("〒０２１－８５０１")
    search(page, HOME, "住所を検索").click()
    expect(status(page, HOME)).to_contain_text("一関市役所")
    expect(box(page, HOME, "prefecture")).to_have_value("岩手県")
    expect(box(page, HOME, "town")).to_have_value("竹山町")
    expect(box(page, HOME, "building")).to_have_value("２階")
    expect(page.get_by_label("ひとこと")).to_have_value("よろしく")


@pytest.mark.parametrize("window", [True, False], ids=["script", "plain"], indirect=True)
def test_several_are_chosen_among_with_the_keyboard(window):
    page = window
    box(page, HOME, "postal_code").fill("498-0000")
    search(page, HOME, "住所を検索").press("Enter")
    expect(status(page, HOME)).to_contain_text("2件")
    page.get_by_role("radio", name="三重県桑名郡木曽岬町").press("Space")
    page.get_by_role("button", name="選んだ内容を入力する").press("Enter")
    expect(box(page, HOME, "city")).to_have_value("桑名郡木曽岬町")
    expect(page.get_by_role("radio", name="三重県桑名郡木曽岬町")).to_have_count(0)


@pytest.mark.parametrize("window", [True, False], ids=["script", "plain"], indirect=True)
def test_a_company_is_found_by_name(window):
    page = window
    box(page, FIRM, "name").fill("磐井見本")
    search(page, FIRM, "名称で検索").click()
    page.get_by_role("radio", name="磐井見本製作所").press("Space")
    page.get_by_role("button", name="選んだ内容を入力する").click()
    expect(box(page, FIRM, "corporate_number")).to_have_value(ACTIVE)
    expect(box(page, FIRM, "name")).to_have_value("株式会社磐井見本製作所")


def test_the_page_stays_and_what_is_typed_meanwhile_too(window):
    page = window
    page.evaluate("window.sameDocument = true")
    region = status(page, HOME).element_handle()
    box(page, HOME, "postal_code").fill("0218501")
    page.evaluate(
        """name => {
          const ask = window.fetch;
          window.fetch = (...all) => {
            document.getElementById(`${name}-town`).value = "自分で入力";
            return ask(...all);
          };
        }""",
        HOME,
    )
    search(page, HOME, "住所を検索").click()
    expect(box(page, HOME, "city")).to_have_value("一関市")
    expect(box(page, HOME, "town")).to_have_value("自分で入力")
    # The region itself was there before: what appears in it is announced.
    assert page.evaluate("region => region.isConnected", region)
    assert page.evaluate("window.sameDocument") is True


def test_a_broken_line_loses_nothing(window):
    page = window
    box(page, HOME, "postal_code").fill("0218501")
    page.context.set_offline(True)
    search(page, HOME, "住所を検索").click()
    expect(status(page, HOME)).to_contain_text("通信できなかったため")
    page.context.set_offline(False)
    search(page, HOME, "住所を検索").click()
    expect(box(page, HOME, "city")).to_have_value("一関市")


def test_a_server_that_hangs_is_told(window, settings):
    settings.HOUJIN_API_SECONDS = 0.5
    with faulty("hang") as (base, _):
        settings.HOUJIN_API_BASE = base
        box(window, FIRM, "corporate_number").fill(ICHINOSEKI)
        search(window, FIRM, "法人番号で検索").click()
        expect(status(window, FIRM)).to_contain_text("接続できないため")
        expect(box(window, FIRM, "corporate_number")).to_have_value(ICHINOSEKI)


@pytest.mark.parametrize("width", [320, 1280])
def test_findings_fit_the_page(window, width, tmp_path):
    page = window
    page.set_viewport_size({"width": width, "height": 900})
    box(page, HOME, "postal_code").fill("498-0000")
    search(page, HOME, "住所を検索").click()
    expect(page.get_by_role("radio", name="三重県桑名郡木曽岬町")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

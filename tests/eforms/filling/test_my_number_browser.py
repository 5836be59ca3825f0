"""My Number in the browser: typed, refused, registered; nothing of it stays in the browser."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from eforms.filling.models import Draft
from tests.browser import chromium
from tests.eforms.filling.conftest import fill, uid, url
from tests.eforms.filling.numbers import CHILD, LEGAL, MINE, SPOUSE, allowance_form, filled_draft


pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("MY_NUMBER_SHOTS")  # a folder for pictures to look at


@pytest.fixture
def form(make_form):
    return make_form(allowance_form(), code="allowance", **LEGAL)


@pytest.fixture(params=[(360, 740), (1280, 900)], ids=["phone", "pc"])
def window(live_server, settings, transactional_db, client, draft, request):
    """The first page of the form, as the draft's owner."""
    settings.ALLOWED_HOSTS = ["*"]
    width, height = request.param
    with chromium() as browser:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP")
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


def look(page, name: str) -> None:
    if SHOTS:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


def box(page):
    return page.locator("input[data-secret]").first


def press(page, words="保存して次へ進む"):
    page.get_by_role("button", name=words, exact=True).first.click()


def test_the_way_of_a_number(window, draft, live_server):
    page = window
    look(page, "question")
    sent = []
    page.on("request", lambda r: sent.append(r.post_data or "") if "autosave" in r.url else None)
    box(page).fill("1234 5678 9019")
    page.get_by_label("氏名").fill("一関 太郎")
    expect(page.locator("[data-autosave-status]")).to_contain_text("に保存しました")
    assert sent
    assert not [body for body in sent if "9019" in body or f'"q-{uid("mine")}"' in body]
    assert any(f'"q-{uid("mine")}-again"' in body for body in sent)
    press(page)
    expect(page.locator(".error-summary")).to_contain_text("間違いがあるようです")
    expect(box(page)).to_have_value("")
    look(page, "wrong")
    page.get_by_label("氏名").fill("")
    box(page).fill(MINE)
    press(page)
    expect(page.locator(".error-summary")).to_contain_text("画面に残していません")
    expect(box(page)).to_have_value("")
    look(page, "again")
    page.get_by_label("氏名").fill("一関 太郎")
    box(page).fill(MINE)
    press(page)
    expect(page.get_by_role("heading", name="ご家族")).to_be_visible()
    page.goto(live_server.url + url(draft, "1/"))
    expect(box(page)).to_have_value("")
    expect(page.get_by_text("登録済み（********9018）")).to_be_visible()
    look(page, "registered")
    page.get_by_label("氏名").fill("")
    box(page).fill(SPOUSE)
    press(page)
    page.get_by_label("氏名").fill("一関 太郎")
    press(page)
    expect(page.locator(".error-summary")).to_contain_text("もう一度入力してください")
    look(page, "stay")
    page.goto(live_server.url + url(draft, "1/"))
    expect(page.get_by_text("入力したマイナンバーは、安全のため残していません")).to_be_visible()
    look(page, "before")
    page.get_by_text("登録済みの番号のままにする").click()
    press(page)
    expect(page.get_by_role("heading", name="ご家族")).to_be_visible()
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert MINE not in stored
    assert MINE not in page.content()


def test_numbers_in_rows_stay_while_rows_are_changed(window, draft, live_server):
    page = window
    fill(draft, claimant_name="一関 太郎", mine={"id": "00000000-0000-4000-8000-000000000000"})
    page.goto(live_server.url + url(draft, "2/"))
    page.get_by_role("button", name="お子さんを追加する").click()
    page.get_by_label("お子さんの氏名").fill("花")
    page.get_by_label("お子さんのマイナンバー").fill(CHILD)
    page.get_by_role("button", name="お子さんを追加する").click()
    expect(page.get_by_label("お子さんの氏名")).to_have_count(2)
    numbers = page.get_by_label("お子さんのマイナンバー")
    expect(numbers.nth(0)).to_have_value(CHILD)
    expect(page.locator("[data-secret-again]")).to_have_count(0)
    page.get_by_label("お子さんの氏名").nth(1).fill("太一")
    look(page, "rows")
    page.get_by_role("button", name="お子さん 2を上へ移動").or_(
        page.get_by_role("button", name="上へ移動")
    ).first.click()
    expect(page.get_by_label("お子さんの氏名").nth(0)).to_have_value("太一")
    expect(numbers.nth(1)).to_have_value(CHILD)
    expect(numbers.nth(0)).to_have_value("")
    assert CHILD not in str(Draft.objects.get(pk=draft.pk).unchecked)


def test_the_check_shows_stars(window, draft, live_server):
    filled = filled_draft(draft.version, email="taro@example.jp")
    page = window
    page.goto(live_server.url + url(filled, "check/"))
    expect(page.get_by_text("********9018")).to_be_visible()
    assert MINE not in page.content()
    look(page, "check")

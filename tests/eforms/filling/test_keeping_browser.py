"""A page that saves itself: quiet when it works, loud when not; and how its time ends."""

import re

from django.utils import timezone

import pytest
from playwright.sync_api import Page, expect

from eforms.filling import drafts
from eforms.filling.guests import Applicant
from eforms.models import Draft
from tests.eforms.filling.conftest import q, uid, url
from tests.eforms.filling.windows import look, window


pytestmark = pytest.mark.e2e


@pytest.fixture(params=[360, 1280], ids=["phone", "pc"])
def width(request) -> int:
    return request.param


@pytest.fixture
def own(transactional_db, form, citizen) -> Draft:
    """A signed-in citizen's draft: an hour's stay."""
    mine = Applicant(citizen.email, citizen.email_index, citizen)
    return drafts.begin(form.versions.get(), mine, "individual", now=timezone.now())


@pytest.fixture
def page(live_server, settings, own, client, width) -> Page:
    settings.ALLOWED_HOSTS = ["*"]
    with window(live_server, client, width=width) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(live_server.url + url(own, "1/"))
        yield page


def name(page: Page):
    return page.locator(f"[name='{q('full_name')}']")


def kept(own: Draft) -> dict:
    own.refresh_from_db()
    return (own.unchecked or {}).get(uid("who"), {})


def said(page: Page):
    return page.locator("[data-autosave-said]")


def test_saving_is_told_plainly_and_aloud_once(page, own):
    page.evaluate(
        """() => { window.times = 0; new MutationObserver(() => { window.times += 1; }).observe(
             document.querySelector("[data-autosave-said]"), { childList: true }); }"""
    )
    for typed in ("一関", "一関 太", "一関 太郎"):
        name(page).fill(typed)
        with page.expect_response("**/autosave/**"):
            page.clock.fast_forward(3000)
    status = page.locator("[data-autosave-status]")
    expect(status).to_have_text(re.compile(r"^\d\d:\d\dに保存しました$"))
    expect(said(page)).to_contain_text("に保存しました")
    assert page.evaluate("window.times") == 1
    assert kept(own)[q("full_name")] == ["一関 太郎"]
    look(page, "saved")


def test_a_failure_is_loud_and_what_was_typed_is_saved_when_the_line_is_back(page, own):
    page.context.set_offline(True)
    name(page).fill("一関 太郎")
    page.clock.fast_forward(3000)
    alarm = page.get_by_role("alert").filter(has_text="保存できていません")
    expect(alarm).to_be_visible()
    expect(alarm).to_contain_text("画面を閉じずに")
    expect(page.get_by_role("button", name="もう一度保存する")).to_be_visible()
    look(page, "not-saved")
    expect(name(page)).to_have_value("一関 太郎")
    # Sending does not lead to the browser's own page either.
    page.get_by_role("button", name="保存して次へ進む").click()
    expect(page.get_by_role("alert")).to_contain_text("まだ送信していません")
    expect(name(page)).to_have_value("一関 太郎")
    with page.expect_response("**/autosave/**"):
        page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(said(page)).to_contain_text("通信が戻り")
    assert kept(own)[q("full_name")] == ["一関 太郎"]


def test_it_tries_again_by_itself_while_the_server_is_away(page, own):
    page.route("**/autosave/**", lambda route: route.fulfill(status=503, body="x"))
    name(page).fill("一関")
    page.clock.fast_forward(3000)
    expect(page.get_by_role("alert")).to_contain_text("保存できていません")
    page.unroute("**/autosave/**")
    with page.expect_response("**/autosave/**"):
        page.clock.fast_forward(16_000)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert kept(own)[q("full_name")] == ["一関"]


def bar(page: Page):
    return page.get_by_role("region", name="まもなく時間が過ぎます")


def test_the_warning_comes_ahead_is_told_twice_and_one_press_extends_it_ten_times(page):
    told = page.locator("[data-timeout-said]")
    page.clock.fast_forward("52:00")
    expect(bar(page)).to_be_hidden()
    page.clock.fast_forward("02:30")
    expect(bar(page)).to_be_visible()  # at least two minutes before the end
    expect(bar(page)).to_contain_text("あと5分")
    first = told.inner_text()
    assert "あと5分" in first
    look(page, "timeout")
    page.clock.fast_forward("02:00")
    expect(bar(page)).to_contain_text("あと3分")  # seen, not read out
    assert told.inner_text() == first
    page.clock.fast_forward("02:00")
    expect(told).to_contain_text("あと1分")
    for _ in range(10):
        page.get_by_role("button", name="時間を延長する").click()
        expect(bar(page)).to_be_hidden()
        expect(told).to_have_text("時間を延長しました。")
        page.clock.fast_forward("55:30")
        expect(bar(page)).to_be_visible()


def test_the_warning_does_not_cover_what_has_the_focus(page, width):
    page.clock.fast_forward("55:30")
    expect(bar(page)).to_be_visible()
    button = page.get_by_role("button", name="保存して中断する")
    page.get_by_role("button", name="保存して次へ進む").focus()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    low = button.bounding_box()
    assert low["y"] + low["height"] <= page.locator("[data-timeout]").bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_warning_does_not_come_over_the_box_one_types_in(page):
    box = page.get_by_label("連絡先メールアドレス")
    box.focus()
    low = (
        "(at) => { const r = at.getBoundingClientRect(); scrollBy(0, r.bottom - innerHeight + 4); }"
    )
    box.evaluate(low)  # at the very foot of the window
    page.clock.fast_forward("55:30")
    expect(bar(page)).to_be_visible()
    page.wait_for_function("document.documentElement.style.getPropertyValue('--form-bar') !== ''")
    top = page.locator("[data-timeout]").bounding_box()["y"]
    place = box.bounding_box()
    assert place["y"] + place["height"] <= top
    assert place["y"] >= 0
    look(page, "timeout-focus")


def test_after_the_time_the_person_signs_in_and_finds_what_was_typed(page, own, width):
    name(page).fill("一関 太郎")
    page.get_by_label("連絡先メールアドレス").fill("taro@")
    with page.expect_response("**/autosave/**"):
        page.clock.fast_forward(3000)
    expect(said(page)).to_contain_text("に保存しました")
    page.clock.fast_forward("59:59")
    page.clock.fast_forward("00:30")
    over = page.get_by_role("region", name="時間が過ぎました")
    expect(over).to_contain_text("入力した内容はなくなりません")
    expect(page.get_by_role("button", name="時間を延長する")).to_be_hidden()
    again = over.get_by_role("button", name="確認して続ける")
    expect(again).to_be_visible()
    look(page, "time-over")
    page.context.clear_cookies(name="citizen_session")
    page.get_by_label("連絡先メールアドレス").fill("taro@example.jp")
    again.click()
    expect(page.get_by_text("入力した内容はお預かりしています")).to_be_visible()
    look(page, "held")
    page.get_by_role("link", name="サインインする").click()
    page.get_by_label("メールアドレス").fill("hanako@example.jp")
    page.get_by_label("パスワード", exact=True).fill("kurikoma-yama 2026")
    page.get_by_role("button", name="サインインする").click()
    expect(page.get_by_text("時間が過ぎる前に入力した内容を")).to_be_visible()
    look(page, "came-back")
    expect(name(page)).to_have_value("一関 太郎")
    expect(page.get_by_label("連絡先メールアドレス")).to_have_value("taro@example.jp")
    page.get_by_role("button", name="保存して次へ進む").click()
    page.wait_for_url("**/2/")
    own.refresh_from_db()
    assert own.answers[uid("contact")] == "taro@example.jp"

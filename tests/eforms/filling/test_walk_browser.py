"""From a guide to the receipt as a guest: by keys alone, at 400 % zoom, and with JavaScript off.

Issue 4, "must show"; points 42, 43 and 45.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from eforms.applications.models import Application
from tests.e2e.pages import RECEIPT
from tests.eforms.filling.conftest import code_of_last_mail, q, uid
from tests.eforms.filling.walked import GUIDE, Keys, button, heading, open_guide, stranger


pytestmark = pytest.mark.e2e

ADDRESS = "taro@example.jp"
NEXT = "保存して次へ進む"
# 1280 × 1024 as it is, and at 400 %.
SCREENS = {"pc": (1280, 1024), "at 400 %": (320, 256)}


@pytest.fixture
def guide(live_server, settings, transactional_db) -> str:
    """The address of a guide whose form is open."""
    settings.ALLOWED_HOSTS = ["*"]
    open_guide()
    return live_server.url + GUIDE


def part(page: Page, code: str, name: str = ""):
    """Return an input of a question."""
    return page.locator(f"[id='{q(code, name)}']")


def received(page: Page) -> Application:
    """Return the only application, whose number the receipt shows."""
    heading(page, "申請を受け付けました")
    application = Application.objects.get()
    assert RECEIPT.search(page.get_by_role("main").inner_text())[0] == application.receipt_number
    return application


@pytest.mark.parametrize("screen", SCREENS.values(), ids=list(SCREENS))
def test_by_keys_alone_from_the_guide_to_the_receipt(guide, screen):
    with stranger(*screen) as page:
        keys = Keys(page)
        page.clock.install()
        page.goto(guide)
        _to_the_form(page, keys)
        _first_page(page, keys)
        _rows(page, keys)
        keys.into("書類")
        keys.enter(button(page, NEXT))
        keys.into("申請内容を確認してください")
        keys.enter(button(page, "この内容で申請する"))
        application = received(page)
        keys.into("申請を受け付けました")
        keys.enter(page.get_by_role("link", name="申請の状況を見る"))
        heading(page, "開")
        expect(page.get_by_role("main")).to_contain_text(application.receipt_number)


def _to_the_form(page: Page, keys: Keys) -> None:
    keys.into("手続き open")
    keys.enter(page.get_by_role("link", name="オンラインで申請する"))
    keys.into("開")
    keys.enter(page.get_by_role("link", name="申請を始める"))
    keys.into("申請の始め方")
    keys.type(page.get_by_label("メールアドレス"), ADDRESS)
    keys.enter(button(page, "確認コードを送る"))
    keys.into("確認コード")
    code = page.get_by_label("確認コード")
    keys.type(code, "0000 0000")
    keys.enter(button(page, "確認する"))
    summary = page.get_by_role("alert").filter(has_text="確認コードが違います")
    keys.put_right(summary, code, code_of_last_mail())
    keys.enter(button(page, "確認する"))
    keys.into("を始めます")
    keys.enter(button(page, "入力を始める"))


def _first_page(page: Page, keys: Keys) -> None:
    keys.into("申請する方")
    _in_time(page, keys)
    keys.type(part(page, "full_name"), "一関 太郎", "Shift+Tab")
    keys.type(part(page, "contact"), "taro@")
    keys.type(part(page, "home", "postal_code"), "〒０２１－８５０１")
    keys.enter(page.get_by_role("button", name="住所を検索"))
    expect(part(page, "home", "city")).to_have_value("一関市")
    keys.type(part(page, "home", "street"), "７－２")
    keys.enter(button(page, NEXT))

    summary = page.get_by_role("alert").filter(has_text="1件の確認事項")
    keys.put_right(summary, part(page, "contact"), ADDRESS)
    keys.enter(button(page, NEXT))


def _in_time(page: Page, keys: Keys) -> None:
    """The time-out bar covers nothing that has the focus, and a key extends the time."""
    page.clock.fast_forward("09:56:00")
    bar = page.get_by_role("region", name="まもなく時間が過ぎます")
    expect(bar).to_be_visible()
    keys.enter(button(page, "時間を延長する"))
    expect(bar).to_be_hidden()


def _rows(page: Page, keys: Keys) -> None:
    keys.into("ご希望")
    keys.reach(page.get_by_role("radio", name="希望する"))
    keys.press("Space")
    boxes = page.get_by_role("textbox", name="お子さんのお名前")
    keys.type(boxes, "一郎")
    keys.enter(button(page, "お子さんを追加する"))
    expect(boxes.nth(1)).to_be_focused()
    keys.seen()
    page.keyboard.type("二郎")
    keys.enter(page.get_by_role("button", name="お子さん 1を削除する"), "Shift+Tab")
    expect(page.locator("[data-removal]")).to_be_focused()
    keys.seen()
    keys.enter(button(page, "削除する"))
    expect(boxes).to_have_count(1)
    expect(boxes).to_have_value("二郎")
    keys.enter(button(page, NEXT))


def test_with_javascript_off_from_the_guide_to_the_receipt(guide):
    with stranger(360, 740, script=False) as page:
        page.goto(guide)
        page.get_by_role("link", name="オンラインで申請する").click()
        page.get_by_role("link", name="申請を始める").click()
        page.get_by_label("メールアドレス").fill(ADDRESS)
        button(page, "確認コードを送る").click()
        heading(page, "確認コード")
        page.get_by_label("確認コード").fill(code_of_last_mail())
        button(page, "確認する").click()
        button(page, "入力を始める").click()
        _first_page_plain(page)
        _rows_plain(page)
        heading(page, "書類")
        button(page, NEXT).click()
        _check_plain(page)
        button(page, "この内容で申請する").click()
        answers = received(page).answers
        assert answers[uid("contact")] == ADDRESS
        assert answers[uid("home")]["building"] == "２階"
        assert [row[uid("child_name")] for row in answers[uid("children")]] == ["三郎"]
        page.get_by_role("link", name="申請の状況を見る").click()
        expect(page.get_by_role("main")).to_contain_text("受付済")


def _first_page_plain(page: Page) -> None:
    heading(page, "申請する方")
    part(page, "full_name").fill("一関 太郎")
    part(page, "contact").fill("taro@")
    part(page, "home", "postal_code").fill("0218501")
    page.get_by_role("button", name="住所を検索").click()
    expect(part(page, "home", "city")).to_have_value("一関市")
    expect(part(page, "contact")).to_have_value("taro@")
    part(page, "home", "street").fill("7-2")
    button(page, NEXT).click()
    summary = page.get_by_role("alert").filter(has_text="1件の確認事項")
    expect(summary).to_be_visible()
    assert page.title().startswith("エラー：")
    summary.get_by_role("link").click()
    expect(part(page, "contact")).to_be_focused()
    expect(part(page, "contact")).to_have_value("taro@")
    part(page, "contact").fill(ADDRESS)
    button(page, NEXT).click()


def _rows_plain(page: Page) -> None:
    heading(page, "ご希望")
    page.get_by_text("希望する", exact=True).click()
    button(page, NEXT).click()  # the group opens when the page comes back
    boxes = page.get_by_role("textbox", name="お子さんのお名前")
    boxes.fill("一郎")
    button(page, "お子さんを追加する").click()
    boxes.nth(1).fill("二郎")
    page.get_by_role("button", name="お子さん 1を削除する").click()
    button(page, "削除する").click()
    expect(boxes).to_have_value("二郎")
    button(page, NEXT).click()


def _check_plain(page: Page) -> None:
    """Two answers are changed from the check, which comes back each time."""
    heading(page, "申請内容を確認してください")
    main = page.get_by_role("main")
    for words in ("まだ申請は送信されていません", "一関 太郎", "竹山町", "二郎"):
        expect(main).to_contain_text(words)
    page.get_by_role("link", name=re.compile("変更.*（住所）")).click()
    part(page, "home", "building").fill("２階")
    button(page, "保存して確認に戻る").click()
    expect(main).to_contain_text("２階")
    page.get_by_role("link", name="お子さんのお名前").click()
    page.get_by_role("textbox", name="お子さんのお名前").fill("三郎")
    button(page, "保存して確認に戻る").click()
    heading(page, "申請内容を確認してください")
    expect(main).to_contain_text("三郎")

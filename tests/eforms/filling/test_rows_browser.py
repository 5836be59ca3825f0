"""Rows of a repeated group in the browser: added, moved, removed; with a script and without."""

import re

import pytest
from playwright.sync_api import expect

from eforms.filling import drafts
from eforms.filling.models import Draft
from tests.browser import chromium
from tests.eforms.filling.conftest import fill, uid, url


pytestmark = pytest.mark.e2e

CHILD, GROUP = uid("child_name"), uid("children")


@pytest.fixture
def window(live_server, settings, transactional_db, client, draft, request):
    """The page with the group in Chromium, at a phone's width, as the draft's owner."""
    settings.ALLOWED_HOSTS = ["*"]
    fill(draft, full_name="一関 太郎", contact=None)
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
        page.goto(live_server.url + url(draft, "2/"))
        page.get_by_text("希望する", exact=True).click()
        yield page
        context.close()


def mover(page, way: str, number: int):
    """Return the button that moves a row."""
    return page.get_by_role("button", name=re.compile(f"{way}へ移動.*お子さん {number}"))


def names(page) -> list[str]:
    """Return what is typed in the rows, in their order."""
    boxes = page.get_by_role("textbox", name="お子さんのお名前").all()
    return [box.input_value() for box in boxes]


def opened(page) -> None:
    """Without a script the group opens when the page comes back."""
    if not page.get_by_role("group", name="お子さん", exact=True).is_visible():
        page.get_by_role("button", name="保存して次へ進む").click()


def three_rows(page) -> None:
    """Fill three rows by pressing the button."""
    opened(page)
    for number, name in enumerate(["一郎", "二郎", "三郎"]):
        if number:
            page.get_by_role("button", name="お子さんを追加する").click()
            expect(page.get_by_role("textbox", name="お子さんのお名前")).to_have_count(number + 1)
        page.get_by_role("textbox", name="お子さんのお名前").nth(number).fill(name)


@pytest.mark.parametrize("window", [True, False], ids=["script", "plain"], indirect=True)
def test_rows_are_added_moved_and_removed(window, draft):
    page = window
    page.get_by_label("ご要望").fill("よろしく")
    three_rows(page)
    expect(page.get_by_text("3件になったため、これ以上は追加できません。")).to_be_visible()
    expect(page.get_by_role("button", name="お子さんを追加する")).to_have_count(0)

    mover(page, "上", 3).click()
    expect(page.get_by_role("textbox", name="お子さんのお名前").nth(1)).to_have_value("三郎")
    mover(page, "下", 1).click()
    expect(page.get_by_role("textbox", name="お子さんのお名前").nth(0)).to_have_value("三郎")
    assert names(page) == ["三郎", "一郎", "二郎"]

    page.get_by_role("button", name="お子さん 2を削除する").click()
    page.get_by_role("button", name="削除する", exact=True).click()
    expect(page.get_by_role("textbox", name="お子さんのお名前")).to_have_count(2)
    assert names(page) == ["三郎", "二郎"]
    expect(page.get_by_label("ご要望")).to_have_value("よろしく")

    page.get_by_role("button", name="保存して次へ進む").click()
    page.wait_for_url("**/3/")
    rows = Draft.objects.get(pk=draft.pk).answers[GROUP]
    assert [row[CHILD] for row in rows] == ["三郎", "二郎"]


def test_the_page_stays_and_the_keyboard_goes_on_where_it_happened(window):
    page = window
    page.evaluate("window.sameDocument = true")
    three_rows(page)
    assert page.evaluate("window.sameDocument") is True
    new = page.get_by_role("textbox", name="お子さんのお名前").nth(2)
    expect(new).to_be_focused()
    mover(page, "上", 3).press("Enter")
    expect(mover(page, "上", 2)).to_be_focused()
    assert page.evaluate("window.sameDocument") is True


def test_a_broken_line_loses_nothing(window):
    page = window
    three_rows(page)
    page.context.set_offline(True)
    mover(page, "上", 3).click()
    expect(page.get_by_role("alert").filter(has_text="通信できなかった")).to_be_visible()
    assert names(page) == ["一郎", "二郎", "三郎"]
    page.context.set_offline(False)
    mover(page, "上", 3).click()
    expect(page.get_by_role("textbox", name="お子さんのお名前").nth(1)).to_have_value("三郎")


def test_a_draft_gone_meanwhile_is_told(window, draft):
    page = window
    three_rows(page)
    Draft.objects.filter(pk=draft.pk).update(expires_at=draft.created_at - drafts.KEPT_FOR)
    mover(page, "上", 3).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("期限")

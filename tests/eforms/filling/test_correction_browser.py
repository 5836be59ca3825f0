"""The whole round in Chromium: a reviewer asks, the applicant answers on a phone, both see it."""

import os
from pathlib import Path

from django.test import Client

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from eforms.applications.models import Application
from eforms.review.roles import ensure_groups
from tests.browser import chromium
from tests.eforms.filling.conftest import q, uid
from tests.eforms.filling.correction_world import guest_browser, reviewer, under_review


pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("CORRECTION_SHOTS")


@pytest.fixture
def application(transactional_db, form):
    return under_review(form)


@pytest.fixture
def pages(live_server, settings, application):
    """The reviewer's page at a desk, and the applicant's on a phone without JavaScript."""
    settings.ALLOWED_HOSTS = ["*"]
    user = reviewer(application).user
    user.groups.add(ensure_groups()["reviewer"])
    desk = Client()
    desk.force_login(user)
    with chromium() as browser:
        made = [
            _page(browser, live_server.url, desk, 1280, 900, script=True),
            _page(browser, live_server.url, guest_browser(), 360, 740, script=False),
        ]
        yield live_server.url, *made
        for page in made:
            page.context.close()


def _page(browser, url, client, width, height, *, script):
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="ja-JP", java_script_enabled=script
    )
    context.set_default_timeout(30_000)
    context.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": url}
            for name, morsel in client.cookies.items()
        ]
    )
    return context.new_page()


def look(page, name: str) -> None:
    if SHOTS:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


def no_sideways_scroll(page) -> None:
    inner = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert inner[0] <= inner[1]


def test_the_round_from_the_desk_to_the_phone_and_back(pages, application):
    url, desk, phone = pages
    desk.goto(f"{url}/admin/applications/inspect/{application.pk}/")
    desk.get_by_role("link", name="補正を依頼する").click()
    desk.get_by_role("button", name="補正を依頼する").click()
    expect(desk.get_by_role("alert").filter(has_text="1つ以上選んで")).to_be_visible()
    desk.get_by_label("お名前", exact=True).check()
    desk.get_by_label("説明（お名前）").fill("住民票のとおりに書いてください。")
    desk.get_by_label("お子さんの登録", exact=True).check()
    look(desk, "ask")
    desk.get_by_role("button", name="補正を依頼する").click()
    expect(desk.get_by_text("依頼中の補正")).to_be_visible()
    look(desk, "asked")

    phone.goto(f"{url}/applications/{application.pk}/")
    look(phone, "application")
    phone.get_by_role("link", name="内容を直す").click()
    expect(phone.get_by_text("住民票のとおりに書いてください。")).to_be_visible()
    phone.locator(f"#{q('full_name')}").fill("一関 次郎")
    phone.get_by_text("希望する", exact=True).click()
    look(phone, "form")
    phone.get_by_role("button", name="確認へ進む").last.click()
    expect(phone.get_by_text("追加の質問").first).to_be_visible()
    phone.get_by_label("お子さんのお名前").fill("一関 花")
    look(phone, "opened")
    phone.get_by_role("button", name="確認へ進む").last.click()
    expect(phone.get_by_role("heading", name="直した内容を確認してください")).to_be_visible()
    look(phone, "check")
    phone.get_by_role("button", name="この内容で送る").click()
    expect(phone.get_by_text("直した内容を担当課に送りました")).to_be_visible()
    look(phone, "sent")
    answers = Application.objects.get().answers
    assert answers[uid("full_name")] == "一関 次郎"

    desk.reload()
    expect(desk.get_by_text("補正で変わった内容")).to_be_visible()
    expect(desk.get_by_text("一関 太郎").first).to_be_visible()
    expect(desk.get_by_text("一関 次郎").first).to_be_visible()
    look(desk, "side-by-side")


def test_the_pages_are_accessible_at_both_widths(live_server, settings, application):
    from tests.eforms.filling.correction_world import asked

    settings.ALLOWED_HOSTS = ["*"]
    asked(application, "full_name", "wants_children", "proof")
    client = guest_browser()
    with chromium() as browser:
        for width in (360, 1280):
            page = _page(browser, live_server.url, client, width, 900, script=True)
            here = f"{live_server.url}/applications/{application.pk}"
            for end in ("/", "/correction/", "/messages/"):
                page.goto(here + end)
                _axe(page, f"axe{end.replace('/', '-')}")
            page.goto(f"{here}/messages/")
            page.get_by_role("button", name="送る", exact=True).click()
            expect(page.get_by_role("alert")).to_be_visible()
            _axe(page, "messages-error")
            page.goto(f"{here}/correction/")
            page.locator(f"#{q('full_name')}").fill("")
            page.get_by_role("button", name="確認へ進む").last.click()
            expect(page.get_by_role("alert")).to_be_visible()
            _axe(page, "correction-error")
            page.locator(f"#{q('full_name')}").fill("一関 次郎")
            page.get_by_role("button", name="確認へ進む").last.click()
            expect(page.get_by_role("button", name="この内容で送る")).to_be_visible()
            _axe(page, "correction-check")
            page.context.close()


def _axe(page, name: str) -> None:
    look(page, name)
    no_sideways_scroll(page)
    results = Axe().run(page)
    assert results.violations_count == 0, f"{name}: {results.generate_report()}"

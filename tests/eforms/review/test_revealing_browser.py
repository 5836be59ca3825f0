"""Revealing in the browser: asked, shown, gone."""

import os
from contextlib import suppress
from pathlib import Path

from wagtail.models import Collection

import pytest
from playwright.sync_api import Error, expect

from eforms.applications.handlers import MyNumberHandler
from eforms.review import revealing
from eforms.review.roles import ensure_groups
from tests.browser import chromium
from tests.eforms.filling.conftest import root_page
from tests.eforms.filling.numbers import sent_application


pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("MY_NUMBER_SHOTS")
SHOWN = "1234 5678 9018"


@pytest.fixture
def groups(transactional_db):
    """The groups of staff; tests with real transactions empty the database."""
    root_page()
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    return ensure_groups()


@pytest.fixture(params=[(360, 740, True), (1280, 900, True), (1280, 900, False)], ids=str)
def window(live_server, settings, transactional_db, client, sign_in, here, request, monkeypatch):
    """The application on the desk, as a named handler."""
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(revealing, "SHOWN_FOR", 4)
    application = sent_application(here)
    user = sign_in((here, "reviewer"))
    MyNumberHandler.objects.create(page=application.page, user=user)
    width, height, script = request.param
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="ja-JP",
            java_script_enabled=script,
        )
        context.set_default_timeout(15_000)
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        page = context.new_page()
        page.goto(f"{live_server.url}/admin/applications/inspect/{application.pk}/")
        yield page, script
        context.close()


def look(page, name: str, script: bool) -> None:
    if SHOTS and script:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(SHOTS) / f"desk-{name}-{width}.png", full_page=True)


def test_it_is_shown_for_a_while_and_then_gone(window):
    page, script = window
    inspect = page.url
    expect(page.get_by_text("********9018")).to_be_visible()
    look(page, "detail", script)
    page.get_by_role("link", name="番号を表示する").first.click()
    look(page, "reason", script)
    page.get_by_role("button", name="番号を表示する").click()
    expect(page.get_by_role("alert").filter(has_text="理由を選んで")).to_be_visible()
    look(page, "refused", script)
    page.get_by_label("個人番号利用事務の処理に使うため").check()
    page.get_by_role("button", name="番号を表示する").click()
    expect(page.get_by_text(SHOWN)).to_be_visible()
    look(page, "shown", script)
    page.wait_for_url(inspect, timeout=15_000)
    expect(page.get_by_text(SHOWN)).to_have_count(0)
    with suppress(Error):  # Chromium asks before it would send a reason again
        page.go_back()
    expect(page.get_by_text(SHOWN)).to_have_count(0)

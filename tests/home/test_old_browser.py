"""The notice for outdated browsers: written for them, seen by them alone."""

import re
from pathlib import Path

import pytest

from tests.browser import chromium


SCRIPT = Path(__file__).resolve().parents[2] / "static/js/old-browser.js"
# Syntax that browsers of any age do not know would keep the notice from them.
NEW_SYNTAX = re.compile(r"=>|\b(let|const|class|async|await|import|export)\b|`|\?\.|\?\?|\.\.\.")


def test_the_script_is_written_for_browsers_of_any_age():
    code = re.sub(r"//.*", "", SCRIPT.read_text())
    assert not NEW_SYNTAX.search(code)


def test_the_notice_is_on_the_page_and_its_script_is_no_module(client, db):
    page = client.get("/account/sign-in/").content.decode()
    assert 'class="old-browser" id="old-browser"' in page
    assert re.search(r'<script src="[^"]*old-browser\.js" nonce="[^"]+"></script>', page)


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("stub", "seen"),
    [
        ("", False),
        ("delete Promise.withResolvers;", True),  # Chrome 118, Safari 17.3
        ("window.Promise = undefined;", True),  # Internet Explorer
    ],
)
@pytest.mark.django_db(transaction=True)
def test_it_is_seen_in_old_browsers_and_not_in_current_ones(live_server, stub, seen):
    with chromium() as browser:
        context = browser.new_context()
        context.add_init_script(stub)
        page = context.new_page()
        page.goto(f"{live_server.url}/account/sign-in/")
        assert page.locator("#old-browser").is_visible() is seen
        context.close()

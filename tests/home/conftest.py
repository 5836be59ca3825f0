"""A small city, and a browser that reads it without a server."""

from collections.abc import Callable, Iterator
from mimetypes import guess_type
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser import chromium
from tests.home.city import small_city


# Browsers trust it like https.
ORIGIN = "http://localhost"

Visit = Callable[..., Page]


@pytest.fixture
def city(db) -> SimpleNamespace:
    return small_city()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser, client: Client) -> Iterator[Visit]:
    """Open an address at a width, answered by the test client; another address fails the test.

    No server and no second connection: pages see what the test's own transaction holds.
    """
    context = browser.new_context(base_url=ORIGIN, locale="ja-JP")
    page = context.new_page()
    answers: dict[str, dict] = {}
    wrong: list[str] = []

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        static = address.path.startswith("/static/")
        found = finders.find(address.path.removeprefix("/static/")) if static else None
        if f"{address.scheme}://{address.netloc}" != ORIGIN:
            wrong.append(f"outside: {route.request.url}")
            route.abort()
        elif address.path in answers:
            route.fulfill(**answers[address.path])
        elif found:
            kind = guess_type(found)[0] or "text/plain"
            route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        else:
            wrong.append(f"missing: {address.path}")
            route.fulfill(status=404)

    def go(path: str, width: int = 360) -> Page:
        # Here and not in ``answer``, which Playwright runs in a context without this connection.
        given = client.get(path, SERVER_NAME="localhost")
        assert given.status_code == 200, path
        headers = {name.lower(): value for name, value in given.items()}
        answers[path] = {"status": 200, "headers": headers, "body": given.content}
        page.set_viewport_size({"width": width, "height": 720})
        page.goto(path)
        return page

    page.route("**/*", answer)
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield go
    context.close()
    assert not wrong, wrong

"""Responses shown in Chromium without a server: what a test's own transaction holds is seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse

from playwright.sync_api import Page, Route

from tests.browser import chromium


ORIGIN = "http://shown.test"


class Window:
    """One page of Chromium that shows responses."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.shown: HttpResponse | None = None
        page.route("**/*", self._answer)

    def show(self, response: HttpResponse) -> Page:
        """Show a response, settled, and return the page."""
        self.shown = response
        self.page.goto(f"{ORIGIN}/")
        self.page.evaluate("document.fonts.ready")
        return self.page

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        static = path.startswith("/static/")
        found = finders.find(path.removeprefix("/static/")) if static else None
        if path == "/" and self.shown is not None:
            headers = {
                name: value for name, value in self.shown.items() if name != "Content-Length"
            }
            route.fulfill(status=200, headers=headers, body=self.shown.content)
        elif found:
            kind = guess_type(found)[0] or "text/plain"
            route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404, body="")


@contextmanager
def window() -> Iterator[Window]:
    """Open a page for responses: one browser context for as many as there are."""
    with chromium() as browser:
        context = browser.new_context(locale="ja-JP")
        try:
            yield Window(context.new_page())
        finally:
            context.close()

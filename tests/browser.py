"""Chromium for tests: the system's own, started without any call to the outside."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright


ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str:
    """Return the path of Chromium; without one the test is skipped, in CI it fails."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        message = "Missing: chromium. Install it, for example: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path


_running: list[tuple[Playwright, Browser]] = []


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give the headless browser of this run: one for all, a second Playwright is refused."""
    # Playwright's loop makes Django think it runs in async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # How long a busy machine takes is not what these tests ask; 5 seconds are Playwright's own.
    expect.set_options(timeout=20_000)
    if not _running:
        path = executable()
        playwright = sync_playwright().start()
        _running.append(
            (playwright, playwright.chromium.launch(executable_path=path, args=ARGUMENTS))
        )
    yield _running[0][1]


def close() -> None:
    """Close the browser, when the tests have ended."""
    while _running:
        playwright, browser = _running.pop()
        browser.close()
        playwright.stop()

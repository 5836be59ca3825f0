"""The demo city, brought up once for all browser tests by the command everybody uses."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.e2e.journey import Sent, apply_for_juminhyo


ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def demo_var(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo(demo_var) -> Iterator[str]:
    """Start `make demo BACKGROUND=1` with an own database and folder; give its address."""
    running = os.environ.get("DEMO_URL")  # for quick work on one test
    if running:
        yield running
        return
    port = free_port()
    environment = os.environ | {"VAR_DIR": str(demo_var), "BACKGROUND": "1", "PORT": str(port)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    url = os.environ.get("DATABASE_URL", "")
    with _own_database(url) as database_url:
        environment["DATABASE_URL"] = database_url
        done = subprocess.run(
            ["make", "demo", f"PORT={port}", "BACKGROUND=1"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,  # a machine that does much else; how fast it is, no test says here
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            os.kill(int((demo_var / "demo.pid").read_text()), signal.SIGTERM)


class _own_database:
    """A database of the demo's own beside the one the tests use; nothing to do on SQLite."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.name = f"demo_of_tests_{os.getpid()}"

    def __enter__(self) -> str:
        if not self.url.startswith("postgres"):
            return self.url
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self.name}")
        return f"{self.url.rpartition('/')[0]}/{self.name}"

    def __exit__(self, *_: object) -> None:
        if not self.url.startswith("postgres"):
            return
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def sent(browser, demo) -> Iterator[Sent]:
    """An application that a resident has just sent, with the resident's window still open."""
    for window in _window(browser, 390, 844):
        yield apply_for_juminhyo(window, demo)


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """A fresh browser window at phone width, in Japanese; script errors fail the test."""
    yield from _window(browser, 390, 844)


@pytest.fixture
def desk(browser) -> Iterator[Page]:
    """A fresh browser window at PC width."""
    yield from _window(browser, 1280, 900)


def _window(browser: Browser, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on("console", lambda message: errors.append(message.text) if _is_ours(message) else None)
    yield window
    context.close()
    assert not errors, errors


def _is_ours(message) -> bool:
    # A 422 or 404 that a test provokes is logged by the browser itself.
    return message.type == "error" and "Failed to load resource" not in message.text

"""Filling in a form while things break: nothing typed is lost, and the person is told the truth.

The city is a real gunicorn process of its own with a database of its own.
"""

import re
import socket
import sqlite3
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.eforms.filling.conftest import q

from .browser import Answer, Browser
from .conftest import DATABASES, ROOT, Site, _database, wait_until
from .line import Line
from .smtp_sink import SmtpSink


AWAY = 5
TYPED = {q("full_name"): "一関 太郎", "action": "next"}


class City:
    """The served city: its browser, its line to the database, its mail server."""

    def __init__(self, site: Site, line: Line | None) -> None:
        self.site, self.line = site, line
        self.server = None
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        session, _ = site.start(
            str(ROOT / "tests/faults/city_process.py"), "taro@example.jp"
        ).communicate(timeout=180)
        self.browser = Browser(self.address, session.strip())
        self.serve()

    def serve(self) -> None:
        self.server = self.site.start(
            "-m",
            "gunicorn",
            "config.wsgi:application",
            *("--chdir", str(ROOT / "site"), "--config", str(ROOT / "site/config/gunicorn.py")),
            *("--bind", f"127.0.0.1:{self.port}"),
            WEB_CONCURRENCY="1",
        )
        assert wait_until(self._answers, 120), self.site.errors()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:  # noqa: S310
                return answer.status == 200
        except OSError:
            return False

    def begin(self) -> str:
        """Begin an application; return the address of its draft."""
        page = self.browser.get("/f/library/begin/")
        begun = self.browser.post("/f/library/begin/", page)
        assert begun.status == 302, begun.text[-2000:]
        return begun.location.removesuffix("1/")

    def fill(self) -> str:
        """Fill an application up to the check; return the address of its draft."""
        draft = self.begin()
        for number, typed in enumerate(
            [TYPED, {q("wants_children"): "no-thanks", "action": "next"}, {"action": "next"}], 1
        ):
            answer = self.browser.post(
                f"{draft}{number}/", self.browser.get(f"{draft}{number}/"), **typed
            )
            assert answer.status == 302, answer.text[-2000:]
        assert answer.location == f"{draft}check/"
        return draft

    def receipt(self, draft: str) -> str:
        page = self.browser.get(f"{draft}sent/")
        assert "申請を受け付けました" in page.text, page
        return re.search(r'panel__number"[^>]*>([^<]+)<', page.text)[1]

    def sent(self) -> int:
        """Return how many applications the person has, as their list tells."""
        return self.browser.get("/applications/").text.count("受付番号：")


@pytest.fixture(scope="module", params=DATABASES)
def city(request, tmp_path_factory):
    folder, sink, line = tmp_path_factory.mktemp("city"), SmtpSink(), None
    with _database(request.param, folder) as url:
        if request.param == "postgresql":
            parts = urlsplit(url)
            line = Line((parts.hostname, parts.port or 5432))
        site = Site(folder, url, sink)
        migrated = site.start("manage.py", "migrate")
        assert migrated.wait(400) == 0, site.errors()
        if line:  # the city speaks to its database over a line that can be cut
            netloc = parts.netloc.rpartition("@")[0] + f"@127.0.0.1:{line.port}"
            site.environment["DATABASE_URL"] = parts._replace(netloc=netloc).geturl()
        try:
            yield City(site, line)
        finally:
            for process in site.started:
                site.kill(process)
            if line:
                line.close()
            sink.shutdown()
            sink.server_close()


def test_the_server_dies_in_mid_form(city):
    draft = city.begin()
    page = city.browser.get(f"{draft}1/")
    half = {q("full_name"): "一関 は"}
    assert city.browser.post(f"{draft}1/autosave/?v=1", page, **half).status == 200
    city.site.kill(city.server)
    assert city.browser.post(f"{draft}1/", page, **TYPED).status == 0
    city.serve()
    assert 'value="一関 は"' in city.browser.get(f"{draft}1/").text  # what had saved itself
    again = city.browser.post(f"{draft}1/", page, **TYPED)  # the page that stood on the screen
    assert (again.status, again.location) == (302, f"{draft}2/")


def test_the_server_dies_while_it_is_sent(city):
    draft, before = city.fill(), city.sent()
    page = city.browser.get(f"{draft}check/")
    press = threading.Thread(target=city.browser.post, args=(f"{draft}check/", page))
    press.start()
    city.site.kill(city.server)
    press.join()
    city.serve()
    again = city.browser.post(f"{draft}check/", page)
    assert (again.status, again.location) == (302, f"{draft}sent/")
    assert city.receipt(draft) == city.receipt(draft)
    assert city.sent() == before + 1


def _told(answer: Answer, words: str) -> None:
    assert answer.status == 503, answer
    assert words in answer.text and "もう一度送る" in answer.text


def test_the_database_is_away_while_a_page_and_the_whole_are_sent(city):
    if city.line is None:
        pytest.skip("SQLite is a file: see the next test")
    draft, before = city.fill(), city.sent()
    other = city.begin()
    page, check = city.browser.get(f"{other}1/"), city.browser.get(f"{draft}check/")
    city.line.cut()
    began = time.monotonic()
    kept = city.browser.post(f"{other}1/", page, **TYPED)
    _told(kept, "まだ保存していません")
    sent = city.browser.post(f"{draft}check/", check)
    _told(sent, "二重に申請されることはありません")
    time.sleep(max(0, AWAY - (time.monotonic() - began)))
    city.line.mend()
    # One press on the page that told it sends all that was typed again.
    assert ("一関 太郎") in dict(kept.hidden).values()
    assert wait_until(lambda: city.browser.get("/applications/").status == 200, 60)
    again = city.browser.post(f"{other}1/", kept)
    assert (again.status, again.location) == (302, f"{other}2/"), again.text[-2000:]
    answers = [city.browser.post(f"{draft}check/", sent) for _ in range(2)]
    assert {(a.status, a.location) for a in answers} == {(302, f"{draft}sent/")}
    assert city.receipt(draft)
    assert city.sent() == before + 1


def test_the_database_is_busy_while_it_is_sent(city):
    if city.line is not None:
        pytest.skip("PostgreSQL locks rows: the test before cuts its line")
    draft, before = city.fill(), city.sent()
    check = city.browser.get(f"{draft}check/")
    database = sqlite3.connect(
        Path(city.site.environment["DATABASE_URL"].removeprefix("sqlite:///")),
        isolation_level=None,
        check_same_thread=False,
    )
    database.execute("BEGIN EXCLUSIVE")
    threading.Timer(AWAY, database.rollback).start()
    answer = city.browser.post(f"{draft}check/", check)
    assert (answer.status, answer.location) == (302, f"{draft}sent/")
    assert city.receipt(draft)
    assert city.sent() == before + 1


def test_the_mail_server_refuses(city):
    sink = city.site.sink
    sink.refuses = True
    draft = city.fill()
    sent = city.browser.post(f"{draft}check/", city.browser.get(f"{draft}check/"))
    assert sent.status == 302
    page = city.browser.get(f"{draft}sent/").text
    assert "申請を受け付けました" in page and "届いていなくても、申請は受け付けています" in page
    receipt = city.receipt(draft)

    def came() -> int:
        bodies = [mail.get_payload(decode=True).decode() for mail in list(sink.messages)]
        return sum(receipt in body for body in bodies)

    assert wait_until(lambda: sink.refused, 60)
    time.sleep(1)
    assert came() == 0
    sink.refuses = False
    assert wait_until(came, 180), city.site.errors()
    time.sleep(1)
    assert came() == 1

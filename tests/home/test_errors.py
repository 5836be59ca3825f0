"""Error pages: plain words, a way out, the contact, and nothing that is broken itself."""

import re
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client
from django.urls import include, path

import pytest

from accounts.audience import public
from accounts.models import User
from config import urls as site_urls


@public
def _break(request):
    raise ZeroDivisionError("secret")


@public
def _no_database(request):
    raise OperationalError("secret")


@public
def _forbid(request):
    raise PermissionDenied


handler400, handler403 = site_urls.handler400, site_urls.handler403
handler404, handler500 = site_urls.handler404, site_urls.handler500
urlpatterns = [
    path("t/break/", _break),
    path("t/down/", _no_database),
    path("t/forbid/", _forbid),
    path("f/juminhyo/d/1/", _break),
    path("f/juminhyo/d/check/", _no_database),
    path("api/v1/break", _break),
    path("", include("config.urls")),
]
pytestmark = pytest.mark.urls(__name__)
UNHELPFUL = re.compile("不正|無効|エラーが発生|必須です|Error|Exception|secret")


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def text_of(response) -> str:
    # The form of languages brings its reader back to where they were.
    text = re.sub(r'<input type="hidden" name="next"[^>]*>', "", response.content.decode())
    assert '<html lang="ja"' in text
    assert not UNHELPFUL.search(text)
    assert not re.search(r'<[^>]+ (style|on\w+)="|<script(?![^>]*src=)', text)
    return text


@pytest.mark.django_db
def test_a_missing_page_offers_ways_on(client):
    answer = client.get("/no-such-page/?q=secret")
    text = text_of(answer)
    assert answer.status_code == 404
    assert "ページが見つかりません" in text
    assert 'href="/applications/"' in text
    assert "受付時間" in text


@pytest.mark.django_db
def test_a_closed_page_says_who_can_help(client):
    answer = client.get("/t/forbid/")
    assert answer.status_code == 403
    assert "サインアウト" not in text_of(answer)
    client.force_login(User.objects.create_user("new@example.jp", "x"))
    answer = client.get("/admin/")
    assert answer.status_code == 403
    assert "職員アカウントからサインアウトする" in text_of(answer)


@pytest.mark.django_db
def test_an_expired_form_was_not_sent(client):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/sign-in/", headers={"referer": "http://testserver/account/x/"})
    text = text_of(answer)
    assert answer.status_code == 403
    assert "送信は行われていません" in text
    assert 'href="/account/x/"' in text
    answer = strict.post("/account/sign-in/", headers={"referer": "http://evil.example/"})
    assert 'href="/">画面を開きなおす' in text_of(answer)


# Without the mark that opens it, pytest-django refuses every use of the database.
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/t/break/", 500, "あなたの操作に間違いはありません"),
        ("/t/down/", 503, "ただいま利用できません"),
    ],
)
def test_our_failures_need_no_database(client, address, status, words):
    answer = client.get(address)
    text = text_of(answer)
    assert answer.status_code == status
    assert words in text
    assert "受付時間" in text
    assert "前のページまでに送った内容は保存されています" not in text
    assert ("Retry-After" in answer) == (status == 503)
    assert "no-store" in answer["Cache-Control"]


def test_in_a_form_it_says_what_was_kept(client):
    text = text_of(client.get("/f/juminhyo/d/1/"))
    assert "前のページまでに送った内容は保存されています" in text


@pytest.mark.parametrize("form", [{}, {"content_type": "application/x-www-form-urlencoded"}])
def test_in_a_form_one_press_sends_again_what_was_typed(client, form):
    number = "7f3c5c9e-7d1f-4b9e-9d64-1d5b7c0f2a11"
    typed = {"q-a": '一関 "太郎"', "secret": number, f"q-{number}": "123456789018"}
    data = urlencode(typed) if form else typed
    text = client.post("/f/juminhyo/d/1/", data, **form).content.decode()
    assert 'action="/f/juminhyo/d/1/"' in text and "もう一度送る" in text
    assert 'name="q-a" value="一関 &quot;太郎&quot;"' in text
    assert "123456789018" not in text


def test_after_sending_it_says_that_a_second_press_does_no_harm(client):
    text = text_of(client.post("/f/juminhyo/d/check/", {"revision": "3"}))
    assert "二重に申請されることはありません" in text and "もう一度送る" in text


def test_elsewhere_nothing_is_sent_again(client):
    assert "もう一度送る" not in text_of(client.post("/t/break/", {"x": "y"}))


def test_a_wrong_host_is_answered(client):
    answer = client.get("/t/break/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "受け取れませんでした" in text_of(answer)


def test_when_templates_are_broken_too_there_is_an_answer(client, monkeypatch):
    def broken(*args):
        raise OSError

    monkeypatch.setattr("home.errors.render_to_string", broken)
    answer = client.get("/t/break/")
    assert answer.status_code == 500
    assert "もう一度お試しください" in text_of(answer)


def test_programs_get_data(client):
    answer = client.get("/api/v1/break")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 500

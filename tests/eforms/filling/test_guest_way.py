"""The guests' way in, through the pages: address, code, and back to the form."""

import re

from django.utils import timezone

import pytest

from eforms.filling import guests
from eforms.models import EmailCode
from outbox.models import Mail
from tests.eforms.filling.conftest import code_of_last_mail


START = "/guest/?next=/f/library/begin/"


def ask(client, address="taro@example.jp", start=START):
    return client.post(start, {"email": address})


def test_from_the_ways_in_to_the_beginning(form, client):
    page = client.get("/f/library/begin/").content.decode()
    action = re.search(r'action="(/guest/\?next=[^"]+)"', page)[1]
    asked = client.post(action, {"email": "Taro@Example.jp"})
    assert asked.status_code == 302
    code_page = client.get(asked["Location"])
    assert "taro@example.jp" in code_page.content.decode()
    done = client.post(asked["Location"], {"code": code_of_last_mail()})
    assert (done.status_code, done["Location"]) == (302, "/f/library/begin/")
    assert "taro@example.jp" in client.get("/f/library/begin/").content.decode()


def test_success_gives_the_session_a_new_key(form, client):
    session = client.session
    session["something"] = "kept"
    session.save()
    before = client.cookies["sessionid"].value
    asked = ask(client)
    client.post(asked["Location"], {"code": code_of_last_mail()})
    assert client.cookies["sessionid"].value != before
    assert client.session["something"] == "kept"


def test_a_wrong_code_says_how_many_tries_are_left(form, client):
    where = ask(client)["Location"]
    answer = client.post(where, {"code": "0000 0000"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "確認コードが違います" in text and "あと4回" in text
    assert "<title>エラー：" in text
    assert 'value="0000 0000"' in text


def test_too_few_digits_cost_no_try(form, client):
    where = ask(client)["Location"]
    assert client.post(where, {"code": "123"}).status_code == 422
    assert EmailCode.objects.get().attempts == 0


def test_a_used_up_code_offers_a_new_one(form, client):
    where = ask(client)["Location"]
    for _ in range(5):
        client.post(where, {"code": "00000000"})
    text = client.post(where, {"code": code_of_last_mail()}).content.decode()
    assert "使えなくなりました" in text and "もう一度送る" in text
    again = client.post(where, {"action": "resend"})
    done = client.post(again["Location"], {"code": code_of_last_mail()})
    assert done["Location"] == "/f/library/begin/"


def test_the_address_can_be_changed_on_the_code_page(form, client):
    page = client.get(ask(client)["Location"]).content.decode()
    assert re.search(r'<form method="post" action="/guest/\?next=[^"]+"', page)
    assert 'name="email"' in page


def test_another_browser_does_not_see_the_code_page(form, client, client_factory):
    where = ask(client)["Location"]
    other = client_factory()
    assert other.get(where)["Location"].startswith("/guest/")
    assert other.post(where, {"code": code_of_last_mail()}).status_code == 302
    assert EmailCode.objects.get().used_at is None


def test_a_mistyped_address_keeps_what_was_typed(form, client):
    answer = ask(client, "taro.example.jp")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="taro.example.jp"' in text and 'aria-invalid="true"' in text
    assert Mail.objects.count() == 0


def test_asking_too_often_is_told_kindly(form, client):
    for _ in range(4):
        ask(client)
    answer = ask(client)
    assert answer.status_code == 429
    assert "お待ちください" in answer.content.decode()


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "javascript:x"])
def test_nobody_is_led_away(form, client, target):
    where = client.post(f"/guest/?next={target}", {"email": "taro@example.jp"})["Location"]
    assert "evil" not in where and "javascript" not in where
    done = client.post(where, {"code": code_of_last_mail()})
    assert done["Location"] == "/applications/"


def test_a_proof_stands_for_a_day(form, client, guest):
    assert client.get("/f/library/begin/").content.decode().count("taro@example.jp")
    EmailCode.objects.update(used_at=timezone.now() - guests.STANDS_FOR)
    assert "taro@example.jp" not in client.get("/f/library/begin/").content.decode()


def test_leaving_forgets_the_address(form, client, guest):
    client.post("/guest/leave/?next=/f/library/begin/")
    assert "taro@example.jp" not in client.get("/f/library/begin/").content.decode()


def test_a_form_for_accounts_only_does_not_take_a_guest(make_form, client, guest):
    from tests.eforms.filling.conftest import library_form

    make_form(library_form(), code="members", allow_guest=False)
    text = client.get("/f/members/begin/").content.decode()
    assert "サインインする" in text and "/guest/" not in text
    assert client.post("/f/members/begin/").status_code == 200
    assert not guest_drafts()


def guest_drafts():
    from eforms.models import Draft

    return Draft.objects.exists()

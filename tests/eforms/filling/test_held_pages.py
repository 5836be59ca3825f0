"""A page that comes back after the sign-in has ended keeps what was typed, for its owner alone."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

import pytest

from eforms.filling import drafts, guests, held_pages
from eforms.filling.guests import Applicant
from eforms.models import Draft, EmailCode, HeldPage
from tests.eforms.filling.conftest import code_of_last_mail, marks, prove, q, uid, url


TYPED = "いちのせきの途中"


def time_out(client) -> None:
    """Let the guest's proof or the citizen's sign-in run out."""
    EmailCode.objects.update(used_at=timezone.now() - guests.STANDS_FOR - timedelta(minutes=1))
    if "citizen_session" in client.cookies:
        del client.cookies["citizen_session"]


def send_late(client, draft, page, end="1/", **more):
    return client.post(
        url(draft, end), {"action": "next", **marks(page), q("full_name"): TYPED, **more}
    )


def test_a_guest_proves_the_address_again_and_finds_the_page_as_typed(draft, client):
    page = client.get(url(draft, "1/"))
    time_out(client)
    late = send_late(client, draft, page)
    beginning = client.get(late["Location"]).content.decode()
    assert "入力した内容はお預かりしています" in beginning
    assert Draft.objects.get().unchecked is None  # nobody known writes nothing
    action = re.search(r'action="(/guest/\?next=[^"]+)"', beginning)[1]
    asked = client.post(action, {"email": "taro@example.jp"})
    on = client.post(asked["Location"], {"code": code_of_last_mail()})
    assert on["Location"] == url(draft, "1/")
    back = client.get(on["Location"])
    assert f'value="{TYPED}"' in back.content.decode()
    assert "時間が過ぎる前に入力した内容" in back.content.decode()
    assert send_late(client, draft, back)["Location"] == url(draft, "2/")
    assert Draft.objects.get().answers[uid("full_name")] == TYPED
    assert not HeldPage.objects.exists()


def test_a_citizen_signs_in_again_and_finds_the_page_as_typed(form, citizen, client):
    from django.http import HttpRequest, HttpResponse

    from accounts import sessions

    mine = Applicant(citizen.email, citizen.email_index, citizen)
    draft = drafts.begin(form.versions.get(), mine, "individual", now=timezone.now())
    page = client.get(url(draft, "1/"))
    time_out(client)
    late = send_late(client, draft, page)
    assert "/account/sign-in/" in client.get(late["Location"]).content.decode()
    response = HttpResponse()
    sessions.sign_in(HttpRequest(), response, citizen)
    client.cookies["citizen_session"] = response.cookies["citizen_session"].value
    assert f'value="{TYPED}"' in client.get(url(draft, "1/")).content.decode()


def test_to_go_on_after_the_time_sends_the_page(draft, client):
    page = client.get(url(draft, "1/?from=check"))
    button = re.search(r"<button[^>]*data-timeout-again[^>]*>", page.content.decode())[0]
    assert 'type="submit" name="action" value="stay"' in button
    time_out(client)
    late = send_late(client, draft, page, action="stay")
    assert "held=1" in late["Location"]
    prove(client, "taro@example.jp")
    assert f'value="{TYPED}"' in client.get(url(draft, "1/")).content.decode()


def test_who_has_come_in_again_elsewhere_stays_on_the_page_with_what_is_typed(draft, client):
    page = client.get(url(draft, "1/"))
    answer = send_late(
        client, draft, page, end="1/?from=check", action="stay", **{q("contact"): "a"}
    )
    assert answer.url == url(draft, "1/?from=check")
    kept = Draft.objects.get()
    assert kept.unchecked == {uid("who"): {q("full_name"): [TYPED], q("contact"): ["a"]}}
    assert kept.answers == {}
    assert f'value="{TYPED}"' in client.get(answer.url).content.decode()


def test_it_belongs_to_the_browser_and_to_the_owner(draft, client, client_factory):
    page = client.get(url(draft, "1/"))
    time_out(client)
    send_late(client, draft, page)
    elsewhere = client_factory()
    prove(elsewhere, "taro@example.jp")
    assert TYPED not in elsewhere.get(url(draft, "1/")).content.decode()
    prove(client, "jiro@example.jp")
    assert client.get(url(draft, "1/")).status_code == 404


def test_it_does_not_cover_what_was_written_since(draft, client, client_factory):
    page = client.get(url(draft, "1/"))
    time_out(client)
    send_late(client, draft, page)
    other = client_factory()
    prove(other, "taro@example.jp")
    newer = other.get(url(draft, "1/"))
    other.post(url(draft, "1/"), {"action": "next", **marks(newer), q("full_name"): "一関 花子"})
    prove(client, "taro@example.jp")
    text = client.get(url(draft, "1/")).content.decode()
    assert "一関 花子" in text and TYPED not in text


def test_showing_it_writes_nothing_and_autosave_keeps_it(draft, client):
    page = client.get(url(draft, "1/"))
    time_out(client)
    send_late(client, draft, page)
    prove(client, "taro@example.jp")
    back = client.get(url(draft, "1/"))
    assert "data-held" in back.content.decode()  # the script saves it at once
    assert HeldPage.objects.count() == 1 and Draft.objects.get().unchecked is None
    client.post(url(draft, "1/autosave/"), {**marks(back), q("full_name"): TYPED})
    assert Draft.objects.get().unchecked == {uid("who"): {q("full_name"): [TYPED]}}
    assert not HeldPage.objects.exists()


def test_a_stranger_cannot_fill_the_disk_or_reach_a_draft_that_is_gone(draft, client_factory):
    stranger = client_factory()
    for _ in range(held_pages.MOST + 3):
        stranger.post(url(draft, "1/"), {q("full_name"): TYPED})
    assert HeldPage.objects.count() == held_pages.MOST
    HeldPage.objects.all().delete()
    Draft.objects.update(submitted_at=timezone.now())
    assert stranger.post(url(draft, "1/"), {q("full_name"): TYPED}).status_code == 302
    assert not HeldPage.objects.exists()


def test_without_the_token_nothing_is_held(draft):
    assert Client(enforce_csrf_checks=True).post(url(draft, "1/"), {"x": "y"}).status_code == 403
    assert not HeldPage.objects.exists()


def test_what_nobody_came_back_for_goes(draft, client_factory):
    client_factory().post(url(draft, "1/"), {q("full_name"): TYPED})
    now = timezone.now()
    assert held_pages.delete_old(now) == 0
    assert held_pages.delete_old(now + held_pages.LIFE + timedelta(minutes=1)) == 1


def test_it_lies_sealed(draft, client_factory):
    from django.db import connection

    client_factory().post(url(draft, "1/"), {q("full_name"): TYPED})
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM eforms_heldpage")
        assert TYPED not in str(cursor.fetchone()[0])


def test_a_page_with_the_token_of_an_earlier_sign_in_is_shown_again_as_typed(draft, client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    page = strict.get(url(draft, "1/"))
    answer = send_late(strict, draft, page, csrfmiddlewaretoken="a" * 64)
    text = answer.content.decode()
    assert answer.status_code == 403
    assert f'value="{TYPED}"' in text and "もう一度押してください" in text
    assert Draft.objects.get().answers == {}
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[1]
    assert send_late(strict, draft, answer, csrfmiddlewaretoken=token).status_code == 302


@pytest.mark.parametrize("end", ["check/", ""])
def test_other_pages_lead_to_the_beginning(draft, client_factory, end):
    answer = client_factory().post(url(draft, end))
    assert answer["Location"].startswith("/f/library/begin/?next=")

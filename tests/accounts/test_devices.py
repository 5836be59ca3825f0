"""Where somebody is signed in: in plain words, with last use, and signing out elsewhere."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

import pytest

from accounts import devices
from accounts.models import Citizen, CitizenSession
from audit.models import Entry
from tests.accounts.conftest import PASSWORD


pytestmark = pytest.mark.django_db
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
    " like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"
)
GALAXY = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
    " SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (IPHONE, "iPhoneのSafari"),
        (EDGE, "WindowsのEdge"),
        (GALAXY, "AndroidのSamsung Internet"),
        ("", "種類の分からない端末"),
        ("curl/8.0", "種類の分からない端末"),
        ("x" * 5000 + " iPad", "iPad"),
    ],
)
def test_browsers_in_plain_words(agent, words):
    kept = devices.kept(agent)
    assert devices.in_words(kept) == words
    assert len(kept) <= CitizenSession._meta.get_field("device").max_length


def elsewhere(agent=IPHONE, email="hanako@example.jp") -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    client.post("/account/sign-in/", {"email": email, "password": PASSWORD})
    assert inside(client)
    return client


def inside(client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_list_names_browsers_and_marks_this_one(client, citizen):
    elsewhere()
    page = client.get("/account/devices/").content.decode()
    assert "iPhoneのSafari" in page and page.count("この端末</span>") == 1
    assert page.count('name="session"') == 1
    assert "/account/devices/" in client.get("/account/").content.decode()


def test_one_other_browser_is_signed_out(client, citizen):
    phone, office = elsewhere(), elsewhere(EDGE)
    chosen = citizen.sessions.get(device="iPhone/Safari").pk
    assert client.post("/account/devices/", {"session": chosen})["Location"].endswith("?ended=1")
    assert (inside(client), inside(phone), inside(office)) == (True, False, True)
    entry = Entry.objects.get(action="citizen.signed_out_elsewhere")
    assert entry.data == {"sessions": 1}


def test_all_others_are_signed_out(client, citizen):
    phone, office = elsewhere(), elsewhere(EDGE)
    client.post("/account/devices/", {"session": "others"})
    assert (inside(client), inside(phone), inside(office)) == (True, False, False)


def test_nobody_signs_other_people_or_this_browser_out(client, citizen):
    Citizen.objects.create_citizen("next@example.jp", PASSWORD, confirmed_at=timezone.now())
    neighbour = elsewhere(email="next@example.jp")
    theirs = CitizenSession.objects.exclude(citizen=citizen).get().pk
    for chosen in (theirs, citizen.sessions.get().pk, "x", "", "9" * 30, "１"):
        client.post("/account/devices/", {"session": chosen})
    assert inside(client) and inside(neighbour)


def test_the_last_use_is_written_now_and_then_only(client, citizen, monkeypatch):
    import time

    session = citizen.sessions.get()
    assert inside(client)
    assert citizen.sessions.get().last_used_at == session.last_used_at
    before = timezone.now() - timedelta(minutes=11)
    CitizenSession.objects.update(last_used_at=before)
    real = time.time
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + 61)
    assert inside(client)
    assert citizen.sessions.get().last_used_at > before


def test_what_no_browser_can_use_any_more_is_not_listed(client, citizen):
    elsewhere()
    CitizenSession.objects.filter(device="iPhone/Safari").update(
        last_used_at=timezone.now() - timedelta(hours=2)
    )
    assert "iPhoneのSafari" not in client.get("/account/devices/").content.decode()


def test_a_new_password_stops_a_change_of_address_under_way(client, citizen, other_client):
    """Somebody at a browser left open asked for another address; the owner resets the password."""
    import re

    from outbox.models import Mail

    client.post("/account/email/", {"email": "thief@example.jp", "current": PASSWORD})
    path = next(
        re.search(r"/account/email/[^/\s]{20,}/", mail.body)[0]
        for mail in Mail.objects.filter(event="email_change")
        if mail.to == "thief@example.jp"
    )
    other_client.post("/account/reset/", {"email": citizen.email})
    reset = re.search(r"/account/new-password/\S+", Mail.objects.get(event="reset").body)[0]
    new = {"password": "iwate sanroku 0209", "again": "iwate sanroku 0209"}
    other_client.post(reset, new)
    assert other_client.post(path).status_code == 410
    citizen.refresh_from_db()
    assert citizen.email == "hanako@example.jp"

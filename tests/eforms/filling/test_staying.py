"""How long somebody is known, told to the page, and extended by one press: ten times and more."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from eforms.filling import drafts, guests
from eforms.filling.guests import Applicant
from tests.eforms.filling.conftest import q, url


def left(client, draft) -> int:
    return client.post(url(draft, "stay/")).json()["seconds_left"]


def test_the_page_and_autosave_tell_how_long(draft, client):
    text = client.get(url(draft, "1/")).content.decode()
    assert 'data-seconds-left="35' in text or 'data-seconds-left="36000"' in text
    saved = client.post(url(draft, "1/autosave/"), {q("full_name"): "x"}).json()
    assert settings.SESSION_COOKIE_AGE - 60 < saved["seconds_left"] <= settings.SESSION_COOKIE_AGE


def test_an_account_is_told_its_hour(form, citizen, client):
    mine = Applicant(citizen.email, citizen.email_index, citizen)
    draft = drafts.begin(form.versions.get(), mine, "individual", now=timezone.now())
    assert 58 * 60 <= left(client, draft) <= settings.CITIZEN_SESSION_IDLE_SECONDS


def test_an_account_extends_ten_times(form, citizen, client, monkeypatch):
    mine = Applicant(citizen.email, citizen.email_index, citizen)
    draft = drafts.begin(form.versions.get(), mine, "individual", now=timezone.now())
    step = settings.CITIZEN_SESSION_IDLE_SECONDS - 5 * 60
    begin, real = timezone.now(), timezone.now
    for times in range(1, 11):
        later = begin + timedelta(seconds=step * times)
        monkeypatch.setattr("time.time", lambda later=later: later.timestamp())
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        assert left(client, draft) >= 58 * 60, times
    monkeypatch.setattr(timezone, "now", real)


def test_a_guest_extends_ten_times_and_then_it_ends(draft, client, monkeypatch):
    begin, real = timezone.now(), timezone.now
    step = settings.SESSION_COOKIE_AGE - 5 * 60
    for times in range(1, guests.MOST_STAYS + 1):
        later = begin + timedelta(seconds=step * times)
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        assert left(client, draft) > 9 * 60 * 60, times
    last = left(client, draft)
    later += timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert left(client, draft) <= last - 60 * 60 + 1  # no thirteenth time
    monkeypatch.setattr(timezone, "now", lambda: begin + timedelta(days=7))
    assert client.post(url(draft, "stay/")).status_code == 401
    monkeypatch.setattr(timezone, "now", real)


def test_nobody_known_extends_nothing(draft, client_factory):
    assert client_factory().post(url(draft, "stay/")).status_code == 401
    assert client_factory().get(url(draft, "stay/")).status_code == 401

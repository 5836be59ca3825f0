"""An account takes over what guests began with its address, for whoever shows both."""

import re

from django.conf import settings

import pytest

from eforms.models import Application, Draft
from outbox.models import Mail
from tests.eforms.filling.conftest import code_of_last_mail, filled, prove, url


NEW = {"password": "iwate sanroku 0209", "again": "iwate sanroku 0209"}
ADDRESS = "taro@example.jp"


@pytest.fixture
def begun(form, guest, client) -> Draft:
    """A guest has sent one application and begun another."""
    from django.utils import timezone

    from eforms.filling import drafts

    first = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    client.post(url(filled(first), "check/"), {"revision": Draft.objects.get().revision})
    second = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    client.cookies.clear()
    assert Application.objects.get().citizen is None
    return second


def link() -> str:
    body = Mail.objects.filter(body__isnull=False).order_by("-created_at")[0].body
    return re.search(re.escape(settings.PUBLIC_URL) + r"(/account/\S+)", body)[1]


def owners() -> set:
    return {Application.objects.get().citizen_id, *Draft.objects.values_list("citizen", flat=True)}


def sign_up(client) -> str:
    client.post("/account/sign-up/", {"email": ADDRESS, **NEW})
    return link()


def test_the_browser_that_signed_up_and_read_the_mail_gets_all(begun, client):
    client.post(sign_up(client))
    assert owners() - {None} and None not in owners()
    mail = Mail.objects.get(event="taken_over")
    assert mail.to == ADDRESS
    assert "送信した申請：1件" in mail.body and "入力の途中の申請：1件" in mail.body
    page = client.get("/applications/").content.decode()
    assert Application.objects.get().receipt_number in page
    assert client.get(url(begun, "1/")).status_code == 200


def test_who_signed_up_with_anothers_address_gets_nothing(begun, client, client_factory):
    """The owner of the mailbox presses the button; the stranger knows the password."""
    path, stranger = sign_up(client_factory()), client_factory()
    client.post(path)
    assert owners() == {None}
    stranger.post("/account/sign-in/", {"email": ADDRESS, "password": NEW["password"]})
    page = stranger.get("/applications/").content.decode()
    assert Application.objects.get().receipt_number not in page
    page = stranger.get("/applications/join/").content.decode()
    assert "件" not in page.split("<main")[1].split("</main>")[0]
    stranger.post("/applications/join/")
    assert owners() == {None}
    assert not Mail.objects.filter(event="taken_over").exists()


def test_a_proof_of_another_address_joins_nothing(begun, citizen, client):
    prove(client, ADDRESS)
    client.post("/applications/join/")
    assert owners() == {None}


def test_joining_later_takes_a_code(begun, client, client_factory):
    client.post(sign_up(client_factory()))
    client.post("/account/sign-in/", {"email": ADDRESS, "password": NEW["password"]})
    assert "/applications/join/" in client.get("/applications/").content.decode()
    page = client.get("/applications/join/").content.decode()
    action = re.search(r'action="(/guest/\?next=[^"]+)"', page)[1]
    where = client.post(action, {"email": ADDRESS})["Location"]
    done = client.post(where, {"code": code_of_last_mail()})
    assert done["Location"] == "/applications/join/"
    page = client.get("/applications/join/").content.decode()
    assert "送信した申請：1件" in page
    assert owners() == {None}, "looking changes nothing"
    joined = client.post("/applications/join/")
    assert None not in owners()
    text = client.get(joined["Location"]).content.decode()
    assert "このアカウントにまとめました" in text


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_new_address_brings_its_applications_to_the_signed_in_owner_only(
    begun, citizen, client, client_factory, signed_in
):
    client.post("/account/email/", {"email": ADDRESS, "current": "kurikoma-yama 2026"})
    path = next(
        re.search(r"/account/email/[^/\s]{20,}/", mail.body)[0]
        for mail in Mail.objects.filter(event="email_change")
        if mail.to == ADDRESS
    )
    (client if signed_in else client_factory()).post(path)
    citizen.refresh_from_db()
    assert citizen.email == ADDRESS
    assert owners() == ({citizen.pk} if signed_in else {None})


def test_a_guests_code_does_not_open_it_any_more(begun, client, client_factory):
    client.post(sign_up(client))
    guest = client_factory()
    prove(guest, ADDRESS)
    assert guest.get(f"/applications/{Application.objects.get().pk}/").status_code == 404
    assert guest.get(url(begun, "1/")).status_code == 404

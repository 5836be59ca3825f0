"""A citizen's account from beginning to end, as a browser sees it."""

import re
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.models import Citizen, CitizenSession, MailLink, User
from outbox.models import Mail
from tests.accounts.conftest import PASSWORD


pytestmark = pytest.mark.django_db
NEW = {"password": "iwate sanroku 0209", "again": "iwate sanroku 0209"}


def link_in(mail: Mail) -> str:
    """Return the path of a mail's link."""
    return re.search(re.escape(settings.PUBLIC_URL) + r"(/account/\S+)", mail.body)[1]


def newest() -> Mail:
    return Mail.objects.order_by("-created_at").first()


def signed_in(client) -> bool:
    return client.get("/account/").status_code == 200


def sign_in(client, email="hanako@example.jp", password=PASSWORD, **query):
    return client.post(
        reverse("account:sign-in", query=query or None), {"email": email, "password": password}
    )


def sign_up(client, email="new@example.jp", query=""):
    return client.post("/account/sign-up/" + query, {"email": email, **NEW})


def test_signing_up_takes_a_mail_and_a_press(client):
    assert sign_up(client, query="?next=/f/juminhyo/")["Location"] == "/account/sign-up/sent/"
    assert not Citizen.objects.exists()
    path = link_in(newest())
    assert "登録を完了する" in client.get(path).content.decode()
    assert not Citizen.objects.exists(), "a program that follows links must not confirm"

    assert client.post(path)["Location"] == "/f/juminhyo/"
    assert signed_in(client)
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410


def test_another_browser_confirms_but_must_sign_in(client, other_client):
    sign_up(client)
    assert other_client.post(link_in(newest()))["Location"] == "/account/registered/"
    assert not signed_in(other_client)
    assert sign_in(other_client, "new@example.jp", NEW["password"])["Location"] == "/account/"


def test_links_expire(client, person):
    sign_up(client)
    sign_up_path = link_in(newest())
    client.post("/account/reset/", {"email": person.email})
    reset_path = link_in(newest())
    now = timezone.now()
    lives = {link.purpose: link.expires_at - now for link in MailLink.objects.all()}
    assert timedelta(hours=23.9) < lives["sign_up"] <= timedelta(hours=24)
    assert timedelta(minutes=59) < lives["reset"] <= timedelta(hours=1)
    MailLink.objects.update(expires_at=now)
    for path in (sign_up_path, reset_path):
        assert client.get(path).status_code == 410
        assert client.post(path, NEW).status_code == 410


def test_two_sign_ups_of_one_address_make_one_account(client):
    sign_up(client)
    first = link_in(newest())
    sign_up(client)
    second = link_in(newest())
    client.post(first)
    assert client.post(second)["Location"] == "/account/sign-in/"
    assert Citizen.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"email": "", **NEW}, "email", "メールアドレスを入力してください。"),
        ({"email": "hanako", **NEW}, "email", "name@example.jp のような形で"),
        (
            {"email": "a@example.jp", "password": "", "again": ""},
            "password",
            "パスワードを入力してください。",
        ),
        ({"email": "a@example.jp", "password": "x1", "again": "x1"}, "password", "12文字以上で"),
        (
            {"email": "a@example.jp", "password": "829104756318", "again": "829104756318"},
            "password",
            "数字以外の文字も",
        ),
        (
            {"email": "ichinoseki@example.jp", "password": "ichinoseki@example", "again": "x"},
            "password",
            "似ていないパスワード",
        ),
        ({"email": "a@example.jp", **NEW, "again": "x"}, "again", "同じものを入力してください。"),
    ],
)
def test_errors_say_how_to_put_it_right(client, data, field, words):
    answer = client.post("/account/sign-up/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>エラー：" in page
    assert page.index('class="error-summary"') < page.index("<h1>")
    assert f'href="#id_{field}"' in page
    assert f'id="id_{field}_error"' in page
    assert 'aria-invalid="true"' in page
    assert page.count(words) == 2, "the same words in the summary and at the field"
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("page", "tokens"),
    [
        ("/account/sign-in/", ["username", "current-password"]),
        ("/account/sign-up/", ["username", "new-password", "new-password"]),
        ("/account/reset/", ["username"]),
        ("/account/email/", ["email", "current-password"]),
        ("/account/password/", ["current-password", "new-password", "new-password"]),
        ("/account/close/", ["current-password"]),
    ],
)
def test_forms_help_the_browser_and_stay_out_of_its_way(client, citizen, page, tokens):
    if page in ("/account/sign-in/", "/account/sign-up/"):
        client.cookies.clear()
    text = client.get(page).content.decode()
    assert re.findall(r'autocomplete="([^"]+)"', text) == tokens
    assert "novalidate" in text
    assert not re.search(r"<(input|button|select)[^>]* required", text)
    assert not re.search(r'<[^>]+ (style|on\w+)="', text)


def test_signing_in_and_out(client, person):
    answer = sign_in(client, next="/applications/")
    assert answer["Location"] == "/applications/"
    cookie = answer.cookies["citizen_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert person.sessions.get().token_hash not in cookie.value
    assert signed_in(client)
    assert client.get("/account/sign-out/").status_code == 405
    assert client.post("/account/sign-out/")["Location"] == "/account/signed-out/"
    client.cookies["citizen_session"] = cookie.value
    assert not signed_in(client), "the token itself must be dead, not only the cookie"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "x"],
)
def test_next_leads_to_this_site_only(client, person, target):
    assert sign_in(client, next=target)["Location"] == "/account/"


def test_full_width_addresses_and_pasted_spaces_are_understood(client, person):
    assert sign_in(client, " ｈａｎａｋｏ＠ＥＸＡＭＰＬＥ.jp ")["Location"] == "/account/"


def test_refusals_are_all_alike(client, person):
    Citizen.objects.create_citizen("gone@example.jp", PASSWORD, is_active=False)
    pages = [
        sign_in(client, email, password)
        for email, password in (
            ("hanako@example.jp", "wrong"),
            ("nobody@example.jp", PASSWORD),
            ("gone@example.jp", PASSWORD),
        )
    ]
    bodies = [_without(page, "hanako@", "nobody@", "gone@") for page in pages]
    assert [page.status_code for page in pages] == [422] * 3
    assert bodies[0] == bodies[1] == bodies[2]


def _without(response, *words) -> str:
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", response.content.decode())
    for word in words:
        text = text.replace(word, "")
    return text


def test_sessions_end_after_twelve_hours(client, citizen):
    assert signed_in(client)
    expires = CitizenSession.objects.get().expires_at - timezone.now()
    assert timedelta(hours=11.9) < expires <= timedelta(hours=12)
    CitizenSession.objects.update(expires_at=timezone.now())
    assert not signed_in(client)


def test_sessions_end_when_idle_and_live_on_with_use(client, citizen, settings, monkeypatch):
    import time

    real = time.time
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + 50 * 60)
    assert signed_in(client)  # renews the stamp
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + 100 * 60)
    assert signed_in(client)
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + 161 * 60)
    assert not signed_in(client)


def test_a_stopped_account_is_out_at_once(client, citizen):
    Citizen.objects.update(is_active=False)
    assert not signed_in(client)


def test_reset_by_mail(client, citizen, other_client):
    answer = other_client.post("/account/reset/", {"email": citizen.email})
    assert answer["Location"] == "/account/reset/sent/"
    path = link_in(newest())
    assert "新しいパスワード" in other_client.get(path).content.decode()
    assert other_client.post(path, {"password": "x", "again": "x"}).status_code == 422
    assert other_client.post(path, NEW)["Location"] == "/account/reset/done/"
    assert newest().event == "password_changed"
    assert not signed_in(client), "other browsers are signed out"
    assert other_client.post(path, NEW).status_code == 410
    assert sign_in(client, password=NEW["password"])["Location"] == "/account/"


def test_only_the_newest_reset_link_works(client, person):
    client.post("/account/reset/", {"email": person.email})
    older = link_in(newest())
    client.post("/account/reset/", {"email": person.email})
    assert client.get(older).status_code == 410
    assert client.get(link_in(newest())).status_code == 200


def test_changing_the_address_tells_both(client, citizen):
    data = {"email": "moved@example.jp", "current": PASSWORD}
    assert client.post("/account/email/", {**data, "current": "wrong"}).status_code == 422
    assert client.post("/account/email/", data)["Location"] == "/account/?changed=email-asked"
    assert {mail.to for mail in Mail.objects.all()} == {"hanako@example.jp", "moved@example.jp"}
    path = link_in(Mail.objects.get(subject__isnull=False, event="email_change", pk=_to("moved@")))
    assert client.get(path).status_code == 200
    citizen.refresh_from_db()
    assert citizen.email == "hanako@example.jp"
    Mail.objects.all().delete()
    assert client.post(path)["Location"] == "/account/email/changed/"
    assert {mail.to for mail in Mail.objects.all()} == {"hanako@example.jp", "moved@example.jp"}
    assert Citizen.objects.by_email("moved@example.jp") == citizen
    assert client.post(path).status_code == 410


def _to(start):
    return next(mail.pk for mail in Mail.objects.all() if mail.to.startswith(start))


def test_changing_the_password_signs_other_browsers_out(client, citizen, other_client):
    sign_in(other_client)
    data = {"current": PASSWORD, **NEW}
    assert client.post("/account/password/", data)["Location"] == "/account/?changed=password"
    assert signed_in(client)
    assert not signed_in(other_client)


def test_closing_says_what_happens_and_deletes(client, citizen):
    page = client.get("/account/close/").content.decode()
    assert "すでに提出した申請は取り下げられません" in page
    assert client.post("/account/close/", {"current": "wrong"}).status_code == 422
    assert client.post("/account/close/", {"current": PASSWORD})["Location"] == "/account/closed/"
    assert not Citizen.objects.exists()
    assert not CitizenSession.objects.exists()
    assert newest().event == "account_closed"
    assert not signed_in(client)


def test_citizens_cannot_enter_the_admin_nor_staff_the_account(client, person):
    User.objects.create_superuser("admin@example.jp", PASSWORD)
    answer = client.post("/admin/login/", {"username": person.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert sign_in(client, "admin@example.jp").status_code == 422
    assert not CitizenSession.objects.exists()


def test_one_browser_may_hold_both_apart(client, person):
    client.force_login(User.objects.create_superuser("admin@example.jp", "x"))
    session = client.cookies["sessionid"].value
    before = dict(client.session)
    sign_in(client)
    client.post("/account/sign-out/")
    assert client.cookies["sessionid"].value == session
    assert dict(client.session) == before


def test_account_pages_are_never_kept(client, citizen):
    for page in ("/account/", "/account/email/", "/account/sign-up/"):
        assert "no-store" in client.get(page)["Cache-Control"]

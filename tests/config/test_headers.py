"""Headers of every answer, and what is never kept by a cache."""

import pytest

from accounts.models import User


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/account/sign-in/", "/admin/login/", "/no-such-page/"])
def test_every_page_carries_the_headers(client, address):
    headers = client.get(address).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["form-action"] == "'self'"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


def test_staff_pages_are_never_kept(client):
    client.force_login(User.objects.create_superuser("admin@example.jp", "x"))
    assert "no-store" in client.get("/admin/")["Cache-Control"]


def test_a_page_that_reads_a_guests_session_is_never_kept(client):
    session = client.session
    session["guest"] = "code"
    session.save()
    assert "no-store" in client.get("/applications/")["Cache-Control"]

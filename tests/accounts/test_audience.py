"""Closed until declared: who is let through to which view."""

from django.http import HttpResponse
from django.urls import include, path
from django.views import View

import pytest

from accounts.audience import (
    Audience,
    by_route,
    citizen_only,
    declared,
    machine,
    public,
    staff_only,
)
from accounts.models import User


def _answer(request):
    return HttpResponse("here")


class _Page(View):
    def get(self, request):
        return HttpResponse("here")


@public
class _PublicPage(_Page):
    pass


def _copy():
    return lambda request: HttpResponse("here")


urlpatterns = [
    path("t/undeclared/", _answer),
    path("t/class-undeclared/", _Page.as_view()),
    path("t/class-public/", _PublicPage.as_view()),
    path("t/public/", public(_copy())),
    path("t/citizen/", citizen_only(_Page.as_view())),
    path("t/staff/", staff_only(_copy())),
    path("t/machine/", machine(_copy())),
    path("admin/login/", public(_copy()), name="wagtailadmin_login"),
    path("", include("home.urls")),  # the error pages' frame links there
]
account_patterns = ([path("sign-in/", public(_copy()), name="sign-in")], "account")
urlpatterns.append(path("account/", include(account_patterns)))

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def test_an_undeclared_view_is_closed_and_logged(client, caplog):
    for address in ("/t/undeclared/", "/t/class-undeclared/"):
        assert client.get(address).status_code == 404
    assert "t/class-undeclared/" in caplog.text


def test_public_views_answer_anybody(client):
    assert client.get("/t/public/").content == b"here"
    assert client.get("/t/class-public/").content == b"here"


def test_declaring_a_class_leaves_its_base_undeclared():
    assert declared(_Page.as_view(), "t/") is None
    assert declared(_PublicPage.as_view(), "t/") is Audience.PUBLIC


def test_citizens_only(client, citizen):
    assert client.get("/t/citizen/").content == b"here"
    client.cookies.clear()
    answer = client.get("/t/citizen/?a=1")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/account/sign-in/?next=%2Ft%2Fcitizen%2F%3Fa%3D1",
    )
    answer = client.post("/t/citizen/", headers={"referer": "http://evil.example/x"})
    assert answer["Location"] == "/account/sign-in/"
    assert client.get("/t/citizen/", headers={"accept": "application/json"}).status_code == 401


def test_personal_pages_are_never_kept(client, citizen):
    assert "no-store" in client.get("/t/citizen/")["Cache-Control"]
    assert "Cache-Control" not in client.get("/t/public/")


def test_staff_only(client, citizen):
    assert client.get("/t/staff/")["Location"] == "/admin/login/?next=/t/staff/"
    client.force_login(User.objects.create_user("new@example.jp", "x"))
    assert client.get("/t/staff/").status_code == 403
    client.force_login(User.objects.create_superuser("admin@example.jp", "x"))
    answer = client.get("/t/staff/")
    assert answer.content == b"here"
    assert "no-store" in answer["Cache-Control"]


def test_staff_are_no_citizens(client):
    client.force_login(User.objects.create_superuser("admin@example.jp", "x"))
    assert client.get("/t/citizen/").status_code == 302


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        ("127.0.0.1", "", 200),
        ("::1", "", 200),
        ("203.0.113.9", "", 404),
        ("203.0.113.9", "127.0.0.1", 404),  # nobody's proxy: the header is only a claim
        ("10.0.0.1", "203.0.113.9", 404),
        ("10.0.0.1", "127.0.0.1, 203.0.113.9", 404),
        ("10.0.0.1", "127.0.0.1", 200),
    ],
)
def test_machines_only_from_our_networks(client, settings, peer, forwarded, status):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert client.get("/t/machine/", REMOTE_ADDR=peer, headers=headers).status_code == status


def test_pages_that_do_not_ask_make_no_query(client, citizen, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/t/public/")
    with django_assert_num_queries(1):
        client.get("/t/citizen/")


def test_the_longest_entry_of_the_table_counts():
    table = (("admin/", "staff"), ("admin/login/$", "public"), ("admin/reset/", "public"))
    assert by_route("admin/pages/", table) is Audience.STAFF
    assert by_route("admin/login/", table) is Audience.PUBLIC
    assert by_route("admin/login/secret/", table) is Audience.STAFF
    assert by_route("admin/reset/done/", table) is Audience.PUBLIC
    assert by_route("other/", table) is None

"""Showing a My Number: to whom, for which reason, how often, and what is written down."""

import json
import uuid

from django.db import connection
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts import throttle
from accounts.models import Membership, User
from audit.models import Entry
from eforms.applications.handlers import MyNumberHandler, may_reveal
from eforms.applications.my_numbers import MyNumber
from eforms.review import revealing
from tests.eforms.applications import builders as b
from tests.eforms.filling.numbers import MINE, SPOUSE, number_of, sent_application


pytestmark = pytest.mark.django_db
SHOWN = "1234 5678 9018"
WHY = {"reason": "task", "note": ""}


@pytest.fixture
def application(here):
    return sent_application(here)


@pytest.fixture
def address(application):
    return reverse("desk:reveal", args=[application.pk, number_of(application, "mine").pk])


def name_handler(user, application) -> MyNumberHandler:
    return MyNumberHandler.objects.create(page=application.page, user=user)


@pytest.fixture
def handler(sign_in, here, application):
    user = sign_in((here, "reviewer"))
    name_handler(user, application)
    return user


def text(response) -> str:
    return response.content.decode()


def entries() -> list[Entry]:
    return list(Entry.objects.filter(action="my_number.revealed").order_by("at"))


# person: organisation, role, named?, administrator? → GET, POST
MATRIX = [
    ("here", "reviewer", True, False, 200, 200),
    ("here", "viewer", True, False, 200, 200),
    ("here", "reviewer", False, False, 302, 302),
    ("here", "viewer", False, False, 302, 302),
    ("there", "reviewer", True, False, 404, 404),
    ("there", "reviewer", False, False, 404, 404),
    (None, None, True, False, 404, 404),
    (None, None, False, True, 302, 302),
    (None, None, True, True, 302, 302),
    ("there", "reviewer", True, True, 302, 302),
    ("here", "reviewer", False, True, 302, 302),
    ("here", "reviewer", True, True, 200, 200),
]


@pytest.mark.parametrize(("place", "role", "named", "is_admin", "get", "post"), MATRIX)
def test_named_handlers_of_the_organisation_see_it_and_nobody_else(
    client, groups, here, there, application, address, place, role, named, is_admin, get, post
):
    roles = [({"here": here, "there": there}[place], role)] if place else []
    user = b.staff(*roles, is_superuser=is_admin, is_staff=is_admin)
    user.groups.add(groups["reviewer"])
    if named:
        name_handler(user, application)
    client.force_login(user)
    assert client.get(address).status_code == get
    response = client.post(address, WHY)
    assert response.status_code == post
    assert (SHOWN in text(response)) == (post == 200)
    assert may_reveal(user, application) == (post == 200)
    if post == 200:
        assert [entry.result for entry in entries()] == ["ok"]
    elif post == 302 and (place == "here" or is_admin):
        assert [entry.result for entry in entries()] == ["refused"]


@pytest.mark.parametrize("change", ["leaves", "withdrawn", "inactive", "moved"])
def test_the_right_ends_at_once(client, handler, application, address, there, change):
    assert SHOWN in text(client.post(address, WHY))
    if change == "leaves":
        Membership.objects.filter(user=handler).delete()
    if change == "withdrawn":
        MyNumberHandler.objects.all().delete()
    if change == "inactive":
        User.objects.filter(pk=handler.pk).update(is_active=False)
    if change == "moved":
        application.organisation = there
        application.save()
    response = client.post(address, WHY, follow=True)
    assert SHOWN not in text(response)
    assert MINE not in text(response)


def test_looking_shows_stars_and_writes_nothing(client, handler, address):
    page = text(client.get(address))
    assert "********9018" in page
    assert MINE not in page
    assert SHOWN not in page
    assert not entries()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "理由を選んでください"),
        ({"reason": "curious"}, "一覧から選んでください"),
        ({"reason": "other", "note": " "}, "補足に入力してください"),
        ({"reason": "task", "note": "あ" * 201}, "200文字以内"),
        ({"reason": "task", "note": f"番号は{MINE}"}, "番号を書かないで"),
        ({"reason": "task", "note": "１２３４－５６７８－９０１８"}, "番号を書かないで"),
        ({"reason": "task", "note": "1234.5678.9018"}, "番号を書かないで"),
        ({"reason": "task", "note": "1234\u22125678\u22129018"}, "番号を書かないで"),
        ({"reason": "task", "note": "1234、5678、9018"}, "番号を書かないで"),
        ({"reason": "task", "note": "前半1234 5678、後半は9018"}, "番号を書かないで"),
        ({"reason": "task", "note": "①②③④⑤⑥⑦⑧"}, "番号を書かないで"),
        ({"reason": "task", "note": "١٢٣٤٥٦٧٨"}, "番号を書かないで"),
    ],
)
def test_without_a_proper_reason_nothing_is_shown(client, handler, address, data, told):
    response = client.post(address, data)
    assert response.status_code == 422
    assert told in text(response)
    assert SHOWN not in text(response)
    assert MINE not in text(response)
    assert "１２３４" not in text(response)
    assert not entries()


def test_a_few_digits_are_fine_in_a_note(client, handler, address):
    response = client.post(address, {"reason": "task", "note": "令和8年11月24日の照会（2件）"})
    assert SHOWN in text(response)
    assert entries()[0].data["note"] == "令和8年11月24日の照会（2件）"


def test_the_answer_is_kept_nowhere_and_goes_away(client, handler, application, address):
    response = client.post(address, WHY)
    assert "no-store" in response["Cache-Control"]
    back = reverse("desk:inspect", args=[application.pk])
    assert f'http-equiv="refresh" content="60; url={back}"' in text(response)
    assert "60秒たつと" in text(response)
    assert MINE not in text(response)  # in groups of four only, and once
    assert text(response).count(SHOWN) == 1
    assert SHOWN not in json.dumps(dict(client.session))


def test_it_is_written_down_who_when_what_and_why_and_never_the_number(
    client, handler, application, address
):
    client.post(address, {"reason": "other", "note": "照会の回答のため"})
    entry = entries()[0]
    number = number_of(application, "mine")
    assert (entry.actor_type, entry.actor_id) == ("staff", str(handler.pk))
    assert entry.target == f"eforms.MyNumber/{number.pk}"
    assert entry.organisation_id == application.organisation_id
    assert (timezone.now() - entry.at).total_seconds() < 60
    assert entry.data.pop("network")
    assert entry.data == {
        "application": str(application.pk),
        "form": application.page_id,
        "reason": "other",
        "note": "照会の回答のため",
    }
    rows = Entry.objects.values_list("action", "target", "data")
    assert not any(MINE in str(row) for row in rows)


def test_too_many_showings_are_held_back_and_recorded(client, handler, address, monkeypatch):
    assert (revealing.REVEALS.tries, revealing.REVEALS.seconds) == (30, 3600)
    monkeypatch.setattr(revealing, "REVEALS", throttle.Limit("my-number-reveal", 2, 3600))
    for _ in range(2):
        assert client.post(address, WHY).status_code == 200
    response = client.post(address, WHY)
    assert response.status_code == 429
    assert SHOWN not in text(response)
    assert "お試しください" in text(response)
    assert [(e.result, e.data.get("why")) for e in entries()][-1] == ("refused", "too_often")


def test_a_row_that_was_moved_to_ones_own_application_does_not_open(
    client, handler, application, there
):
    foreign = sent_application(there, email="x@example.jp")
    stolen = number_of(foreign, "mine")
    MyNumber.objects.filter(pk=stolen.pk).update(application=application)
    moved = reverse("desk:reveal", args=[application.pk, stolen.pk])
    assert client.get(moved).status_code == 404
    assert client.post(moved, WHY).status_code in (404, 409)
    assert not [entry for entry in entries() if entry.result == "ok"]


def test_a_damaged_number_is_told_and_recorded(client, handler, application, address):
    mine, spouse = number_of(application, "mine"), number_of(application, "spouse")
    with connection.cursor() as cursor:
        keys = [pk if connection.vendor == "postgresql" else pk.hex for pk in (spouse.pk, mine.pk)]
        cursor.execute(
            "UPDATE eforms_mynumber SET sealed = "
            "(SELECT sealed FROM eforms_mynumber WHERE id = %s) WHERE id = %s",
            keys,
        )
    response = client.post(address, WHY)
    assert response.status_code == 409
    assert "読み取れません" in text(response)
    assert "9876" not in text(response)
    assert [(e.result, e.data.get("why")) for e in entries()] == [("refused", "damaged")]


def test_unknown_numbers_do_not_exist(client, handler, application):
    for method in (client.get, client.post):
        response = method(reverse("desk:reveal", args=[application.pk, uuid.uuid4()]), WHY)
        assert response.status_code == 404


def test_the_detail_page_shows_stars_and_the_way_to_handlers_only(
    client, handler, application, sign_in, here, address
):
    inspect = reverse("desk:inspect", args=[application.pk])
    page = text(client.get(inspect))
    assert "********9018" in page
    assert address in page
    assert MINE not in page
    sign_in((here, "reviewer"))
    page = text(client.get(inspect))
    assert "********9018" in page
    assert address not in page


def test_a_destroyed_number_is_said_to_be_gone(client, handler, application, address):
    MyNumber.objects.all().delete()
    assert "削除済み" in text(client.get(reverse("desk:inspect", args=[application.pk])))
    assert client.get(address).status_code == 404


# Naming handlers


@pytest.fixture
def admin(client, groups):
    user = User.objects.create_superuser("chief@example.jp", "x")
    client.force_login(user)
    return user


NEW = "/admin/my-number-handlers/new/"


def test_an_administrator_names_and_takes_back_on_the_record(client, admin, application, here):
    person = b.staff((here, "viewer"))
    assert "児童手当の認定請求" in text(client.get(NEW))
    response = client.post(NEW, {"page": application.page_id, "user": person.pk}, follow=True)
    assert "指定しました" in text(response)
    made = MyNumberHandler.objects.get()
    assert (made.user, made.granted_by) == (person, admin)
    assert may_reveal(person, application)
    listed = text(client.get("/admin/my-number-handlers/"))
    assert str(person) in listed
    assert "表示できます" in listed
    delete = f"/admin/my-number-handlers/delete/{made.pk}/"
    assert "表示できなくなります" in text(client.get(delete))
    client.post(delete)
    assert not may_reveal(person, application)
    log = Entry.objects.filter(action__startswith="my_number.handler").order_by("at")
    assert [(e.action, e.actor_id, e.target, e.data) for e in log] == [
        (
            f"my_number.handler_{what}",
            str(admin.pk),
            f"accounts.User/{person.pk}",
            {"form": application.page_id},
        )
        for what in ("granted", "withdrawn")
    ]


def test_people_of_elsewhere_oneself_and_unmarked_procedures_are_refused(
    client, admin, application, here, there
):
    Membership.objects.create(user=admin, organisation=here, role="reviewer")
    stranger = b.staff((there, "reviewer"))
    plain = b.form(here).page
    mine = b.staff((here, "reviewer"))
    for page, user, told in (
        (application.page_id, stranger.pk, "所属していません"),
        (application.page_id, admin.pk, "自分自身は指定できません"),
        (plain.pk, mine.pk, ""),
        ("", "", "選んでください"),
    ):
        response = client.post(NEW, {"page": page, "user": user})
        assert response.status_code == 200
        assert told in text(response)
    assert not MyNumberHandler.objects.exists()


def test_naming_twice_is_refused(client, admin, application, here):
    person = b.staff((here, "viewer"))
    name_handler(person, application)
    response = client.post(NEW, {"page": application.page_id, "user": person.pk})
    assert "すでにこの手続の担当者" in text(response)


def test_nobody_else_names_handlers(client, handler, application, here):
    response = client.post(NEW, {"page": application.page_id, "user": handler.pk})
    assert response.status_code == 302
    assert MyNumberHandler.objects.count() == 1
    assert SPOUSE not in text(response)

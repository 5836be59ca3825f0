from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest

from eforms.applications.models import Application
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db
INDEX = "/admin/applications/"
START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def numbers(response) -> list[str]:
    return [item.receipt_number for item in response.context["object_list"]]


def many(version, count: int) -> list[Application]:
    return [
        b.application(version, now=START + timedelta(minutes=minute)) for minute in range(count)
    ]


def test_a_row_tells_what_a_reviewer_needs(client, sign_in, here):
    application = b.application(b.form(here), now=START)
    sign_in((here, "reviewer"))
    body = client.get(INDEX).content.decode()
    for part in (
        application.receipt_number,
        "住民票の写しの交付申請",
        "一関 太郎",
        "個人",
        "受付済",
        "2026/11/24",
        "12:00",
        reverse("desk:inspect", args=[application.pk]),
    ):
        assert part in body, part
    for gone in ("edit/", "delete/", "copy/", "history/", "export=", "taro@example.jp"):
        assert gone not in body.split("<main")[1], gone


def test_only_ones_own_organisation_and_the_newest_first(client, sign_in, here, there):
    own = many(b.form(here), 2)
    b.application(b.form(there))
    sign_in((here, "viewer"))
    assert numbers(client.get(INDEX)) == [own[1].receipt_number, own[0].receipt_number]


def test_the_number_of_queries_does_not_grow(client, sign_in, here, there):
    version = b.form(here)
    sign_in((here, "reviewer"), (there, "reviewer"))

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    many(version, 2)
    b.application(b.form(there))
    client.get(INDEX)  # content types are known from here on
    page, rows = queries(INDEX), queries(f"{INDEX}results/")
    many(version, 50)
    assert queries(INDEX) == page <= 16  # nine of them are Wagtail's own
    assert queries(f"{INDEX}results/") == rows <= 9


def test_filters(client, sign_in, here, there):
    version, other = b.form(here), b.form(there)
    first, second = many(version, 2)
    third = b.application(other, now=START + timedelta(days=3))
    Application.objects.filter(pk=second.pk).update(state="reviewed")
    sign_in((here, "reviewer"), (there, "reviewer"))

    def found(**query):
        return set(numbers(client.get(INDEX, query)))

    assert found(state="reviewed") == {second.receipt_number}
    assert len(found(state=["reviewed", "received"])) == 3
    assert found(page=other.page_id) == {third.receipt_number}
    assert found(organisation=there.pk) == {third.receipt_number}
    assert found(received_at_from="2026-11-25") == {third.receipt_number}
    assert len(found(received_at_to="2026-11-24")) == 2


def test_filters_offer_only_what_one_may_see(client, sign_in, here, there):
    b.application(b.form(here))
    foreign = b.form(there)
    b.application(foreign)
    sign_in((here, "reviewer"))
    filters = client.get(INDEX).context["filters"]
    assert "organisation" not in filters.filters
    assert [page.organisation for page in filters.filters["page"].field.queryset] == [here]
    # A forged value filters by nothing that could be seen.
    response = client.get(INDEX, {"page": foreign.page_id})
    assert "税務課" not in response.content.decode()


def test_search_takes_the_number_as_it_is_typed(client, sign_in, here, there):
    first, second = many(b.form(here), 2)
    foreign = b.application(b.form(there), now=START)
    sign_in((here, "reviewer"))

    def found(text):
        return numbers(client.get(INDEX, {"q": text}))

    number = first.receipt_number
    assert found(number) == [number]
    assert found(number.lower().replace("-", "")) == [number]
    assert found(number.translate({ord(c): ord(c) + 0xFEE0 for c in "R0123456789-"})) == [number]
    assert set(found("1124-0000")) == {number, second.receipt_number}
    assert found(foreign.receipt_number) == []
    assert found("一関") == []


@pytest.mark.parametrize(
    "key", ["receipt_number", "page_title", "state", "received_at", "updated_at"]
)
def test_sorting(client, sign_in, here, key):
    many(b.form(here), 3)
    sign_in((here, "reviewer"))
    up = client.get(INDEX, {"ordering": key})
    assert up.status_code == 200 and len(numbers(up)) == 3
    if key in ("receipt_number", "received_at"):
        down = client.get(INDEX, {"ordering": f"-{key}"})
        assert numbers(down) == numbers(up)[::-1] == sorted(numbers(up), reverse=True)


def test_counts_of_what_waits_are_ones_own(client, sign_in, here, there):
    many(b.form(here), 3)
    b.application(b.form(there))
    Application.objects.filter(organisation=here, receipt_number__contains="000001").update(
        state="completed"
    )
    sign_in((here, "reviewer"))
    assert client.get(INDEX).context["waiting"] == [
        ("received", 2),
        ("under_review", 0),
        ("correction_requested", 0),
        ("reviewed", 0),
    ]
    body = client.get("/admin/").content.decode()
    assert "対応が必要な申請" in body
    assert "?state=received" in body


def test_there_is_no_export(client, sign_in, here):
    b.application(b.form(here))
    sign_in((here, "reviewer"))
    for kind in ("csv", "xlsx"):
        for address in (INDEX, INDEX + "results/"):
            assert client.get(address, {"export": kind})["Content-Type"].startswith("text/html")


def test_editors_do_not_see_the_desk(client, groups):
    editor = b.staff()
    editor.groups.add(groups["editor"])
    client.force_login(editor)
    body = client.get("/admin/").content.decode()
    assert "申請管理" not in body and "対応が必要な申請" not in body and "送信メール" not in body
    assert client.get(INDEX).status_code == 302

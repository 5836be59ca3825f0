"""The CSV of one form: what stands in it, who may take it, what is recorded."""

import csv
import io
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from audit.models import Entry
from eforms.engine.schema import digest
from eforms.models import FormVersion
from eforms.review.csv_text import harmless
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def export(client, page, **more):
    query = "&".join(f"{name}={value}" for name, value in {"page": page.pk, **more}.items())
    return client.post(f"/admin/applications/export/?{query}")


def table(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_line_for_each_application(client, sign_in, here):
    version = b.form(here)
    given = b.answers(
        **{b.ROWS: [{"_row": "r1", b.ROW_TEXT: "妻"}, {"_row": "r2", b.ROW_TEXT: "子"}]}
    )
    first = b.application(version, now=START)
    second = b.application(version, now=START + timedelta(minutes=1), given=given)
    sign_in((here, "reviewer"))
    response = export(client, version.page)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    head, one, two = table(response)
    row = dict(zip(head, two, strict=True))
    assert one[:2] == [first.receipt_number, "2026-11-20 12:00:00"]
    assert row["受付番号"] == second.receipt_number
    assert row["状態"] == "受付済" and row["申請者の区分"] == "個人"
    assert row["使用目的"] == "年金の手続"
    assert row["必要な方／続柄"] == "妻\n子"
    assert "イチノセキ" in two
    assert "taro@example.jp" not in str(two)


def test_it_opens_in_excel_as_text_and_runs_nothing(client, sign_in, here):
    version = b.form(here)
    b.application(version, given=b.answers(**{b.PURPOSE: '=HYPERLINK("http://x","y")'}))
    sign_in((here, "reviewer"))
    content = b"".join(export(client, version.page).streaming_content)
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    assert b"'=HYPERLINK" in content


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("＝1", "'＝1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),
        ("+1,200", "+1,200"),
        ("一関市", "一関市"),
        ("", ""),
    ],
)
def test_cells_that_look_like_formulas(text, cell):
    assert harmless(text) == cell


def test_versions_share_columns_by_code_and_keep_their_own(client, sign_in, here):
    old = b.form(here)
    b.application(old, now=START)
    document = b.SCHEMA | {
        "sections": [
            {
                "id": b.SECTION,
                "title": "申請する方",
                "items": [
                    b.question("new", "short_text", "purpose", "使いみち"),
                    b.question("more", "short_text", "more", "備考"),
                ],
            }
        ]
    }
    new = FormVersion.objects.create(
        page=old.page, number=2, schema=document, sha256=digest(document)
    )
    b.application(new, now=START + timedelta(days=1), given={"new": "相続", "more": "急ぎ"})
    sign_in((here, "reviewer"))
    head, one, two = table(export(client, old.page))
    assert head[5:7] == ["使いみち", "備考"] and "使用目的" not in head
    assert (one[5], two[5], two[6]) == ("年金の手続", "相続", "急ぎ")
    assert "必要な方／続柄" in head


def test_the_list_as_it_is_filtered(client, sign_in, here):
    version = b.form(here)
    b.application(version, now=START)
    b.application(version, now=START + timedelta(days=2))
    sign_in((here, "reviewer"))
    rows = table(export(client, version.page, received_at_from="2026-11-21"))
    assert len(rows) == 2


def test_only_those_who_handle_the_form(client, sign_in, here, there):
    version = b.form(here)
    b.application(version)
    for place, role, status in (
        (here, "viewer", 404),
        (there, "reviewer", 404),
        (here, "reviewer", 200),
    ):
        sign_in((place, role))
        assert export(client, version.page).status_code == status, (place, role)
    assert client.post("/admin/applications/export/").status_code == 404
    assert client.get(f"/admin/applications/export/?page={version.page_id}").status_code == 405


def test_a_reviewer_of_two_departments_gets_no_more_than_the_own(client, sign_in, here, there):
    version = b.form(here)
    b.application(version)
    moved = b.application(version)
    moved.organisation = there
    moved.save(update_fields=["organisation"])
    sign_in((here, "reviewer"), (there, "viewer"))
    assert len(table(export(client, version.page))) == 2


def test_it_is_recorded_without_a_word_of_the_answers(client, sign_in, here):
    version = b.form(here)
    b.application(version)
    sign_in((here, "reviewer"))
    export(client, version.page)
    entry = Entry.objects.get(action="application.export")
    assert entry.target == f"eforms.FormPage/{version.page_id}"
    assert entry.data == {"applications": 1, "format": "csv"}


def test_the_button_stands_where_the_list_shows_one_form(client, sign_in, here):
    version = b.form(here)
    b.application(version)
    sign_in((here, "reviewer"))
    assert "CSVで書き出す" not in client.get("/admin/applications/").content.decode()
    page = client.get(f"/admin/applications/?page={version.page_id}").content.decode()
    assert "CSVで書き出す" in page and f"/export/?page={version.page_id}" in page
    sign_in((here, "viewer"))
    page = client.get(f"/admin/applications/?page={version.page_id}").content.decode()
    assert "CSVで書き出す" not in page


def test_the_number_of_queries_does_not_grow(client, sign_in, here):
    version = b.form(here)
    sign_in((here, "reviewer"))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            rows = table(export(client, version.page))
        return len(captured), len(rows)

    b.application(version)
    one, _ = queries()
    for _number in range(5):
        b.application(version)
    assert queries() == (one, 7)

"""What a page of thirty questions may cost: queries, and calls of functions.

Calls do not depend on how busy the machine is, as milliseconds do (``make bench`` tells those).
"""

import cProfile
import pstats

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from eforms.filling import drafts
from eforms.filling.guests import Applicant
from tests.eforms.filling.conftest import question, schema_document, section, url


QUERIES = 6
# 18,000 when written, the test client's own among them; 30,800 with the texts in three languages
# (5,300 of them: a text asks 18 catalogues, twice), the look-ups' buttons and the time-out's bar.
CALLS = 32_000


def thirty() -> dict:
    """Return a form with one page of thirty questions of the common kinds."""
    choices = {"choices": [{"id": str(n), "label": f"選択肢{n}"} for n in range(5)]}
    kinds = [
        ("short_text", {}),
        ("long_text", {}),
        ("integer", {"minimum": 0, "maximum": 9}),
        ("date", {}),
        ("choice", choices),
        ("choices", choices),
        ("email", {}),
        ("phone", {}),
        ("name", {}),
        ("address", {}),
    ]
    items = [
        question(kind, f"{kind}_{n}", f"質問 {kind} {n}", options=options, help="説明です。")
        for n in range(3)
        for kind, options in kinds
    ]
    return schema_document([section("only", "三十の質問", items)])


@pytest.fixture
def page_of_thirty(make_form):
    return make_form(thirty(), code="thirty")


def begun(page, applicant):
    return drafts.begin(page.versions.get(), applicant, "individual", now=timezone.now())


def queries(client, address) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [entry["sql"] for entry in asked]


def test_a_guests_page_asks_the_database_six_times_at_most(page_of_thirty, guest, client):
    draft = begun(page_of_thirty, guest)
    client.get(url(draft, "1/"))
    warm = queries(client, url(draft, "1/"))
    assert len(warm) <= QUERIES, warm
    assert not any('"schema"' in sql for sql in warm)


def test_a_citizens_page_asks_the_database_six_times_at_most(page_of_thirty, citizen, client):
    applicant = Applicant(citizen.email, citizen.email_index, citizen)
    draft = begun(page_of_thirty, applicant)
    client.get(url(draft, "1/"))
    warm = queries(client, url(draft, "1/"))
    assert len(warm) <= QUERIES, warm


def test_a_cold_process_stays_within_the_budget_but_for_the_schema(
    page_of_thirty, guest, client, monkeypatch
):
    from eforms.building import versions

    draft = begun(page_of_thirty, guest)
    monkeypatch.setattr(versions, "_schemas", {})
    assert len(queries(client, url(draft, "1/"))) <= QUERIES + 2  # the schema, the site's settings


def test_a_page_makes_few_calls(page_of_thirty, guest, client):
    draft = begun(page_of_thirty, guest)
    for _ in range(2):
        client.get(url(draft, "1/"))
    profile = cProfile.Profile()
    profile.enable()
    client.get(url(draft, "1/"))
    profile.disable()
    assert pstats.Stats(profile).total_calls < CALLS

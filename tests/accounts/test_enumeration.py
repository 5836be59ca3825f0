"""No answer, no mail count and no amount of work tells whether an address has an account.

Time itself is not asserted (a busy machine would fail the suite); what makes the time is: the
number of slow hashes and of queries. ``tests/bench/bench_sign_in.py`` measures the milliseconds.
"""

import re

from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import pytest

from accounts.models import Citizen
from outbox.models import Mail
from tests.accounts.conftest import PASSWORD


pytestmark = pytest.mark.django_db
NEW = {"password": "iwate sanroku 0209", "again": "iwate sanroku 0209"}


@pytest.fixture
def hashes(monkeypatch):
    """Count what the hasher computes."""
    counted = []
    encode = MD5PasswordHasher.encode

    def counting(self, password, salt):
        counted.append(1)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return counted


def seen(response, *addresses) -> tuple:
    """Return what the sender of a request can see, without tokens and what they typed."""
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", response.content.decode())
    for address in addresses:
        text = text.replace(address, "")
    cookies = sorted(response.cookies)
    return response.status_code, response.headers.get("Location"), cookies, text


def _kind_of(sql: str) -> str:
    """Return what a query does, to which table."""
    return " ".join(re.findall(r'^\w+|(?:FROM|INTO|UPDATE) "\w+"', sql))


@pytest.mark.parametrize(
    ("path", "data", "hashed", "mails"),
    [
        ("/account/sign-in/", {"password": "not this one"}, 1, 0),
        ("/account/sign-up/", NEW, 1, 1),
        ("/account/reset/", {}, 0, 1),
    ],
)
def test_known_and_unknown_addresses_look_alike(person, hashes, path, data, hashed, mails):
    answers, work, queries, sent = [], [], [], []
    Client().post(path, {"email": "somebody@example.jp", **data})  # what is read only once
    for address in ("hanako@example.jp", "nobody@example.jp"):
        hashes.clear()
        Mail.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            answer = Client().post(path, {"email": address, **data})
        answers.append(seen(answer, address))
        work.append(len(hashes))
        queries.append([_kind_of(query["sql"]) for query in asked])
        sent.append([mail.to for mail in Mail.objects.all()])
    assert answers[0] == answers[1]
    assert work == [hashed, hashed]
    assert queries[0] == queries[1]
    assert [len(mail) for mail in sent] == [mails, mails]


def test_a_new_address_in_use_looks_free(client, citizen, hashes):
    Citizen.objects.create_citizen("taken@example.jp", PASSWORD)
    answers, work, counts, queries = [], [], [], []
    client.post("/account/email/", {"email": "other@example.jp", "current": PASSWORD})
    for address in ("taken@example.jp", "free@example.jp"):
        hashes.clear()
        Mail.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/account/email/", {"email": address, "current": PASSWORD})
        queries.append([_kind_of(query["sql"]) for query in asked])
        answers.append(seen(answer, address))
        work.append(len(hashes))
        counts.append(Mail.objects.count())
    assert answers[0] == answers[1]
    assert work[0] == work[1]
    assert queries[0] == queries[1]
    assert counts == [2, 2]


def test_the_throttle_tells_nothing_either(person):
    answers = []
    for address in ("hanako@example.jp", "nobody@example.jp"):
        for _ in range(6):
            answer = Client().post("/account/reset/", {"email": address})
        answers.append(seen(answer, address))
    assert answers[0] == answers[1]
    assert answers[0][0] == 429

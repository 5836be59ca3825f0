"""No answer, no mail count and no amount of work tells whether an address has an account.

Time itself is not asserted (a busy machine would fail the suite); what makes the time is: the
number of slow hashes.
"""

import re

from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

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


@pytest.mark.parametrize(
    ("path", "data", "hashed", "mails"),
    [
        ("/account/sign-in/", {"password": "not this one"}, 1, 0),
        ("/account/sign-up/", NEW, 1, 1),
        ("/account/reset/", {}, 0, 1),
    ],
)
def test_known_and_unknown_addresses_look_alike(person, hashes, path, data, hashed, mails):
    answers, work, sent = [], [], []
    for address in ("hanako@example.jp", "nobody@example.jp"):
        hashes.clear()
        Mail.objects.all().delete()
        answer = Client().post(path, {"email": address, **data})
        answers.append(seen(answer, address))
        work.append(len(hashes))
        sent.append([mail.to for mail in Mail.objects.all()])
    assert answers[0] == answers[1]
    assert work == [hashed, hashed]
    assert [len(mail) for mail in sent] == [mails, mails]


def test_a_new_address_in_use_looks_free(client, citizen, hashes):
    Citizen.objects.create_citizen("taken@example.jp", PASSWORD)
    answers, work, counts = [], [], []
    for address in ("taken@example.jp", "free@example.jp"):
        hashes.clear()
        Mail.objects.all().delete()
        answer = client.post("/account/email/", {"email": address, "current": PASSWORD})
        answers.append(seen(answer, address))
        work.append(len(hashes))
        counts.append(Mail.objects.count())
    assert answers[0] == answers[1]
    assert work[0] == work[1]
    assert counts == [2, 2]


def test_the_throttle_tells_nothing_either(person):
    answers = []
    for address in ("hanako@example.jp", "nobody@example.jp"):
        for _ in range(6):
            answer = Client().post("/account/reset/", {"email": address})
        answers.append(seen(answer, address))
    assert answers[0] == answers[1]
    assert answers[0][0] == 429

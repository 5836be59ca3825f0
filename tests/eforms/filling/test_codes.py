"""Codes by mail: five tries however they come, fifteen minutes, one browser, no telling."""

import threading
import uuid
from datetime import timedelta

from django.db import connection
from django.utils import timezone

import pytest

from accounts import limits
from accounts.models import Citizen, Tries
from accounts.throttle import Limit
from eforms.filling import codes
from eforms.filling.codes import AddressRefused, Outcome, TooManyCodes
from eforms.filling.models import EmailCode
from outbox.models import Mail
from tests.eforms.filling.conftest import code_of_last_mail


def issue(address="taro@example.jp", browser="b" * 64, network="192.0.2.0/24", now=None):
    return codes.issue(
        address, browser=browser, network=network, service="窓口", now=now or timezone.now()
    )


def attempt(code, typed, browser="b" * 64, now=None):
    return codes.attempt(code.pk, typed, browser=browser, now=now or timezone.now())


@pytest.mark.parametrize(
    "typed", ["{0}{1}", "{0} {1}", "{0}-{1}", " {0}　{1}\n", "ー{0}−{1}"], ids=repr
)
def test_a_code_is_read_as_people_type_it(db, typed):
    code = issue()
    first, second = code_of_last_mail().split()
    assert attempt(code, typed.format(first, second)).outcome == Outcome.RIGHT


def test_full_width_digits_are_digits(db):
    code = issue()
    wide = code_of_last_mail().translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert attempt(code, wide).outcome == Outcome.RIGHT


def test_neither_the_code_nor_the_address_lies_in_the_table(db):
    code = issue()
    digits = code_of_last_mail().replace(" ", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM eforms_emailcode")
        row = repr([bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()])
    assert digits not in row and "taro" not in row
    assert code.code_hash != digits


def test_five_wrong_tries_end_it_and_the_right_one_comes_too_late(db):
    code = issue()
    left = [attempt(code, "0000000").left for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert attempt(code, code_of_last_mail()).outcome == Outcome.OVER


def test_it_lives_fifteen_minutes_to_the_second(db):
    now = timezone.now()
    code = issue(now=now)
    end = now + timedelta(minutes=15)
    assert attempt(code, code_of_last_mail(), now=end).outcome == Outcome.OVER
    last_moment = end - timedelta(microseconds=1)
    assert attempt(code, code_of_last_mail(), now=last_moment).outcome == Outcome.RIGHT


def test_another_browser_can_neither_use_nor_spoil_it(db):
    code = issue()
    for _ in range(6):
        assert attempt(code, code_of_last_mail(), browser="x" * 64).outcome == Outcome.OVER
    assert attempt(code, code_of_last_mail()).outcome == Outcome.RIGHT


def test_a_code_of_the_api_is_none_of_a_browser(db):
    code = issue()
    assert attempt(code, code_of_last_mail(), browser=codes.API_CLIENT).outcome == Outcome.OVER


def test_it_is_used_once_but_a_double_click_is_forgiven(db):
    now = timezone.now()
    code = issue(now=now)
    assert attempt(code, code_of_last_mail(), now=now).outcome == Outcome.RIGHT
    assert attempt(code, code_of_last_mail(), now=now).outcome == Outcome.RIGHT
    assert attempt(code, "12345678", now=now).outcome == Outcome.OVER
    later = now + codes.DOUBLE_PRESS
    assert attempt(code, code_of_last_mail(), now=later).outcome == Outcome.OVER


def test_a_new_code_ends_the_old_one_of_the_browser(db):
    old = issue()
    old_digits = code_of_last_mail()
    new = issue()
    assert attempt(old, old_digits).outcome == Outcome.OVER
    assert attempt(new, code_of_last_mail()).outcome == Outcome.RIGHT


def test_an_address_gets_four_codes_in_ten_minutes_from_a_network(db):
    for _ in range(4):
        issue()
    with pytest.raises(TooManyCodes) as refused:
        issue(browser="c" * 64)
    assert 1 <= refused.value.minutes <= 10
    issue("jiro@example.jp")
    issue(network="198.51.100.0/24")  # a stranger's asking does not keep the owner out
    Tries.objects.filter(limit="code").update(ends_at=timezone.now())
    issue()


def test_an_address_is_not_flooded_from_many_networks(db):
    for number in range(60):
        issue(network=f"198.51.{number}.0/24")
    with pytest.raises(TooManyCodes):
        issue(network="203.0.113.0/24")


def test_a_busy_network_slows_down_and_shuts_nobody_out(db, monkeypatch):
    monkeypatch.setattr(limits, "CODE_NETWORK", Limit("code-network", 3, 600))
    for number in range(3):
        issue(f"person{number}@example.jp")
    issue("one-more@example.jp")
    issue("one-more@example.jp")
    with pytest.raises(TooManyCodes):
        issue("one-more@example.jp")
    issue("another@example.jp")
    issue("one-more@example.jp", network="198.51.100.0/24")


def test_addresses_do_not_stay(db):
    code = issue()
    assert codes.delete_old(timezone.now()) == 0
    EmailCode.objects.filter(pk=code.pk).update(created_at=timezone.now() - timedelta(days=3))
    assert codes.delete_old(timezone.now()) == 1


def test_known_and_unknown_addresses_cannot_be_told_apart(db):
    Citizen.objects.create_citizen("known@example.jp", "pass phrase 2026", confirmed_at=None)
    texts = []
    for address in ("known@example.jp", "unknown@example.jp"):
        issue(address)
        body = Mail.objects.get(to__isnull=False, event="email_code", pk=_newest()).body
        texts.append(body.replace(code_of_last_mail(), ""))
    assert texts[0] == texts[1]


def _newest() -> uuid.UUID:
    return Mail.objects.order_by("-created_at").values_list("pk", flat=True)[0]


def test_the_mail_carries_no_link(db):
    issue()
    body = Mail.objects.get().body
    assert "http" not in body and "/f/" not in body
    assert "15分以内" in body


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Taro@Example.JP\n", "taro@example.jp"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"),
    ],
)
def test_addresses_are_put_right_silently(typed, stored):
    assert codes.clean_address(typed) == stored


@pytest.mark.parametrize("typed", ["", " ", "taro", "taro@", "a@b@c.jp", "x" * 250 + "@example.jp"])
def test_what_is_no_address_is_refused_in_words(typed):
    with pytest.raises(AddressRefused, match="入力してください"):
        codes.clean_address(typed)


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_wrong_guesses_are_five_guesses():
    code = issue()
    outcomes, gate = [], threading.Barrier(20)

    def guess():
        gate.wait()
        outcomes.append(attempt(code, "00000000").outcome)
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Outcome.OVER] * 15 + [Outcome.WRONG] * 5
    assert EmailCode.objects.get().attempts == 5

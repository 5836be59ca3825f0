"""Tries are counted in the database, one atomic update each; nobody's neighbours are shut out."""

import re
import threading
from datetime import timedelta

from django.db import connection, connections
from django.test import Client
from django.utils import timezone

import pytest

from accounts import limits, sessions, throttle
from accounts.models import Citizen, Tries
from accounts.throttle import Limit
from tests.accounts.conftest import PASSWORD


LIMIT = Limit("test", 3, 60)
WRONG = "wrong"


def sign_in(password=WRONG, email="hanako@example.jp", ip="203.0.113.5"):
    data = {"email": email, "password": password}
    return Client().post("/account/sign-in/", data, REMOTE_ADDR=ip)


@pytest.mark.django_db
def test_a_window_of_tries():
    assert [throttle.take(LIMIT, "a") for _ in range(3)] == [0, 0, 0]
    assert 58 <= throttle.take(LIMIT, "a") <= 60
    assert throttle.take(LIMIT, "b") == 0
    assert throttle.used_up(LIMIT, "a") and not throttle.used_up(LIMIT, "b")
    Tries.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert not throttle.used_up(LIMIT, "a")
    assert throttle.take(LIMIT, "a") == 0
    throttle.forget(LIMIT, "a")
    assert not Tries.objects.filter(count__gt=1).exists()


@pytest.mark.django_db
def test_neither_addresses_nor_networks_are_readable():
    throttle.take(LIMIT, "hanako@example.jp", "203.0.113.0/24")
    row = Tries.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}", row.key)


@pytest.mark.django_db
def test_finished_counts_are_cleaned_up_by_a_sign_in():
    throttle.take(LIMIT, "a")
    sessions.clean_up()
    assert Tries.objects.exists()
    Tries.objects.update(ends_at=timezone.now())
    sessions.clean_up()
    assert not Tries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_are_all_counted():
    allowed, barrier = [], threading.Barrier(12)

    def guess():
        barrier.wait()
        allowed.append(throttle.take(LIMIT, "a") == 0)
        connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == 12
    assert sum(allowed) == 3
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "あと1秒"), (59, "あと59秒"), (60, "あと1分"), (61, "あと2分")]
)
def test_waiting_times_in_words(seconds, words):
    assert throttle.waiting_text(seconds) == words


@pytest.mark.django_db
def test_five_wrong_passwords_then_a_plain_word_and_a_time(person):
    assert [sign_in().status_code for _ in range(5)] == [422] * 5
    answer = sign_in(PASSWORD)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 300
    assert "あと5分で、もう一度お試しいただけます。" in answer.content.decode()
    assert "citizen_session" not in answer.cookies


@pytest.mark.django_db
def test_the_owner_gets_in_from_elsewhere_and_neighbours_are_untouched(person):
    Citizen.objects.create_citizen("next@example.jp", PASSWORD, confirmed_at=timezone.now())
    for _ in range(6):
        sign_in()
    assert sign_in(PASSWORD, ip="198.51.100.7").status_code == 302
    assert sign_in(PASSWORD, email="next@example.jp").status_code == 302


@pytest.mark.django_db
def test_the_right_password_starts_the_count_anew(person):
    for _ in range(3):
        assert [sign_in().status_code for _ in range(4)] == [422] * 4
        assert sign_in(PASSWORD).status_code == 302


@pytest.mark.django_db
def test_one_address_cannot_be_guessed_from_many_networks(person):
    statuses = {sign_in(ip=f"198.51.{n}.7").status_code for n in range(50)}
    assert statuses == {422}
    assert sign_in(ip="198.51.250.7").status_code == 429


@pytest.mark.django_db
def test_a_busy_network_slows_each_address_down_but_shuts_nobody_out(person, monkeypatch):
    monkeypatch.setattr(limits, "SIGN_IN_NETWORK", Limit("sign-in-network", 3, 300))
    for n in range(3):
        sign_in(email=f"victim{n}@example.jp")
    assert [sign_in().status_code for _ in range(3)] == [422, 422, 429]
    Tries.objects.filter(limit="sign-in").delete()
    assert sign_in(PASSWORD).status_code == 302


@pytest.mark.django_db
def test_an_open_browser_is_no_way_to_guess_the_password(client, citizen):
    for page in ("password", "email", "close", "email", "close"):
        data = {"current": "wrong", "email": "a@example.jp"}
        data |= {"password": "iwate sanroku 0209", "again": "iwate sanroku 0209"}
        assert client.post(f"/account/{page}/", data).status_code == 422
    assert client.post("/account/close/", {"current": PASSWORD}).status_code == 429
    assert Citizen.objects.exists()

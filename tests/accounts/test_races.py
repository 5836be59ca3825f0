"""What may happen once happens once, however many requests come at the same moment."""

import threading
from collections.abc import Callable

from django.db import close_old_connections, connections
from django.utils import timezone

import pytest

from accounts import links, passwords, registration, sessions
from accounts.models import Citizen, MailLink
from accounts.registration import Outcome
from outbox.models import Mail


pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 12


def together(act: Callable[[int], object]) -> list:
    """Return what THREADS calls of ``act(number)`` at the same moment return."""
    results, gate = [], threading.Barrier(THREADS)

    def one(number: int) -> None:
        close_old_connections()
        gate.wait()
        try:
            results.append(act(number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == THREADS, "a thread broke"
    return results


@pytest.fixture
def person():
    return Citizen.objects.create_citizen(
        "hanako@example.jp", "kurikoma-yama 2026", confirmed_at=timezone.now()
    )


def test_a_reset_link_sets_one_password(person):
    token = links.issue(links.RESET, citizen=person, payload={})
    found = [links.find(links.RESET, token) for _ in range(THREADS)]
    done = together(lambda number: passwords.reset(found[number], f"iwate sanroku {number:04}"))
    assert sorted(done) == [False] * (THREADS - 1) + [True]
    assert Mail.objects.filter(event="password_changed").count() == 1
    person.refresh_from_db()
    right = [n for n in range(THREADS) if person.check_password(f"iwate sanroku {n:04}")]
    assert len(right) == 1


def test_a_sign_up_link_makes_one_account():
    payload = {"email": "new@example.jp", "password": "!", "next": ""}
    token = links.issue(links.SIGN_UP, payload=payload)
    found = [links.find(links.SIGN_UP, token) for _ in range(THREADS)]
    done = together(lambda n: registration.confirm(found[n], same_browser=True)[0])
    assert done.count(Outcome.DONE) == 1
    assert Citizen.objects.count() == 1 and not MailLink.objects.exists()


def test_two_sign_ups_of_one_address_make_one_account():
    payload = {"email": "new@example.jp", "password": "!", "next": ""}
    found = [
        links.find(links.SIGN_UP, links.issue(links.SIGN_UP, payload=payload))
        for _ in range(THREADS)
    ]
    done = together(lambda n: registration.confirm(found[n], same_browser=True)[0])
    assert done.count(Outcome.DONE) == 1
    assert Citizen.objects.count() == 1


def test_a_new_address_is_taken_once(person):
    others = [Citizen.objects.create_citizen(f"o{n}@example.jp", None) for n in range(THREADS)]
    payload = {"email": "wanted@example.jp"}
    found = [
        links.find(links.EMAIL, links.issue(links.EMAIL, citizen=one, payload=payload))
        for one in others
    ]
    done = together(lambda n: registration.change_email(found[n], by_owner=False))
    assert done.count(Outcome.DONE) == 1 and done.count(Outcome.TAKEN) == THREADS - 1
    assert Citizen.objects.by_email("wanted@example.jp") is not None


def test_a_session_is_ended_for_all_that_come_after(person):
    from django.http import HttpRequest, HttpResponse

    def sign_in_or_end(number: int) -> None:
        if number % 2:
            sessions.sign_in(HttpRequest(), HttpResponse(), person)
        else:
            sessions.end_all(person)

    together(sign_in_or_end)
    sessions.end_all(person)
    assert not person.sessions.exists()

"""Guests at the same moment: one use of a code, one taking over, one profile."""

from collections import Counter

from django.utils import timezone

import pytest

from accounts import registration
from accounts.models import Citizen
from eforms.filling import codes, profiles
from eforms.filling.codes import Outcome
from eforms.models import Application, Draft, EmailCode, Profile
from outbox.models import Mail
from tests.accounts.test_races import THREADS, together
from tests.eforms.filling.conftest import code_of_last_mail


pytestmark = pytest.mark.django_db(transaction=True)
BROWSER = "b" * 64
NAME = {"family": "一関", "given": "花子", "family_kana": "イチノセキ", "given_kana": "ハナコ"}


def test_right_and_wrong_guesses_together_are_five_tries():
    code = codes.issue(
        "taro@example.jp",
        browser=BROWSER,
        network="192.0.2.0/24",
        service="窓口",
        now=timezone.now(),
    )
    right = code_of_last_mail()

    def guess(number: int):
        typed = right if number == THREADS - 1 else f"{number:08}"
        return codes.attempt(code.pk, typed, browser=BROWSER, now=timezone.now()).outcome

    outcomes = Counter(together(guess))
    stored = EmailCode.objects.get()
    assert stored.attempts <= 5
    assert outcomes[Outcome.WRONG] + outcomes[Outcome.RIGHT] <= 5 + 1  # a double press at most
    assert bool(outcomes[Outcome.RIGHT]) == (stored.used_at is not None)


def test_codes_asked_for_together_are_limited():
    def ask(number: int) -> bool:
        try:
            codes.issue(
                "taro@example.jp",
                browser=f"{number:064}",
                network="192.0.2.0/24",
                service="窓口",
                now=timezone.now(),
            )
        except codes.TooManyCodes:
            return False
        return True

    assert sum(together(ask)) == 4
    assert Mail.objects.count() == 4


def test_taking_over_is_done_and_told_once(guest, form, client):
    from eforms.filling import drafts
    from tests.eforms.filling.conftest import filled, url

    sent = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    client.post(url(filled(sent), "check/"), {"revision": Draft.objects.get().revision})
    drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    citizen = Citizen.objects.create_citizen(guest.email, None, confirmed_at=timezone.now())
    taken = together(lambda _number: registration.take_over(citizen))
    assert sorted(taken) == [0] * (THREADS - 1) + [2]
    assert Application.objects.get().citizen == citizen
    assert Mail.objects.filter(event="taken_over").count() == 1


def test_two_tabs_write_one_profile():
    citizen = Citizen.objects.create_citizen("hanako@example.jp", None)
    together(lambda _number: profiles.save(citizen, "individual", {"name": NAME}))
    assert Profile.objects.count() == 1

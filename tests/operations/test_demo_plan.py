"""What the demo city is going to hold, before any database is touched."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from django.utils import timezone

import pytest

from eforms.applications.states import TRANSITIONS, State
from operations.demo import data, persona, plan


NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def planned():
    return plan.applications(NOW)


def test_same_moment_gives_the_same_plan(planned):
    assert plan.applications(NOW) == planned


def test_three_hundred_over_ninety_days_in_the_order_of_receipt(planned):
    received = [part.received_at for part in planned]

    assert len(planned) == 300
    assert received == sorted(received)
    assert received[-1] < NOW
    assert NOW - timedelta(days=91) < received[0] < NOW - timedelta(days=60)
    assert len({moment.date() for moment in received}) > 60


def test_every_form_and_every_state_occurs(planned):
    forms = {form["code"] for form in data.forms()}

    assert set(Counter(part.form for part in planned)) == forms
    states = Counter(part.state for part in planned)
    assert all(states[state] >= 5 for state in State), states


def test_steps_lead_to_the_state_in_order_and_never_after_now(planned):
    for part in planned:
        state, last = State.RECEIVED, part.received_at
        for name, at in part.steps:
            assert state in TRANSITIONS[name].sources
            assert last < at < NOW
            state, last = TRANSITIONS[name].target, at
        assert state == part.state


def test_the_citizen_has_five_in_different_states(planned):
    own = [part for part in planned if part.own]

    assert len(own) == len({part.state for part in own}) == 5


def test_corporate_numbers_have_the_right_check_digit():
    # 国税庁: 7000012050002
    class Fixed(random.Random):
        def randint(self, low, high):
            return 12050002

    assert persona.corporate_number(Fixed()) == "7000012050002"


def test_dates_of_a_quiet_hour_are_planned_too():
    first_of_january = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)

    assert all(part.received_at < first_of_january for part in plan.applications(first_of_january))


def test_staff_work_in_office_hours(planned):
    steps = [at for part in planned for name, at in part.steps if name != "withdraw"]
    local = [timezone.localtime(at) for at in steps]
    at_work = [at for at in local if at.weekday() <= 4 and 9 <= at.hour < 17]

    # The rest came in during the last night: there was no office hour in between.
    assert len(at_work) >= len(steps) - 10

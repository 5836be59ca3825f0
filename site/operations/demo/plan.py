"""Which applications the demo city has: drawn from one seed, without touching the database."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from eforms.applications.states import State


SEED = 20260401
COUNT = 300
DAYS = 90
# How often citizens ask for what.
WEIGHTS = {
    "juminhyo": 9, "inkan": 6, "tenshutsu": 5, "koseki": 5, "joseki": 3, "fuhyo": 2, "johyo": 2,
    "nozei": 5, "shotoku": 5, "kazei": 4, "hyoka": 4,
    "shien-center": 3,
}  # fmt: skip
# The way to each state.
WAYS: dict[State, tuple[str, ...]] = {
    State.RECEIVED: (),
    State.UNDER_REVIEW: ("start_review",),
    State.CORRECTION_REQUESTED: ("start_review", "request_correction"),
    State.REVIEWED: ("start_review", "finish_review"),
    State.COMPLETED: ("start_review", "finish_review", "complete"),
    State.NOT_ACCEPTED: ("start_review", "not_accept"),
    State.WITHDRAWN: ("withdraw",),
}
# (older than so many days, how often each state) – the older, the more is done.
CHANCES: tuple[tuple[int, dict[State, int]], ...] = (
    (21, {State.COMPLETED: 78, State.NOT_ACCEPTED: 10, State.WITHDRAWN: 9, State.REVIEWED: 3}),
    (
        7,
        {
            State.COMPLETED: 45,
            State.UNDER_REVIEW: 12,
            State.CORRECTION_REQUESTED: 6,
            State.REVIEWED: 15,
            State.NOT_ACCEPTED: 9,
            State.WITHDRAWN: 8,
            State.RECEIVED: 5,
        },
    ),
    (
        0,
        {
            State.RECEIVED: 50,
            State.UNDER_REVIEW: 22,
            State.CORRECTION_REQUESTED: 6,
            State.REVIEWED: 10,
            State.COMPLETED: 5,
            State.WITHDRAWN: 5,
            State.NOT_ACCEPTED: 2,
        },
    ),
)
# citizen@example.jp's own: (form, days ago, state).
OWN = (
    ("koseki", 48.0, State.NOT_ACCEPTED),
    ("inkan", 30.0, State.COMPLETED),
    ("nozei", 6.0, State.REVIEWED),
    ("shotoku", 3.0, State.CORRECTION_REQUESTED),
    ("juminhyo", 0.1, State.RECEIVED),
)


@dataclass(frozen=True)
class Planned:
    """One application to be made. ``own`` marks the demo citizen's."""

    number: int
    form: str
    received_at: datetime
    state: State
    steps: tuple[tuple[str, datetime], ...]
    own: bool = False

    @property
    def seed(self) -> str:
        """What its answers are drawn from."""
        return f"{SEED}/{self.number}"


def applications(now: datetime) -> list[Planned]:
    """Return all applications in the order of their receipt, none later than ``now``."""
    rng = random.Random(SEED)  # noqa: S311  (sample data)
    drafts: list[tuple[datetime, str, State, bool]] = []
    for form, days, state in OWN:
        drafts.append((now - timedelta(days=days), form, state, True))
    while len(drafts) < COUNT:
        received = _moment(rng, now)
        form = _draw(rng, WEIGHTS)
        drafts.append((received, form, _state(rng, now - received), False))
    drafts.sort(key=lambda draft: draft[0])
    return [
        Planned(number, form, received, state, _steps(rng, received, state, now), own)
        for number, (received, form, state, own) in enumerate(drafts, start=1)
    ]


def _moment(rng: random.Random, now: datetime) -> datetime:
    """Return when a citizen sent something: at any hour, more often in the evening."""
    day = timezone.localtime(now) - timedelta(days=rng.triangular(0, DAYS, 0))
    hour = int(rng.triangular(6, 24, 20))
    moment = day.replace(hour=min(hour, 23), minute=rng.randint(0, 59), second=rng.randint(0, 59))
    return moment if moment < now else now - timedelta(minutes=rng.randint(5, 300))


def _state(rng: random.Random, age: timedelta) -> State:
    chances = next(part for days, part in CHANCES if age >= timedelta(days=days))
    return _draw(rng, chances)


def _steps(
    rng: random.Random, received: datetime, state: State, now: datetime
) -> tuple[tuple[str, datetime], ...]:
    """Return the transitions with their times: in office hours where there is time enough."""
    steps: list[tuple[str, datetime]] = []
    last = received
    names = WAYS[state]
    for left, name in zip(range(len(names), 0, -1), names, strict=True):
        moment = _office(last + timedelta(days=rng.uniform(0.3, 2.5)), rng)
        if moment >= now:
            moment = _office_before(now, last, rng) or last + (now - last) / (left + 1)
        steps.append((name, moment))
        last = moment
    return tuple(steps)


def _office(moment: datetime, rng: random.Random) -> datetime:
    local = timezone.localtime(moment)
    while local.weekday() > 4:
        local += timedelta(days=1)
    opened = local.replace(hour=9 + rng.randint(0, 7), minute=rng.randint(0, 59))
    return (
        opened if opened >= moment else opened + timedelta(days=3 if opened.weekday() == 4 else 1)
    )


def _office_before(now: datetime, after: datetime, rng: random.Random) -> datetime | None:
    """Return the newest moment in office hours between the two."""
    for back in range(8):
        day = timezone.localtime(now) - timedelta(days=back)
        moment = day.replace(hour=rng.randint(9, 16), minute=rng.randint(0, 59))
        if day.weekday() <= 4 and after < moment < now:
            return moment
    return None


def _draw(rng: random.Random, chances: dict[Any, int]) -> Any:
    return rng.choices(list(chances), weights=list(chances.values()))[0]

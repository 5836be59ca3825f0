"""Delivering effects: claim one under a lease, do it, note the outcome; at least once each."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from outbox.effects import PermanentFailure, handler_of, wake
from outbox.models import Effect


logger = logging.getLogger("outbox")

# About 13 hours of trying, then a person decides.
MAX_ATTEMPTS = 20
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=1)


def deliver_due(limit: int = 50) -> int:
    """Deliver up to ``limit`` effects that are due; return how many were tried."""
    for tried in range(limit):
        effect = _claim()
        if effect is None:
            return tried
        _deliver(effect)
    return limit


def deliver_all() -> int:
    """Deliver until nothing is due, effects of effects too (tests, commands); return the number."""
    total = 0
    while tried := deliver_due():
        total += tried
    return total


def retry(effect: Effect) -> None:
    """Give an effect that failed another full round of attempts, from now."""
    with transaction.atomic():
        Effect.objects.filter(pk=effect.pk, state=Effect.State.FAILED).update(
            state=Effect.State.WAITING,
            attempts=0,
            next_try_at=timezone.now(),
            leased_until=None,
        )
        transaction.on_commit(wake, robust=True)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after the given number of failed attempts."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)


def _due(now: datetime) -> QuerySet[Effect]:
    return Effect.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now),
        state=Effect.State.WAITING,
        next_try_at__lte=now,
    ).order_by("next_try_at", "created_at")


def _claim() -> Effect | None:
    """Take the next due effect for the length of a lease, counted as an attempt."""
    now = timezone.now()
    lease = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            effect = _due(now).select_for_update(skip_locked=True).first()
            if effect is not None:
                _take(Effect.objects.filter(pk=effect.pk), lease)
    else:
        while (effect := _due(now).first()) is not None:
            # Whoever changes the row first has it.
            if _take(_due(now).filter(pk=effect.pk, attempts=effect.attempts), lease):
                break
    if effect is not None:
        effect.attempts += 1
    return effect


def _take(rows: QuerySet[Effect], lease: datetime) -> int:
    return rows.order_by().update(leased_until=lease, attempts=F("attempts") + 1)


def _deliver(effect: Effect) -> None:
    try:
        handler_of(effect.kind).deliver(effect.payload)
    except Exception as error:  # noqa: BLE001  (whatever a handler raises is an outcome)
        _note_failure(effect, error)
        return
    # Done is done, even if the lease ran out and somebody else holds the effect by now.
    Effect.objects.filter(pk=effect.pk).exclude(state=Effect.State.DONE).update(
        state=Effect.State.DONE, done_at=timezone.now(), leased_until=None, last_error=""
    )


def _note_failure(effect: Effect, error: Exception) -> None:
    # The class name only: a message may quote an address or an answer.
    name = type(error).__name__[:200]
    final = isinstance(error, PermanentFailure) or effect.attempts >= MAX_ATTEMPTS
    logger.warning(
        "effect %s (%s): attempt %s failed: %s", effect.pk, effect.kind, effect.attempts, name
    )
    held = Effect.objects.filter(pk=effect.pk, state=Effect.State.WAITING, attempts=effect.attempts)
    noted = held.update(
        state=Effect.State.FAILED if final else Effect.State.WAITING,
        next_try_at=timezone.now() + pause_after(effect.attempts),
        leased_until=None,
        last_error=name,
    )
    if final and noted:
        _give_up(effect)


def _give_up(effect: Effect) -> None:
    try:
        give_up = handler_of(effect.kind).give_up
        if give_up:
            give_up(effect.payload)
    except Exception as error:  # noqa: BLE001  (the failure itself is noted already)
        logger.error("effect %s: not told of its failure: %s", effect.pk, type(error).__name__)

"""Writing effects: what must happen because of a change, noted in the change's transaction."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from outbox.models import Effect


logger = logging.getLogger("outbox")

Payload = dict[str, Any]


class PermanentFailure(Exception):
    """Raised by a handler when trying again cannot help."""


@dataclass(frozen=True)
class Handler:
    """How a kind of effect is delivered, and what is noted when it has failed for good."""

    deliver: Callable[[Payload], None]
    give_up: Callable[[Payload], None] | None = None


_handlers: dict[str, Handler] = {}


def handler(
    kind: str, *, give_up: Callable[[Payload], None] | None = None
) -> Callable[[Callable[[Payload], None]], Callable[[Payload], None]]:
    """Register the decorated function as what delivers effects of ``kind``.

    It gets the payload, runs outside of a transaction and may run more than once for an effect
    (a process may die after the work and before the note): it must be harmless to repeat.
    ``give_up`` is called with the payload when the effect has failed for good.
    """

    def register(function: Callable[[Payload], None]) -> Callable[[Payload], None]:
        if kind in _handlers:
            raise ValueError(f"effects of kind {kind} have a handler already")
        _handlers[kind] = Handler(function, give_up)
        return function

    return register


def handler_of(kind: str) -> Handler:
    """Return the handler of a kind. Raises :exc:`LookupError` when nobody registered one."""
    return _handlers[kind]


def enqueue(kind: str, *, key: str, payload: Payload, delay: timedelta | None = None) -> Effect:
    """Note an effect in the running transaction; it is delivered some time after the commit.

    ``key`` (up to 160 characters, ids only: it is not sealed) makes it idempotent: the same key
    again returns the effect that is there, whatever its state. ``payload`` is JSON and sealed.

    Raises:
        TransactionManagementError: no transaction is running, so the effect could outlive or
            precede its cause.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("enqueue() belongs into a transaction")
    effect, created = Effect.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "payload": payload,
            "next_try_at": timezone.now() + (delay or timedelta()),
        },
    )
    if created:
        transaction.on_commit(wake, robust=True)
    return effect


def wake() -> None:
    """Have somebody look at the outbox now: the relay thread, or a Celery worker.

    A broker that is down is no failure: the effects lie in the database, and the next sweep
    of a worker's beat finds them.
    """
    if settings.OUTBOX_IN_PROCESS:
        from outbox import relay  # imports delivery, which imports this file

        relay.wake()
    elif settings.CELERY_BROKER_URL != "memory://":
        from outbox.tasks import send_deliver_due

        send_deliver_due()

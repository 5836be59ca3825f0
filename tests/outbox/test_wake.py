"""Who is told of a commit, and that being told may fail without harm."""

import threading
import time

from django.db import transaction

import pytest

from outbox import relay, tasks
from outbox.effects import enqueue
from outbox.models import Effect


pytestmark = pytest.mark.django_db(transaction=True)


def _commit(key="wake"):
    with transaction.atomic():
        enqueue("test", key=key, payload={})


@pytest.fixture
def broker(settings, monkeypatch):
    """A broker is named; what it is asked is kept, and it can be down."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(tasks, "_broker_rests_until", 0.0)
    asked = []
    monkeypatch.setattr(tasks.deliver_due, "apply_async", lambda **options: asked.append(options))
    return asked


def test_no_thread_delivers_during_tests():
    _commit()
    relay.wake()

    assert "outbox-relay" not in [thread.name for thread in threading.enumerate()]
    assert Effect.objects.get().state == Effect.State.WAITING


def test_a_commit_asks_a_worker_once(broker):
    _commit()
    assert len(broker) == 1

    _commit()  # the same key: nothing new
    assert len(broker) == 1


def test_a_rollback_asks_nobody(broker):
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue("test", key="wake", payload={})
        raise RuntimeError

    assert broker == []


def test_a_broker_that_is_down_costs_one_commit_in_ten_seconds(broker, monkeypatch, caplog):
    tried = []

    def down(**options):
        tried.append(options)
        raise ConnectionError("redis://:password@host")

    monkeypatch.setattr(tasks.deliver_due, "apply_async", down)
    _commit("one")
    _commit("two")

    assert len(tried) == 1
    assert Effect.objects.filter(state=Effect.State.WAITING).count() == 2
    assert "ConnectionError" in caplog.text
    assert "password" not in caplog.text

    monkeypatch.setattr(tasks, "_broker_rests_until", time.monotonic() - 1)
    _commit("three")
    assert len(tried) == 2


def test_the_task_delivers(broker):
    _commit()

    assert tasks.deliver_due() == 1
    assert Effect.objects.get().attempts == 1

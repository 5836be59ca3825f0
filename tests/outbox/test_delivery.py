"""Effects: idempotent, claimed by one, tried again, given up, taken up again."""

import threading
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

import pytest

from outbox import delivery, effects
from outbox.delivery import deliver_all, deliver_due, pause_after, retry
from outbox.effects import PermanentFailure, enqueue, handler
from outbox.models import Effect


class Recorder:
    """A handler that can be told to fail."""

    def __init__(self):
        self.seen, self.given_up, self.error = [], [], None

    def __call__(self, payload):
        self.seen.append(payload)
        if self.error:
            raise self.error


@pytest.fixture
def recorder(monkeypatch):
    monkeypatch.setattr(effects, "_handlers", dict(effects._handlers))
    recorder = Recorder()
    handler("test", give_up=recorder.given_up.append)(recorder)
    return recorder


def _enqueue(key="test:1", **options):
    with transaction.atomic():
        return enqueue("test", key=key, payload={"n": key}, **options)


@pytest.mark.django_db
def test_an_effect_is_delivered_once(recorder):
    effect = _enqueue()

    assert deliver_all() == 1
    assert deliver_all() == 0

    effect.refresh_from_db()
    assert recorder.seen == [{"n": "test:1"}]
    assert effect.state == Effect.State.DONE
    assert (effect.done_at is not None, effect.leased_until) == (True, None)


@pytest.mark.django_db
def test_the_same_key_is_the_same_effect_even_when_it_is_done(recorder):
    first = _enqueue()
    deliver_all()
    second = _enqueue()

    assert first == second
    assert deliver_all() == 0


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_can_be_noted(recorder):
    with pytest.raises(transaction.TransactionManagementError):
        enqueue("test", key="x", payload={})


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_has_no_effect(recorder):
    with pytest.raises(RuntimeError), transaction.atomic():
        _enqueue()
        raise RuntimeError

    assert deliver_all() == 0
    assert recorder.seen == []


@pytest.mark.django_db
def test_a_delayed_effect_waits(recorder):
    effect = _enqueue(delay=timedelta(hours=1))
    assert deliver_all() == 0

    Effect.objects.filter(pk=effect.pk).update(next_try_at=timezone.now())
    assert deliver_all() == 1


@pytest.mark.django_db
def test_a_failure_is_noted_by_name_only_and_tried_later(recorder, caplog):
    recorder.error = ValueError("taro@example.jp")
    effect = _enqueue()

    assert deliver_all() == 1

    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == (Effect.State.WAITING, 1)
    assert effect.last_error == "ValueError"
    assert "taro" not in caplog.text
    assert effect.next_try_at > timezone.now() + delivery.FIRST_PAUSE / 2
    assert recorder.given_up == []


@pytest.mark.django_db
def test_after_all_attempts_it_has_failed_and_can_be_taken_up_again(recorder):
    recorder.error = ValueError()
    effect = _enqueue()
    for _ in range(delivery.MAX_ATTEMPTS):
        Effect.objects.update(next_try_at=timezone.now())
        assert deliver_due() == 1

    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == (Effect.State.FAILED, delivery.MAX_ATTEMPTS)
    assert recorder.given_up == [{"n": "test:1"}]
    Effect.objects.update(next_try_at=timezone.now())
    assert deliver_due() == 0

    recorder.error = None
    retry(effect)
    assert deliver_due() == 1
    effect.refresh_from_db()
    assert (effect.state, effect.last_error) == (Effect.State.DONE, "")


@pytest.mark.django_db
def test_retrying_leaves_an_effect_alone_that_did_not_fail(recorder):
    effect = _enqueue()
    deliver_all()
    retry(effect)

    assert deliver_all() == 0
    assert len(recorder.seen) == 1


@pytest.mark.django_db
def test_a_failure_for_good_is_not_tried_again(recorder):
    recorder.error = PermanentFailure()
    effect = _enqueue()
    deliver_all()

    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == (Effect.State.FAILED, 1)
    assert recorder.given_up == [{"n": "test:1"}]


@pytest.mark.django_db
def test_an_effect_nobody_handles_stays_and_does_not_stop_the_others(recorder):
    with transaction.atomic():
        strange = enqueue("strange", key="strange", payload={})
    _enqueue()

    assert deliver_all() == 2

    strange.refresh_from_db()
    assert (strange.state, strange.last_error) == (Effect.State.WAITING, "KeyError")
    assert len(recorder.seen) == 1


def test_pauses_grow_and_have_a_cap():
    pauses = [pause_after(attempts) for attempts in range(1, 60)]

    assert pauses[:3] == [timedelta(seconds=15), timedelta(seconds=30), timedelta(seconds=60)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == delivery.LONGEST_PAUSE


@pytest.mark.django_db
def test_an_effect_under_a_lease_is_left_alone_until_it_runs_out(recorder):
    effect = _enqueue()
    assert delivery._claim() == effect  # and its process dies
    assert deliver_all() == 0

    Effect.objects.update(leased_until=timezone.now())

    assert deliver_all() == 1
    effect.refresh_from_db()
    assert (effect.state, effect.attempts) == (Effect.State.DONE, 2)


@pytest.mark.django_db
def test_a_failure_of_a_lost_lease_does_not_disturb_the_new_holder(recorder):
    effect = _enqueue()
    late = delivery._claim()
    Effect.objects.update(leased_until=timezone.now())
    delivery._claim()

    delivery._note_failure(late, ValueError())

    effect.refresh_from_db()
    assert effect.last_error == ""
    assert effect.leased_until > timezone.now()


@pytest.mark.django_db(transaction=True)
def test_several_workers_share_the_work_without_doing_any_twice(recorder):
    for number in range(40):
        _enqueue(f"test:{number}")
    failures = []

    def work():
        try:
            deliver_all()
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sorted(p["n"] for p in recorder.seen) == sorted(f"test:{n}" for n in range(40))
    assert set(Effect.objects.values_list("state", "attempts")) == {("done", 1)}


@pytest.mark.django_db
def test_a_kind_has_one_handler(recorder):
    with pytest.raises(ValueError, match="handler already"):
        handler("test")(print)

"""Mail: written with its cause, sent by the outbox, the same however often it is tried."""

import smtplib

from django.core import mail as outgoing
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError
from django.db import transaction

import pytest

from outbox import delivery
from outbox.delivery import deliver_all
from outbox.mail import build_message, queue_mail, resend
from outbox.models import Effect, Mail


pytestmark = pytest.mark.django_db


def _queue(**changes) -> Mail:
    values = {
        "key": "test:1",
        "event": "submitted",
        "to": "taro@example.jp",
        "subject": "申請を受け付けました",
        "body": "受付番号 R08-1124-000123K",
    }
    return queue_mail(**values | changes)


def test_a_mail_is_sent_once_and_noted():
    mail = _queue()

    assert deliver_all() == 1
    assert deliver_all() == 0

    [message] = outgoing.outbox
    assert message.to == ["taro@example.jp"]
    assert message.subject == "申請を受け付けました"
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
    assert mail.sent_at is not None


def test_the_same_key_is_the_same_mail():
    first = _queue()
    second = _queue(body="other")

    assert first == second
    assert Mail.objects.get().body.startswith("受付番号")
    assert Effect.objects.count() == 1


def test_message_id_and_date_do_not_change_between_attempts():
    mail = _queue()
    first, second = build_message(mail).message(), build_message(Mail.objects.get()).message()

    assert first["Message-ID"] == second["Message-ID"] == f"<{mail.pk.hex}@example.jp>"
    assert first["Date"] == second["Date"]
    assert first.get_all("Message-ID") == [f"<{mail.pk.hex}@example.jp>"]


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "件名\nBcc: everyone@example.jp"},
        {"subject": "件名\r\nX: y"},
        {"to": "taro@example.jp\nBcc: everyone@example.jp"},
    ],
)
def test_a_second_header_cannot_be_slipped_in(changes):
    with pytest.raises(BadHeaderError):
        _queue(**changes)
    assert Mail.objects.count() == 0


@pytest.mark.parametrize(
    "to", ["", "taro", "taro@example.jp, jiro@example.jp", "<taro@example.jp>"]
)
def test_only_one_plain_address_is_taken(to):
    with pytest.raises(ValidationError):
        _queue(to=to)


def test_a_header_slipped_past_the_queue_fails_for_good():
    mail = _queue()
    mail.subject = "件名\nBcc: everyone@example.jp"
    mail.save()

    deliver_all()

    mail.refresh_from_db()
    assert outgoing.outbox == []
    assert mail.state == Mail.State.FAILED
    effect = Effect.objects.get()
    assert (effect.state, effect.attempts) == (Effect.State.FAILED, 1)
    assert effect.last_error == "PermanentFailure"


def _refuse(monkeypatch, code):
    def send(self, fail_silently=False):
        raise smtplib.SMTPRecipientsRefused({"taro@example.jp": (code, b"no")})

    monkeypatch.setattr("outbox.mail.EmailMessage.send", send)


def test_an_address_refused_for_good_is_not_tried_again_until_somebody_asks(monkeypatch):
    mail = _queue()
    with monkeypatch.context() as patch:
        _refuse(patch, 550)
        deliver_all()
    mail.refresh_from_db()
    assert mail.state == Mail.State.FAILED

    resend(mail)
    mail.refresh_from_db()
    assert mail.state == Mail.State.WAITING
    deliver_all()

    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
    assert len(outgoing.outbox) == 1


def test_a_server_that_is_busy_is_tried_later(monkeypatch):
    mail = _queue()
    _refuse(monkeypatch, 450)

    deliver_all()

    mail.refresh_from_db()
    effect = Effect.objects.get()
    assert (mail.state, effect.state) == (Mail.State.WAITING, Effect.State.WAITING)
    assert effect.next_try_at > effect.created_at + delivery.FIRST_PAUSE / 2


def test_the_database_and_the_log_hold_neither_address_nor_text(caplog, monkeypatch):
    _refuse(monkeypatch, 450)
    mail = _queue()
    deliver_all()

    row = str(Mail.objects.values().get()) + str(Effect.objects.values().get())
    for secret in ("taro@example.jp", "受け付け", "R08-1124"):
        assert secret not in row + caplog.text + str(mail)
    assert "SMTPRecipientsRefused" in caplog.text


def test_a_mail_that_was_disposed_of_is_not_sent():
    with transaction.atomic():
        _queue().delete()

    deliver_all()

    assert outgoing.outbox == []
    assert Effect.objects.get().state == Effect.State.DONE


def test_a_mail_noted_as_sent_by_a_process_that_died_is_not_sent_again():
    _queue()
    deliver_all()
    Effect.objects.update(state=Effect.State.WAITING)  # the process died before this note

    assert deliver_all() == 1
    assert len(outgoing.outbox) == 1
    assert Effect.objects.get().state == Effect.State.DONE

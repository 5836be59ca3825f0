from datetime import UTC, datetime

from django.core import mail as post
from django.db import transaction

import pytest

from eforms.applications.actors import StaffActor, applicant
from eforms.applications.transitions import perform
from eforms.notices.delivery import send_notice
from eforms.notices.models import FormMailText
from outbox import delivery, effects
from outbox.models import Effect, Mail
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 0, 5, tzinfo=UTC)
TEXTS = {"reason": "書類が足りません。", "next_step": "戸籍の写しを添えてください。"}


def walk(*names: str):
    """An application that went through transitions; every effect delivered."""
    application = b.application(now=NOON)
    who = StaffActor(b.staff((application.organisation, "reviewer")))
    for name in names:
        actor = applicant(application) if name == "withdraw" else who
        perform(application.pk, name, actor=actor, **TEXTS)
    delivery.deliver_all()
    return application


@pytest.mark.parametrize(
    ("names", "events"),
    [
        ([], ["submitted"]),
        (["start_review"], ["submitted"]),
        (["start_review", "finish_review"], ["submitted", "reviewed"]),
        (["start_review", "finish_review", "complete"], ["submitted", "reviewed", "completed"]),
        (["not_accept"], ["submitted", "not_accepted"]),
        (["start_review", "withdraw"], ["submitted", "withdrawn"]),
    ],
)
def test_each_event_sends_its_mail_once(names, events):
    application = walk(*names)
    sent = Mail.objects.filter(subject_id=application.pk).order_by("created_at")
    assert [mail.event for mail in sent] == events
    assert {mail.state for mail in sent} == {"sent"}
    assert len(post.outbox) == len(events)
    assert all(message.to == ["taro@example.jp"] for message in post.outbox)


def test_delivered_twice_it_is_still_one_mail():
    walk("start_review", "finish_review", "complete")
    for effect in Effect.objects.filter(kind="notice"):
        send_notice(effect.payload)
        send_notice(effect.payload)
    Effect.objects.update(state=Effect.State.WAITING, leased_until=None)
    delivery.deliver_all()
    assert Mail.objects.count() == 3
    assert len(post.outbox) == 3


def test_what_the_receipt_mail_says():
    application = walk()
    message = post.outbox[0]
    assert application.receipt_number in message.subject
    assert "一関" not in message.subject
    for part in (
        "一関 太郎 様",
        application.receipt_number,
        "2026年11月24日（火）9時05分",
        "受付済",
        "市民課（電話 0191-21-2111）",
        f"/applications/{application.pk}/",
        "自動",
    ):
        assert part in message.body, part
    assert "年金の手続" not in message.body  # an answer of the form


def test_a_refusal_gives_reason_and_next_step():
    walk("not_accept")
    body = post.outbox[-1].body
    assert TEXTS["reason"] in body and TEXTS["next_step"] in body
    assert "不受理" in body


def test_the_state_named_is_that_of_the_event_even_when_delivered_late():
    walk("start_review", "finish_review")
    assert "受付済" in post.outbox[0].body and "審査完了" not in post.outbox[0].body
    assert "審査完了" in post.outbox[1].body


def test_a_form_may_have_its_own_text():
    version = b.form()
    FormMailText.objects.create(
        page=version.page,
        event="submitted",
        subject="{{手続名}}を\n受け付けました",
        body="{{申請者名}} 様\r\n{{受付番号}}",
    )
    application = b.application(version)
    delivery.deliver_all()
    message = post.outbox[0]
    assert message.subject == "住民票の写しの交付申請を 受け付けました"
    assert message.body == f"一関 太郎 様\n{application.receipt_number}"


def test_without_an_application_nothing_is_tried_for_ever():
    with transaction.atomic():
        effects.enqueue(
            "notice",
            key="notice:gone",
            payload={"application": str(b.SECTION), "event": "submitted", "step": str(b.SECTION)},
        )
    delivery.deliver_all()
    assert Effect.objects.get(key="notice:gone").state == Effect.State.FAILED

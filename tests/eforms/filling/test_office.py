"""Messages with the office and its documents: theirs alone, sealed, told without content."""

import uuid
from datetime import timedelta

from django.test import Client
from django.utils import timezone

import pytest

from audit.models import Entry
from eforms.applications import messages
from eforms.applications.actors import ApplicantActor
from eforms.applications.deliveries import Delivery
from eforms.applications.messages import Message
from eforms.applications.models import Attachment
from eforms.applications.transitions import perform
from eforms.filling.sweeping import sweep
from eforms.review.roles import ensure_groups
from outbox.delivery import deliver_all
from outbox.models import Mail
from tests.eforms.applications import builders as b
from tests.eforms.filling.conftest import prove
from tests.eforms.filling.correction_world import asked, guest_browser, reviewer, under_review
from tests.eforms.filling.test_secrecy import rows_in_clear
from tests.eforms.filling.test_sections import PDF, pdf


pytestmark = pytest.mark.django_db
SECRET = "ひみつの相談ごと"


@pytest.fixture
def application(form):
    return under_review(form)


@pytest.fixture
def desk(application):
    """The reviewer's browser."""
    user = reviewer(application).user
    user.groups.add(ensure_groups()["reviewer"])
    client = Client()
    client.force_login(user)
    return client


def thread(application) -> str:
    return f"/applications/{application.pk}/messages/"


def of_desk(application, name: str) -> str:
    return f"/admin/applications/{name}/{application.pk}/"


def write(client, address, text=SECRET, **more):
    return client.post(address, {"text": text, "key": str(uuid.uuid4())} | more)


def test_both_sides_write_and_the_office_has_no_face(application, desk):
    citizen = guest_browser()
    assert write(citizen, thread(application)).status_code == 302
    body = desk.get(of_desk(application, "messages")).content.decode()
    assert SECRET in body and "未読" in body
    assert "未読 1件" in desk.get(of_desk(application, "inspect")).content.decode()
    assert write(desk, of_desk(application, "messages"), "お返事です").status_code == 302
    assert Message.objects.get(side="applicant").read_at is not None
    page = citizen.get(f"/applications/{application.pk}/").content.decode()
    assert "未読 1件" in page
    body = citizen.get(thread(application)).content.decode()
    assert "お返事です" in body and "市民課" in body and "shimin-staff" not in body
    citizen.post(thread(application), {"action": "read"})
    assert "未読 " not in citizen.get(f"/applications/{application.pk}/").content.decode()


def test_pressed_twice_it_is_sent_once(application):
    citizen, key = guest_browser(), str(uuid.uuid4())
    for _ in range(2):
        citizen.post(thread(application), {"text": SECRET, "key": key, "files": pdf("a.pdf", PDF)})
    assert Message.objects.count() == 1 and Attachment.objects.count() == 1


def test_files_are_inspected_sealed_kept_and_had_back(application, desk):
    citizen = guest_browser()
    refused = write(citizen, thread(application), files=pdf("x.exe", b"MZ"))
    assert refused.status_code == 422 and SECRET in refused.content.decode()
    assert not Message.objects.exists() and not Attachment.objects.exists()
    write(citizen, thread(application), files=pdf("ひみつ.pdf", PDF))
    kept = Attachment.objects.get()
    sweep(timezone.now() + timedelta(days=5))
    assert Attachment.objects.filter(pk=kept.pk).exists()
    assert b"".join(citizen.get(f"{thread(application)}{kept.pk}/").streaming_content) == PDF
    address = f"/admin/applications/office-file/{application.pk}/{kept.pk}/"
    assert desk.get(address).status_code == 200
    assert Entry.objects.filter(action="attachment.download").count() == 1
    stranger = Client()
    prove(stranger, "other@example.jp")
    assert stranger.get(f"{thread(application)}{kept.pk}/").status_code == 404


@pytest.mark.parametrize("text", ["", " 　\n", "あ" * 2001])
def test_nothing_and_too_much_are_refused_in_words(application, text):
    response = write(guest_browser(), thread(application), text)
    assert response.status_code == 422 and "してください" in response.content.decode()
    assert not Message.objects.exists()


def test_writing_ends_some_time_after_the_application(application):
    citizen = guest_browser()
    perform(application.pk, "withdraw", actor=ApplicantActor(None, application.email_index))
    assert write(citizen, thread(application)).status_code == 302
    end = timezone.now() + messages.OPEN_AFTER_END + timedelta(minutes=1)
    with pytest.raises(messages.MessageRefused):
        messages.send(
            application.pk,
            actor=ApplicantActor(None, application.email_index),
            text=SECRET,
            key=uuid.uuid4(),
            now=end,
        )


def test_mails_say_that_there_is_something_and_not_what(application, desk):
    write(guest_browser(), thread(application))
    write(desk, of_desk(application, "messages"), SECRET)
    deliver(desk, application)
    deliver_all()
    events = set(Mail.objects.values_list("event", flat=True))
    assert {"message", "document", "staff_message"} <= events
    for mail in Mail.objects.all():
        assert SECRET not in mail.subject + mail.body and "決定通知" not in mail.subject + mail.body


def deliver(desk, application, **more):
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    return desk.post(
        of_desk(application, "deliver"),
        {
            "title": "決定通知書",
            "until": until,
            "key": str(uuid.uuid4()),
            "files": pdf("通知.pdf", PDF),
        }
        | more,
    )


def test_a_document_is_delivered_had_and_the_first_time_recorded(application, desk):
    for wrong in ({"title": ""}, {"until": ""}, {"files": ""}, {"files": pdf("a.png", b"x")}):
        assert deliver(desk, application, **wrong).status_code == 422
    assert not Attachment.objects.exists()
    assert deliver(desk, application).status_code == 302
    made = Delivery.objects.get()
    citizen = guest_browser()
    assert "決定通知書" in citizen.get(f"/applications/{application.pk}/").content.decode()
    address = f"/applications/{application.pk}/documents/{made.pk}/"
    assert citizen.get(address).status_code == 405
    assert b"".join(citizen.post(address).streaming_content) == PDF
    made.refresh_from_db()
    first = made.first_had_at
    citizen.post(address)
    made.refresh_from_db()
    assert first is not None and made.first_had_at == first
    assert Entry.objects.filter(action="document.download").count() == 2
    assert (
        citizen.get(f"/applications/{application.pk}/files/{made.attachment_id}/").status_code
        == 404
    )
    stranger = Client()
    prove(stranger, "other@example.jp")
    assert stranger.post(address).status_code == 404
    Delivery.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert citizen.post(address).status_code == 302
    assert "期間が過ぎました" in citizen.get(f"/applications/{application.pk}/").content.decode()


def test_a_viewer_reads_and_neither_writes_nor_delivers(application):
    viewer = b.staff((application.organisation, "viewer"))
    viewer.groups.add(ensure_groups()["reviewer"])
    client = Client()
    client.force_login(viewer)
    assert write(client, of_desk(application, "messages")).status_code == 422
    assert deliver(client, application).status_code == 422
    assert not Message.objects.exists() and not Delivery.objects.exists()
    assert not Attachment.objects.exists()


def test_a_forged_post_is_refused_on_both_sides(application, desk):
    for client, address in (
        (guest_browser(), thread(application)),
        (desk, of_desk(application, "messages")),
        (desk, of_desk(application, "deliver")),
        (guest_browser(), f"/applications/{application.pk}/correction/"),
    ):
        asked_already = address.endswith("correction/")
        if asked_already:
            asked(application, "full_name")
        client.handler.enforce_csrf_checks = True
        assert write(client, address).status_code == 403, address
    assert not Message.objects.exists()


def test_no_word_lies_in_clear(application, desk):
    write(guest_browser(), thread(application), files=pdf("ひみつの名前.pdf", PDF))
    write(desk, of_desk(application, "messages"), "返事のひみつ")
    deliver(desk, application)
    correction = asked(application, "full_name", words="補正のひみつ")
    guest_browser().post(
        f"/applications/{application.pk}/correction/",
        {"correction": str(correction.pk), "action": "save", "q-x": "x"},
    )
    deliver_all()
    words = (SECRET, "ひみつの名前", "返事のひみつ", "決定通知書", "補正のひみつ", "ここを直して")
    assert rows_in_clear([word.encode() for word in words]) == []

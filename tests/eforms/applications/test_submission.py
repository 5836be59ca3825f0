from django.db import transaction
from django.utils import timezone

import pytest

from accounts.models import Citizen
from audit.models import Entry
from eforms.applications.models import Application
from eforms.applications.receipts import read_receipt_number
from eforms.applications.submission import AttachmentLost, create_application
from outbox.models import Effect
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db


def test_a_draft_becomes_an_application():
    citizen = Citizen.objects.create_citizen("hana@example.jp", None)
    version = b.form()
    draft = b.draft(version, citizen=citizen)
    now = timezone.now()
    application = Application.objects.get(pk=b.submit(draft, now).pk)
    assert application.receipt_number == read_receipt_number(application.receipt_number)
    assert (application.state, application.received_at) == ("received", now)
    assert (application.version, application.page_id) == (version, version.page_id)
    assert application.organisation_id == version.page.organisation_id
    assert (application.citizen, application.email) == (citizen, "hana@example.jp")
    assert application.applicant_name == "一関 太郎"
    assert application.answers[b.PURPOSE] == "年金の手続"
    event = application.events.get()
    assert (event.from_state, event.to_state, event.at) == ("", "received", now)
    assert event.actor_type == "applicant"


def test_what_is_hidden_is_left_behind_and_the_draft_is_cleared():
    draft = b.draft(b.form(), given=b.answers(**{b.OTHER: "隠れた答え", "unknown": "x"}))
    application = b.submit(draft)
    assert set(application.answers) == {b.NAME, b.PURPOSE, b.PAPER, b.ROWS}
    draft.refresh_from_db()
    assert draft.submitted_at == application.received_at
    assert draft.answers == {}
    assert draft.unchecked is None


def test_sent_twice_it_is_the_same_application():
    draft = b.draft(b.form())
    first, second = b.submit(draft), b.submit(draft)
    assert first.pk == second.pk
    assert Application.objects.count() == 1
    assert Entry.objects.filter(action="application.submit").count() == 1
    assert Effect.objects.filter(kind="notice").count() == 1


def test_it_is_recorded_without_personal_data():
    application = b.application()
    entry = Entry.objects.get(action="application.submit")
    assert entry.target == f"eforms.Application/{application.pk}"
    assert (entry.actor_type, entry.organisation_id) == ("guest", application.organisation_id)
    assert "一関" not in str(entry.data) and "taro" not in str(entry.data)
    effect = Effect.objects.get(kind="notice")
    assert effect.key == f"notice:{application.pk}:submitted"
    assert effect.payload["application"] == str(application.pk)
    assert effect.payload["event"] == "submitted"


def test_only_files_that_the_answers_name_move_over():
    version = b.form()
    draft = b.draft(version)
    named, forgotten = b.attachment(draft), b.attachment(draft)
    draft.answers = b.answers(**{b.PAPER: [b.file_value(named)]})
    draft.save()
    application = b.submit(draft)
    named.refresh_from_db()
    forgotten.refresh_from_db()
    assert named.application == application
    assert forgotten.application is None


def test_a_file_of_another_draft_stops_the_submission():
    version = b.form()
    foreign = b.attachment(b.draft(version))
    draft = b.draft(version, given=b.answers(**{b.PAPER: [b.file_value(foreign)]}))
    with pytest.raises(AttachmentLost):
        b.submit(draft)
    assert Application.objects.count() == 0
    draft.refresh_from_db()
    assert draft.submitted_at is None


@pytest.mark.django_db(transaction=True)
def test_it_insists_on_the_callers_transaction():
    draft = b.draft(b.form())
    with pytest.raises(RuntimeError):
        create_application(draft=draft, now=timezone.now())
    with transaction.atomic():
        assert create_application(draft=draft, now=timezone.now()).pk

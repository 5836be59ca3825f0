"""Expired drafts go for good, with all that is theirs; everybody else's stays."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_delete
from django.utils import timezone

import pytest

from audit.models import Entry
from eforms.applications import files
from eforms.filling import drafts, expiry
from eforms.filling.expiry import GRACE, Deleted, delete_expired
from eforms.models import Application, Attachment, Draft, MyNumber
from operations.tasks import dispose
from tests.eforms.applications import builders as b
from tests.eforms.filling.numbers import filled_draft, form_of
from vault import files as vault_files
from vault.envelope import VaultError


# With real transactions: the bytes go on commit.
pytestmark = pytest.mark.django_db(transaction=True)


def expired(draft: Draft, ago: timedelta = GRACE + timedelta(minutes=1)) -> Draft:
    Draft.objects.filter(pk=draft.pk).update(expires_at=timezone.now() - ago)
    return draft


def counted() -> list[dict]:
    return [entry.data for entry in Entry.objects.filter(action="draft.expired_deleted")]


@pytest.mark.parametrize("run", [lambda: call_command("dispose", stdout=StringIO()), dispose])
def test_an_expired_draft_goes_with_files_and_numbers(run):
    draft = expired(filled_draft(form_of(b.organisation())))
    file = b.attachment(draft)
    assert b"".join(files.read(file.pk))
    run()
    assert not Draft.objects.exists() and not Attachment.objects.exists()
    assert not MyNumber.objects.exists()
    with pytest.raises(VaultError):
        b"".join(files.read(file.pk))
    assert list(vault_files.names()) == []
    assert counted() == [{"drafts": 1, "files": 1}]
    destroyed = Entry.objects.filter(action="my_number.destroyed")
    assert {entry.data["why"] for entry in destroyed} == {"draft_expired"}
    assert destroyed.count() == 3
    run()
    assert len(counted()) == 1  # nothing to tell


def test_the_command_tells_how_many():
    expired(b.draft(b.form()))
    out = StringIO()
    call_command("dispose", stdout=out)
    assert "Expired drafts deleted: 1" in out.getvalue()


def test_what_runs_what_is_fresh_and_what_was_sent_stays():
    version = b.form()
    running = b.draft(version)
    b.attachment(running)
    fresh = expired(b.draft(version), GRACE - timedelta(minutes=1))
    sent = b.draft(version)
    stays = b.attachment(sent)
    sent.answers = b.answers(**{b.PAPER: [b.file_value(stays)]})
    sent.save()
    application = b.submit(sent)
    expired(sent)
    # As if the draft had been written back after sending: its application tells.
    unmarked = b.draft(version)
    b.submit(unmarked)
    Draft.objects.filter(pk=unmarked.pk).update(submitted_at=None)
    expired(unmarked)
    assert delete_expired(timezone.now()) == Deleted()
    assert set(Draft.objects.all()) == {running, fresh, sent, unmarked}
    assert b"".join(files.read(stays.pk))
    assert Application.objects.filter(pk=application.pk).exists()
    assert counted() == []


def test_many_go_in_batches_and_one_that_cannot_stops_nobody(monkeypatch, caplog):
    monkeypatch.setattr(expiry, "BATCH", 2)
    version = b.form()
    bad, *others = [expired(b.draft(version)) for _ in range(5)]
    kept = b.attachment(bad)
    for draft in others:
        b.attachment(draft)

    def refuse(sender, instance, **kwargs):
        if instance.pk == bad.pk:
            raise RuntimeError("cannot")

    pre_delete.connect(refuse, sender=Draft)
    try:
        assert delete_expired(timezone.now()) == Deleted(4, 4)
    finally:
        pre_delete.disconnect(refuse, sender=Draft)
    assert list(Draft.objects.all()) == [bad]
    assert list(Attachment.objects.all()) == [kept]
    assert b"".join(files.read(kept.pk))
    assert str(bad.pk) in caplog.text
    assert sum(data["drafts"] for data in counted()) == 4
    assert len(counted()) in (2, 3)  # the bad one may be alone in its batch
    assert delete_expired(timezone.now()) == Deleted(1, 1)


def test_answers_that_do_not_open_any_more_go_too():
    version = b.form()
    draft, other = expired(b.draft(version)), expired(b.draft(version))
    keys = [pk if connection.vendor == "postgresql" else pk.hex for pk in (other.pk, draft.pk)]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE eforms_draft SET answers ="
            " (SELECT answers FROM eforms_draft one WHERE one.id = %s) WHERE id = %s",
            keys,
        )
    with pytest.raises(VaultError):
        Draft.objects.get(pk=draft.pk).answers  # noqa: B018
    assert delete_expired(timezone.now()) == Deleted(2, 0)


def test_one_that_was_used_again_meanwhile_stays(monkeypatch):
    draft = expired(b.draft(b.form()))
    found = expiry._next

    def then_used(before, last):
        ids = found(before, last)
        Draft.objects.filter(pk=draft.pk).update(expires_at=timezone.now() + drafts.KEPT_FOR)
        return ids

    monkeypatch.setattr(expiry, "_next", then_used)
    assert delete_expired(timezone.now()) == Deleted()
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("broken", ["sweep", "destroy_due_numbers", "delete_expired"])
def test_a_part_that_breaks_does_not_keep_the_others_from_their_work(monkeypatch, broken):
    def boom(now):
        raise OSError("disk")

    draft = expired(filled_draft(form_of(b.organisation())))
    module = "operations.management.commands.dispose"
    monkeypatch.setattr(f"{module}.{broken}", boom)
    with pytest.raises(Exception, match="dispose"):
        call_command("dispose", stdout=StringIO())
    assert Draft.objects.filter(pk=draft.pk).exists() == (broken == "delete_expired")
    assert not MyNumber.objects.exists()

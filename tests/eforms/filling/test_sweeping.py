"""What broken uploads leave behind goes; what somebody's draft or application names stays."""

import os
from datetime import timedelta

from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

import pytest

from eforms.applications import files
from eforms.building.versions import schema_of
from eforms.filling import saving, store
from eforms.filling.marks import PageMark
from eforms.filling.sweeping import OLD, Swept, sweep
from eforms.models import Attachment, Draft
from tests.eforms.filling.conftest import fill, q, uid
from vault import files as vault_files


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def committed(monkeypatch):
    """What waits for the end of the transaction is done at once: the test itself is in one."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **more: work())


def attachment(draft) -> Attachment:
    stored = files.save(None, [b"secret"])
    return Attachment.objects.create(
        id=stored.id, draft=draft, question_id=uid("proof"), name="n.txt",
        content_type="text/plain", size=stored.size, sha256=stored.sha256,
    )  # fmt: skip


def aged(settings) -> None:
    """Let everything there is be two days old."""
    then = (timezone.now() - timedelta(days=2)).timestamp()
    for path in settings.PRIVATE_ROOT.rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=2))


def test_what_nothing_names_goes_when_it_is_old(draft, settings):
    half = files.Incoming()
    half.write(b"x" * 200_000)
    files.save(None, [b"no row"])
    attachment(draft)
    attachment(None)
    assert sweep(timezone.now()) == Swept(0, 0)  # all of it may still be on its way
    assert len(list(vault_files.names())) == 3

    aged(settings)

    assert sweep(timezone.now()) == Swept(1, 3)
    assert list(vault_files.names()) == [] and not Attachment.objects.exists()
    assert [p for p in settings.PRIVATE_ROOT.rglob("*") if p.suffix == ".partial"] == []
    assert sweep(timezone.now()) == Swept(0, 0)
    half.discard()  # a process that lives on is not harmed


def test_what_is_named_stays(draft, settings):
    answered, typed, aside = (attachment(draft) for _ in range(3))
    fill(draft, proof=[store.as_value(answered)])
    draft.unchecked = {uid("papers"): {q("proof", "kept"): [f"{typed.pk}|6|n.txt"]}}
    draft.orphans = {"answers": {uid("old"): {"x": [store.as_value(aside)]}}}
    draft.save()
    aged(settings)
    assert sweep(timezone.now() + OLD) == Swept(0, 0)
    assert Attachment.objects.count() == len(list(vault_files.names())) == 3


def test_the_daily_command_sweeps(settings, capsys):
    files.save(None, [b"no row"])
    aged(settings)
    call_command("dispose")
    assert "Files that nothing names removed: 1" in capsys.readouterr().out


def test_a_file_that_another_page_has_named_meanwhile_stays(draft, client, settings):
    named = attachment(draft)
    aged(settings)
    stale = Draft.objects.get(pk=draft.pk)
    fill(draft, proof=[store.as_value(named)])
    assert store.remove_unnamed(stale.pk, timezone.now()) == 0
    assert store.remove(stale, [named.pk]) == 0
    assert b"".join(files.read(named.pk)) == b"secret"


def test_a_page_does_not_store_a_file_that_went_while_it_was_checked(draft, monkeypatch):
    fill(draft, full_name="一関 太郎", contact=None, wants_children="no-thanks", remarks=None)
    gone = attachment(draft)
    section = schema_of(draft.version).sections[2]
    look = store.DraftStore.existing

    def and_away(self, *args):
        found = look(self, *args)
        store.remove(draft, [gone.pk])
        return found

    monkeypatch.setattr(store.DraftStore, "existing", and_away)
    data = QueryDict(f"{q('proof', 'kept')}={gone.pk}")
    saving.save_section(
        draft, schema_of(draft.version), section, data, MultiValueDict(),
        PageMark.fresh(draft), now=timezone.now(),
    )  # fmt: skip
    assert str(gone.pk) not in str(Draft.objects.get().answers)


def test_bytes_stay_until_the_rows_are_gone_for_good(draft, monkeypatch):
    waiting = []
    monkeypatch.setattr(transaction, "on_commit", lambda work, **more: waiting.append(work))
    loose = attachment(draft)
    assert store.remove(draft, [loose.pk]) == 1
    assert b"".join(files.read(loose.pk)) == b"secret"
    for work in waiting:
        work()
    assert list(vault_files.names()) == []


def test_a_strange_file_in_the_storage_does_not_stop_the_clearing(settings, caplog):
    files.save(None, [b"no row"])
    folder = settings.PRIVATE_ROOT / files.FOLDER
    for name in ("aaa", "zz/README.txt", "zz/" + "0" * 32):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"x")
    aged(settings)
    assert sweep(timezone.now()) == Swept(0, 1)
    assert sorted(vault_files.names()) == [
        "attachments/aaa", "attachments/zz/" + "0" * 32, "attachments/zz/README.txt",
    ]  # fmt: skip
    assert caplog.text.count("none of ours") == 3

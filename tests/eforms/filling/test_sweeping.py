"""What broken uploads leave behind goes; what somebody's draft or application names stays."""

import os
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

import pytest

from eforms.applications import files
from eforms.filling import store
from eforms.filling.sweeping import OLD, Swept, sweep
from eforms.models import Attachment
from tests.eforms.filling.conftest import fill, q, uid
from vault import files as vault_files


pytestmark = pytest.mark.django_db


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

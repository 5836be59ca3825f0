"""Changing keys: everything is sealed anew, nothing that was written meanwhile is lost."""

import base64
from io import StringIO

from django.core.management import CommandError, call_command

import pytest

from accounts.citizens import email_index
from audit.models import Entry
from outbox.models import Mail
from vault import files, rotation
from vault.envelope import VaultError, key_id
from vault.fields import Sealed


OLD = "k1:" + base64.urlsafe_b64encode(bytes(range(32))).decode()
NEW = "k2:" + base64.urlsafe_b64encode(bytes(range(100, 132))).decode()

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_data(settings):
    """Five mails and two files under the old key; the new key is active afterwards."""
    settings.VAULT_KEYS = OLD
    mails = [
        Mail.objects.create(key=f"m{n}", event="e", to=f"{n}@example.jp", subject="s", body="b")
        for n in range(5)
    ]
    files.save("a/one", [b"one" * 50_000], context="c")
    files.save("a/two", [b"two"], context="c")
    settings.VAULT_KEYS = f"{NEW},{OLD}"
    return mails


def _kids() -> set[str]:
    return {
        key_id(s.blob) for row in Mail.objects.values_list("to", "subject", "body") for s in row
    }


def _run(*args) -> str:
    out = StringIO()
    call_command("rotate_keys", *args, stdout=out, stderr=out)
    return out.getvalue()


def test_everything_is_sealed_anew_and_the_old_key_can_go(old_data, settings):
    assert rotation.remaining() == {"k1": 17}

    printed = _run()

    assert "remaining on other keys: 0" in printed
    assert "resealed with k2: 17" in printed
    settings.VAULT_KEYS = NEW
    assert [mail.to for mail in Mail.objects.order_by("key")] == [
        f"{n}@example.jp" for n in range(5)
    ]
    assert b"".join(files.read("a/one", context="c")) == b"one" * 50_000
    assert b"".join(files.read("a/two", context="c")) == b"two"
    entry = Entry.objects.get(action="vault.keys_rotated")
    assert (entry.data["active"], entry.data["remaining"]) == ("k2", 0)


def test_a_second_run_has_nothing_to_do(old_data):
    _run()
    before = list(Mail.objects.order_by("pk").values_list("pk", "state"))

    assert "resealed with k2: 0" in _run()
    assert list(Mail.objects.order_by("pk").values_list("pk", "state")) == before


def test_a_stopped_run_goes_on(old_data, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    column = next(c for c in rotation.encrypted_fields() if (c.model, c.name) == (Mail, "to"))
    report = rotation.Report()
    rows = rotation._rows(column)
    rotation._replace(column, [next(rows), next(rows)], report)  # and the process dies
    assert rotation.remaining() == {"k1": 15}

    assert rotation.rotate().resealed == 15
    assert rotation.remaining() == {}


def test_a_value_written_meanwhile_is_not_lost(old_data, monkeypatch):
    """Another process writes between our reading and our writing of the same row."""
    reseal = rotation.EncryptedField.reseal
    written = []

    def slow(self, sealed, pk):
        result = reseal(self, sealed, pk)
        if self.name == "to" and not written:
            written.append(pk)
            other = Mail.objects.get(pk=pk)
            other.to = "new@example.jp"
            other.save()
        return result

    monkeypatch.setattr(rotation.EncryptedField, "reseal", slow)

    report = rotation.rotate()

    assert Mail.objects.get(pk=written[0]).to == "new@example.jp"
    assert report.complete
    assert _kids() == {"k2"}


def test_a_row_loaded_before_does_not_bring_the_old_key_back(old_data):
    loaded = Mail.objects.get(pk=old_data[0].pk)
    _run()

    loaded.event = "other"
    loaded.save()

    assert _kids() == {"k2"}
    assert Mail.objects.get(pk=loaded.pk).to == "0@example.jp"


def test_what_does_not_open_is_named_and_keeps_the_old_key(old_data, settings):
    mail = old_data[2]
    blob = Mail.objects.values_list("to", flat=True).get(pk=mail.pk).blob
    Mail.objects.filter(pk=mail.pk).update(to=Sealed(blob[:-1] + bytes([blob[-1] ^ 1])))
    path = settings.PRIVATE_ROOT / "a/two"
    path.write_bytes(b"MVF1")
    out = StringIO()

    with pytest.raises(CommandError, match="Keep the old keys"):
        call_command("rotate_keys", stdout=out, stderr=out)

    assert f"does not open: outbox.Mail/{mail.pk}/to" in out.getvalue()
    assert "does not open: file/a/two" in out.getvalue()
    assert "remaining on other keys: 2" in out.getvalue()


def test_a_file_deleted_during_rotation_does_not_come_back(old_data, monkeypatch):
    opened = files.open_sealed

    def deleting(*args, **kwargs):
        files.delete("a/one")
        return opened(*args, **kwargs)

    monkeypatch.setattr(files, "open_sealed", deleting)
    files.rewrap("a/one")

    assert list(files.names()) == ["a/two"]


def test_only_counting_changes_nothing(old_data):
    printed = _run("--count")

    assert "under k1: 17" in printed
    assert _kids() == {"k1"}


def test_a_lost_key_is_told(old_data, settings):
    settings.VAULT_KEYS = NEW

    with pytest.raises(CommandError):
        _run()
    with pytest.raises(VaultError):
        Mail.objects.first().to  # noqa: B018


def test_blind_indexes_survive_when_the_old_key_is_kept_for_them(settings):
    settings.VAULT_KEYS = OLD
    before = email_index("taro@example.jp")
    settings.VAULT_KEYS = f"{NEW},{OLD}"
    assert email_index("taro@example.jp") == before
    assert "The key k1 still makes the blind indexes" in _run()

    settings.VAULT_KEYS = f"{NEW},index:{OLD.partition(':')[2]}"

    assert email_index("taro@example.jp") == before
    assert "still makes" not in _run()
    settings.VAULT_KEYS = NEW
    assert email_index("taro@example.jp") != before

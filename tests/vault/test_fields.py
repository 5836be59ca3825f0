"""Sealed fields: bound to record and field, never clear by accident, ordinary to use."""

import copy
import pickle
import uuid

from django.core.exceptions import FieldError
from django.db import connection, transaction

import pytest

from accounts.models import Citizen
from outbox.models import Effect, Mail
from vault.envelope import VaultError
from vault.fields import EncryptedTextField, Sealed


pytestmark = pytest.mark.django_db

ADDRESS = "taro@example.jp"


def _mail(**changes) -> Mail:
    values = {"key": uuid.uuid4().hex, "event": "e", "to": ADDRESS, "subject": "件名", "body": "文"}
    return Mail.objects.create(**values | changes)


def _blob(mail: Mail, column: str = "to") -> bytes:
    return Mail.objects.values_list(column, flat=True).get(pk=mail.pk).blob


def _overwrite(mail: Mail, blob: bytes, column: str = "to") -> None:
    Mail.objects.filter(pk=mail.pk).update(**{column: Sealed(blob)})


def _again(row):
    return type(row).objects.get(pk=row.pk)


def test_values_come_back():
    mail = _mail()
    effect = Effect.objects.create(
        kind="k", key="k", payload={"名": ["一関", None, 1.5]}, next_try_at=mail.created_at
    )

    assert (_again(mail).to, _again(mail).subject) == (ADDRESS, "件名")
    assert _again(effect).payload == {"名": ["一関", None, 1.5]}


def test_empty_stays_empty():
    assert _again(Citizen.objects.create(email="", email_index="x")).email == ""


def test_the_database_holds_no_clear_text():
    mail = _mail()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_mail")
        row = cursor.fetchone()

    assert ADDRESS not in str(row)
    assert ADDRESS.encode() not in b"".join(
        bytes(part) for part in row if isinstance(part, bytes | memoryview)
    )
    assert _blob(mail) != _blob(_mail())


def test_values_never_yield_clear_text():
    _mail()

    for found in (*Mail.objects.values("to"), *Mail.objects.values_list("to", "body")):
        assert ADDRESS not in str(found)
        assert "<sealed>" in str(found)


@pytest.mark.parametrize(
    "damage",
    [
        lambda blob: blob[:-1] + bytes([blob[-1] ^ 1]),
        lambda blob: blob[:-1],
        lambda blob: blob[:3],
        lambda blob: b"",
        lambda blob: blob + b"x",
        lambda blob: b"\x02" + blob[1:],  # another version
        lambda blob: blob[:2] + b"other1"[: blob[1]].ljust(blob[1], b"1") + blob[2 + blob[1] :],
        lambda blob: blob[:2] + b"\xff" + blob[3:],
        lambda blob: b"clear text",
    ],
)
def test_an_altered_value_is_refused_and_never_shown(damage, caplog):
    mail = _mail()
    _overwrite(mail, damage(_blob(mail)))

    with pytest.raises(VaultError) as refused:
        _again(mail).to  # noqa: B018

    assert str(refused.value) == f"cannot open outbox.Mail/{mail.pk}/to"
    assert ADDRESS not in caplog.text
    assert f"outbox.Mail/{mail.pk}/to" in caplog.text


def test_a_value_of_another_row_or_field_is_refused():
    mail, other = _mail(), _mail(to="jiro@example.jp")
    _overwrite(mail, _blob(other))
    with pytest.raises(VaultError):
        _again(mail).to  # noqa: B018

    _overwrite(other, _blob(other, "subject"))
    with pytest.raises(VaultError):
        _again(other).to  # noqa: B018


def test_a_missing_key_is_refused(settings):
    mail = _mail()
    settings.VAULT_KEYS = "k9:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="

    with pytest.raises(VaultError):
        _again(mail).to  # noqa: B018
    assert _again(mail).event == "e"  # the rest of the row is readable


def test_a_value_is_written_through_an_instance_only():
    mail = _mail()

    with pytest.raises(TypeError), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(to="jiro@example.jp")
    mail.to = "jiro@example.jp"
    with pytest.raises(TypeError), transaction.atomic():
        Mail.objects.bulk_update([mail], ["to"])
    assert _again(mail).to == ADDRESS


def test_a_value_cannot_be_searched():
    with pytest.raises(TypeError):
        Mail.objects.filter(to=ADDRESS).exists()
    with pytest.raises(FieldError):
        Mail.objects.filter(to__contains=b"taro")


def test_bulk_create_seals():
    mails = [
        Mail(key=f"b{n}", event="e", to=f"{n}@example.jp", subject="", body="") for n in (1, 2)
    ]
    Mail.objects.bulk_create(mails)

    assert [_again(mail).to for mail in mails] == ["1@example.jp", "2@example.jp"]


def test_a_text_field_takes_text_only():
    with pytest.raises(TypeError):
        _mail(to=b"taro@example.jp")


def test_deferred_and_refreshed_values_are_opened():
    mail = _mail()
    deferred = Mail.objects.defer("to", "body").get(pk=mail.pk)
    assert deferred.get_deferred_fields() == {"to", "body"}
    assert deferred.to == ADDRESS

    mail.body = "unsaved"
    mail.refresh_from_db()
    assert mail.body == "文"
    mail.to = "unsaved"
    mail.refresh_from_db(fields=["to"])
    assert mail.to == ADDRESS


def test_an_unread_value_is_pickled_sealed_and_a_read_one_survives():
    mail = _mail()
    unread = _again(mail)

    frozen = pickle.dumps(unread)

    assert ADDRESS.encode() not in frozen
    assert pickle.loads(frozen).to == ADDRESS  # noqa: S301
    assert pickle.loads(pickle.dumps(mail)).subject == "件名"  # noqa: S301
    assert copy.copy(_again(mail)).to == ADDRESS
    assert copy.deepcopy(_again(mail)).to == ADDRESS


def test_saving_an_unread_value_leaves_it_as_it_was():
    mail = _mail()
    before = _blob(mail)

    unread = _again(mail)
    unread.event = "other"
    unread.save()

    assert _blob(mail) == before


def test_a_copy_as_a_new_row_must_have_been_read():
    row = _again(_mail())
    row.pk, row.key = uuid.uuid4(), "copy"
    with pytest.raises(VaultError), transaction.atomic():
        row.save(force_insert=True)

    row = _again(_mail())
    read = (row.to, row.subject, row.body)
    row.pk, row.key = uuid.uuid4(), "copy"
    row.save(force_insert=True)
    assert (_again(row).to, _again(row).subject, _again(row).body) == read


def test_validation_leaves_the_value_alone():
    mail = _mail(to="abcd")  # would be taken for base64
    mail.full_clean(exclude=["subject_id", "sent_at"])

    assert mail.to == "abcd"


def test_a_primary_key_given_as_text_binds_the_same():
    pk = uuid.uuid4()
    _mail(pk=str(pk).upper())

    assert Mail.objects.get(pk=pk).to == ADDRESS


def test_a_model_whose_key_comes_from_the_database_is_refused():
    from django.db import models

    class Numbered(models.Model):
        secret = EncryptedTextField()

        class Meta:
            app_label = "outbox"

        def __str__(self):
            return ""

    try:
        assert "vault.E010" in [error.id for error in Numbered.check()]
        with pytest.raises(ValueError, match="primary key"):
            Numbered._meta.get_field("secret").pre_save(Numbered(secret="x"), add=True)
    finally:
        from django.apps import apps

        del apps.all_models["outbox"]["numbered"]
        apps.clear_cache()


def test_sealed_values_are_not_serialised():
    from django.core import serializers

    with pytest.raises(TypeError):
        serializers.serialize("json", [_mail()])

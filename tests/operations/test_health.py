"""Health pages and the two commands that check and renew what protects the data."""

from io import StringIO

from django.core.management import CommandError, call_command
from django.test import override_settings

import pytest

from audit import triggers
from audit.log import SYSTEM, record
from audit.models import Link
from operations import health


LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


def test_healthz_is_open_tells_nothing_and_asks_nothing(client):
    # No database mark: a query would fail this test.
    response = client.get("/healthz", REMOTE_ADDR="203.0.113.9")

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_answers_machines_only(client):
    assert client.get("/readyz", **LOCAL).json() == {
        "database": "ok",
        "migrations": "ok",
        "vault": "ok",
    }
    assert client.get("/readyz", REMOTE_ADDR="203.0.113.9").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["database", "migrations", "vault"])
def test_readyz_says_503_when_a_check_fails(client, monkeypatch, name):
    def down():
        raise ConnectionError("postgres://user:password@host")

    for check in (down, lambda: False):
        monkeypatch.setitem(health.CHECKS, name, check)
        response = client.get("/readyz", **LOCAL)
        assert response.status_code == 503
        assert response.json()[name] == "failed"
        assert b"password" not in response.content


@pytest.mark.django_db
def test_readyz_sees_a_migration_that_is_missing_and_a_ring_that_does_not_open():
    from django.db.migrations.recorder import MigrationRecorder

    assert health.migrations_applied()
    MigrationRecorder.Migration.objects.filter(app="audit", name="0002_append_only").delete()
    assert not health.migrations_applied()
    with override_settings(VAULT_KEYS="broken"):
        assert health._outcome("vault", health.vault_opens) == "failed"


@pytest.mark.django_db(transaction=True)
def test_verify_audit_prints_an_anchor_and_ends_with_1_at_the_first_bad_entry():
    from django.db import connection

    for _ in range(3):
        record("test", actor=SYSTEM)
    out = StringIO()
    call_command("verify_audit", stdout=out)
    newest = Link.objects.get(seq=3).hash
    assert f"ok: 3 entries\nanchor: 3:{newest}\n" == out.getvalue()
    call_command("verify_audit", anchor=f"3:{newest}", stdout=out)

    triggers.drop(connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE audit_entry SET result = 'forged'")
    finally:
        triggers.create(connection)
    with pytest.raises(CommandError, match="BAD at link 1") as bad:
        call_command("verify_audit", stdout=out)
    assert bad.value.returncode == 1
    with pytest.raises(CommandError, match="anchor"):
        call_command("verify_audit", anchor="nonsense", stdout=out)

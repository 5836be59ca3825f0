"""PostgreSQL: what the site's own role may do to the log, when it does not own the tables."""

from django.db import DatabaseError, OperationalError, connection, transaction

import pytest

from audit.log import SYSTEM, record
from audit.models import Entry, Link
from audit.verify import verify


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

ROLE = "madoguchi_test_site"


@pytest.fixture
def site_role():
    """Act as a role with exactly the rights that docs/decisions/0002 names."""
    if connection.vendor != "postgresql":
        pytest.skip("roles exist on PostgreSQL only")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT ON audit_entry, audit_link TO {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE ON audit_head TO {ROLE}")
        cursor.execute(f"SET ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")
        cursor.execute(f"DROP OWNED BY {ROLE}")
        cursor.execute(f"DROP ROLE {ROLE}")


def test_the_site_writes_the_log_and_cannot_change_it(site_role):
    for _ in range(3):
        record("test", actor=SYSTEM)
    assert verify().entries == 3

    for statement in (
        "UPDATE audit_entry SET result = 'forged'",
        "DELETE FROM audit_link",
        "TRUNCATE audit_link",
        "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_keep",
        "DROP TRIGGER audit_append ON audit_entry",
        "DROP FUNCTION audit_refuse() CASCADE",
        "UPDATE audit_head SET seq = 2",
    ):
        with pytest.raises(DatabaseError):
            site_role.execute(statement)
    assert verify().ok


def test_a_stale_snapshot_ends_in_an_error_and_not_in_a_broken_chain():
    if connection.vendor != "postgresql":
        pytest.skip("isolation levels exist on PostgreSQL only")
    record("test.before", actor=SYSTEM)
    other = connection.copy()
    try:
        with pytest.raises(OperationalError), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            record("test.stale", actor=SYSTEM)
            with other.cursor() as cursor:  # commits at once, and moves the head
                cursor.execute(
                    "INSERT INTO audit_entry SELECT gen_random_uuid(), now(), 'system', '', "
                    "'test.other', '', NULL, 'ok', '{}'"
                )
    finally:
        other.close()

    assert set(Entry.objects.values_list("action", flat=True)) == {"test.before", "test.other"}
    assert Link.objects.count() == 2
    assert verify().ok

"""Tests that commit leave the database as the migrations made it, quickly.

Django empties every table instead and makes only permissions anew: what data migrations wrote is
gone for the tests that follow, and each emptying takes half a second. Rows of the fresh database
are kept in tables beside the real ones and put back.
"""

from django.core.management import call_command
from django.db import connection, transaction

from audit import triggers


def _quoted(*names: str) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def _copy(table: str) -> str:
    return _quoted(f"pristine_{table}"[:63])


def _columns(cursor, table: str) -> list[str]:
    """Return the columns that can be written (a generated one cannot)."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND table_schema = current_schema() AND is_generated = 'NEVER'",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]
    return [field.name for field in connection.introspection.get_table_description(cursor, table)]


def keep() -> list[str]:
    """Copy the rows of the fresh database; return the statements that put them back."""
    back = []
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT 1 FROM {_quoted(table)} LIMIT 1")  # noqa: S608 - our tables
            if cursor.fetchone():
                columns = _quoted(*_columns(cursor, table))
                cursor.execute(f"CREATE TABLE {_copy(table)} AS SELECT * FROM {_quoted(table)}")  # noqa: S608
                back.append(
                    f"INSERT INTO {_quoted(table)} ({columns}) SELECT {columns} FROM {_copy(table)}"  # noqa: S608
                )
    return back


def put_back(statements: list[str]) -> None:
    """Empty all tables and write the kept rows.

    The audit log refuses to be emptied and the product has no switch for that: its triggers are
    taken off meanwhile.
    """
    with transaction.atomic():
        triggers.drop(connection)
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            reset_sequences=False,  # the rows put back keep their ids
            inhibit_post_migrate=True,
        )
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        triggers.create(connection)

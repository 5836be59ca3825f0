"""Nothing that a citizen told lies in clear: not in the database, not in var/."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client

import pytest

from eforms.models import Application, Attachment
from outbox.delivery import deliver_all
from tests.eforms.filling.conftest import fill, marks, prove, q, uid, url
from tests.eforms.filling.test_sections import PDF, pdf


NAME, ADDRESS, TYPED = "花巻ひそか", "hisoka.hanamaki@example.jp", "まだ言えないこと"
IN_FILE = b"SENTINEL-IN-THE-FILE-4711"
FILE_NAME = "ひみつの書類.pdf"


def rows_in_clear(sentinels: list[bytes]) -> list[tuple[str, bytes]]:
    """Return table and sentinel of everything found by reading every column of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (names from the database)
            for row in cursor.fetchall():
                found += [(table, s) for s in sentinels for value in row if s in _bytes(value)]
    return found


def _bytes(value) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def database_files() -> list[Path]:
    """Return the files of a SQLite database, the write-ahead log too."""
    name = connection.settings_dict["NAME"]
    if connection.vendor != "sqlite" or "memory" in str(name):
        return []
    return [path for end in ("", "-wal", "-shm") if (path := Path(f"{name}{end}")).exists()]


@pytest.fixture
def told(form, draft, client):
    """A draft with a half-typed page, and an application with a file; mails are delivered."""
    first = Client()
    prove(first, ADDRESS)
    made = first.post("/f/library/begin/")["Location"]
    page = first.get(made)
    first.post(made, {"action": "next", **marks(page), q("full_name"): NAME, q("contact"): ADDRESS})
    second = made.replace("/1/", "/2/")
    first.post(second, {"action": "next", q("wants_children"): "no-thanks", q("remarks"): TYPED})
    content = PDF + IN_FILE * 10_000
    third = made.replace("/1/", "/3/")
    first.post(third, {"action": "next", q("proof"): pdf(FILE_NAME, content)})
    check = made.replace("/1/", "/check/")
    revision = first.get(check).content.decode().split('name="revision" value="')[1].split('"')[0]
    first.post(check, {"revision": revision})
    first.post("/guest/", {"email": ADDRESS})
    fill(draft, full_name=NAME, contact=ADDRESS)
    client.post(url(draft, "2/autosave/"), {q("remarks"): TYPED})
    client.post(url(draft, "2/"), {"action": "save", q("remarks"): TYPED})
    deliver_all()
    assert Application.objects.get().answers[uid("remarks")] == TYPED
    assert Attachment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_answer_can_be_found_in_clear(told):
    words = [NAME, ADDRESS, TYPED, FILE_NAME, "hisoka", "taro@example.jp"]
    sentinels = [word.encode() for word in words] + [IN_FILE]
    assert rows_in_clear(sentinels) == []
    if connection.vendor == "sqlite":
        assert database_files()
    private = [path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()]
    assert private  # the file is there
    for path in [*private, *database_files()]:
        content = path.read_bytes()
        assert not [word for word in sentinels if word in content], path
        assert FILE_NAME not in path.name

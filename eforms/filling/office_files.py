"""Files beside the form: with a message, or delivered by the office. Inspected like all others."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest

from eforms.applications import files
from eforms.applications.files import Stored
from eforms.applications.messages import NewFile
from eforms.engine.schema import Question
from eforms.fields import file_kinds, registry
from eforms.fields.base import Context
from eforms.fields.file_checks import DEFAULT_EXTENSIONS, MEGABYTE
from eforms.filling import uploads
from eforms.filling.store import FileStore, FileValue


INPUT = "files"
MESSAGE_FILES = Question(
    id=INPUT,
    type="attachment",
    code=INPUT,
    label="添付ファイル",
    options={"extensions": DEFAULT_EXTENSIONS, "max_mb": 10, "max_files": 5},
)
DOCUMENT = Question(
    id=INPUT,
    type="attachment",
    code=INPUT,
    label="交付する文書",
    options={"extensions": ["pdf"], "max_mb": 10, "max_files": 1},
)
ROOM = 50 * MEGABYTE


class LooseStore(FileStore):
    """Keeps files that belong to nothing yet: ``came``. What is not taken over goes again."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[NewFile] = []

    def _register(
        self, question: Question, name: str, kind: file_kinds.FileKind, stored: Stored
    ) -> FileValue:
        self.came.append(NewFile(stored, name, kind.content_type))
        return {"id": str(stored.id), "name": name, "size": stored.size}

    def existing(self, question_id: str, row_id: str | None, ids: Any) -> list[FileValue]:
        """Return none."""
        return []

    def discard(self) -> None:
        """Remove the bytes."""
        files.delete_all(file.stored.id for file in self.came)
        self.came.clear()


@contextmanager
def received(request: HttpRequest, question: Question) -> Iterator[Callable[[], LooseStore]]:
    """Read a request with files of a question; the function inside examines and keeps them.

    Bytes stay only when ``came`` of the store was emptied by whoever has made attachments of them.

    Raises:
        RequestTooBig: the request is beyond all limits. The function: FieldError.
    """
    store = LooseStore()

    def examine() -> LooseStore:
        came = request.FILES.getlist(INPUT)
        if came:
            registry.get("attachment").clean(question, {"files": came}, Context(store=store))
        return store

    try:
        with uploads.receiving(
            request, lambda name: question if name == INPUT else None, room=ROOM
        ):
            yield examine
    finally:
        store.discard()


def key_of(text: str) -> uuid.UUID:
    """Return the key of a page's press, a fresh one when it has none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()

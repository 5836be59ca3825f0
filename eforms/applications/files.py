"""The bytes of attachments: sealed in private storage under their id, and sent out safely."""

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID, uuid4

from django.http import StreamingHttpResponse

from eforms.applications.models import Attachment
from vault import files as vault_files


logger = logging.getLogger(__name__)
NAME_LENGTH = 200
FOLDER = "attachments"
# Path separators, what Windows refuses, control characters, and marks that turn text around.
_UNFIT = re.compile(
    r"[\\/:*?\"<>|\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def clean_name(name: str) -> str:
    """Return a file name that is safe to keep and show; Unicode stays, the extension too.

    NFC, without path parts, control or direction characters and leading dots, at most
    NAME_LENGTH characters.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = _UNFIT.sub("", name).strip().lstrip(".").strip()
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    ending = f".{extension[:20]}" if dot else ""
    return f"{(stem or 'file')[: NAME_LENGTH - len(ending)]}{ending}"


def stored_name(attachment_id: UUID) -> str:
    """Return under which name the sealed bytes lie in private storage."""
    return f"{FOLDER}/{attachment_id.hex[:2]}/{attachment_id.hex}"


@dataclass(frozen=True)
class Stored:
    """Bytes in private storage that no row may name yet: id, number, SHA-256 in hex."""

    id: UUID
    size: int
    sha256: str


class Incoming:
    """An attachment's bytes on their way into private storage, sealed piece by piece.

    Whoever makes one ends it by ``commit`` or ``discard``.
    """

    def __init__(self, attachment_id: UUID | None = None) -> None:
        self.id = attachment_id or uuid4()
        self.size = 0
        self._digest = hashlib.sha256()
        self._writer = vault_files.Writer(stored_name(self.id), context=_context(self.id))

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self._writer.write(data)
        self._digest.update(data)
        self.size += len(data)

    def commit(self) -> Stored:
        """Let the file appear; tell what it is."""
        self._writer.commit()
        return Stored(self.id, self.size, self._digest.hexdigest())

    def discard(self) -> None:
        """Remove what was written; after ``commit`` nothing happens."""
        self._writer.discard()


def save(attachment_id: UUID | None, chunks: Iterable[bytes]) -> Stored:
    """Seal the bytes of an attachment, bound to its id (a new one for None)."""
    incoming = Incoming(attachment_id)
    try:
        for chunk in chunks:
            incoming.write(chunk)
        return incoming.commit()
    finally:
        incoming.discard()


def read(attachment_id: UUID) -> Iterator[bytes]:
    """Yield the clear bytes of an attachment.

    Raises:
        VaultError: the file was altered, moved or cut.
    """
    return vault_files.read(stored_name(attachment_id), context=_context(attachment_id))


def stored_ids() -> Iterator[tuple[UUID, datetime]]:
    """Yield the id of everything in the storage of attachments, and when it was written.

    What somebody else has put there is passed over; the log says so.
    """
    for name in vault_files.names(FOLDER):
        attachment_id = _id_of(name)
        written = vault_files.written_at(name) if attachment_id else None
        if attachment_id is None:
            logger.warning("A file in the storage of attachments is none of ours: %r", name)
        elif written is not None:
            yield attachment_id, written


def _id_of(name: str) -> UUID | None:
    try:
        attachment_id = UUID(hex=name.rpartition("/")[2])
    except ValueError:
        return None
    return attachment_id if stored_name(attachment_id) == name else None


def delete(attachment_id: UUID) -> None:
    """Remove the bytes of an attachment."""
    vault_files.delete(stored_name(attachment_id))


def delete_all(ids: Iterable[UUID]) -> None:
    """Remove the bytes of attachments; what cannot be removed now, the sweep finds later."""
    for attachment_id in ids:
        try:
            delete(attachment_id)
        except OSError:
            logger.exception("The bytes of attachment %s were not removed", attachment_id)


def download(attachment: Attachment) -> StreamingHttpResponse:
    """Answer with a file that a browser saves and never runs.

    What tells file types apart can be fooled (a file may be two at once), so the answer carries
    the type from our own table, forbids guessing, and shuts it in a sandbox.
    """
    response = StreamingHttpResponse(
        read(attachment.pk), content_type=attachment.content_type or "application/octet-stream"
    )
    response["Content-Length"] = str(attachment.size)
    response["Content-Disposition"] = (
        f'attachment; filename="file{_ascii_ending(attachment.name)}"; '
        f"filename*=UTF-8''{quote(attachment.name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _ascii_ending(name: str) -> str:
    ending = name.rpartition(".")[2]
    return f".{ending}" if ending != name and ending.isascii() and ending.isalnum() else ""


def _context(attachment_id: UUID) -> str:
    return f"eforms.Attachment/{attachment_id}/file"

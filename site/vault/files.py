"""Private files on disk, sealed while they stream.

A file has a data key of its own, wrapped by the active master key and bound to the file's name;
its content is sealed in chunks (``vault.streams``). Rotation wraps the data key anew and leaves
the chunks alone.

Layout: magic (4) ‖ length of wrapped key (2) ‖ wrapped key ‖ prefix (7) ‖ chunks.
Files are written once: a name is never reused for other content.
"""

import fcntl
import itertools
import os
import re
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.envelope import key_id, open_sealed, refuse, seal
from vault.keys import KEY_BYTES, ring
from vault.streams import CHUNK_BYTES as CHUNK_BYTES
from vault.streams import Sealer, opened


_MAGIC = b"MVF1"
_PARTIAL = ".partial"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)*")


class Writer:
    """A private file being written. It appears under its name whole at ``commit``, or not at all.

    Whoever makes one ends it by ``commit`` or ``discard``; a process that dies in between leaves
    a ``.partial`` for :func:`sweep_partials`.

    Raises:
        ValueError: ``name`` is not plain path segments.
    """

    def __init__(self, name: str, *, context: str) -> None:
        data_key = AESGCM.generate_key(KEY_BYTES * 8)
        self._partial = _Partial(_path(name))
        try:
            self._partial.target.write(_header(name, data_key))
            self._sealer = Sealer(self._partial.target, data_key, context)
        except BaseException:
            self._partial.drop()
            raise

    def write(self, data: bytes) -> None:
        """Seal clear bytes, any number."""
        self._sealer.write(data)

    def commit(self) -> None:
        """Flush the file to disk and give it its name.

        Raises:
            FileExistsError: the name is taken.
        """
        try:
            self._sealer.finish()
            self._partial.publish(fresh=True)
        finally:
            self._partial.drop()

    def discard(self) -> None:
        """Remove what was written; after ``commit`` nothing happens."""
        self._partial.drop()


def save(name: str, chunks: Iterable[bytes], *, context: str) -> None:
    """Seal ``chunks`` (byte strings of any size) into the private file ``name``.

    The file appears under its name whole and flushed to disk, or not at all.

    Raises:
        ValueError: ``name`` is not plain path segments.
        FileExistsError: the name is taken.
    """
    writer = Writer(name, context=context)
    try:
        for chunk in chunks:
            writer.write(chunk)
        writer.commit()
    finally:
        writer.discard()


def read(name: str, *, context: str) -> Iterator[bytes]:
    """Yield the clear content in chunks, each only after its seal was checked.

    The header and the first chunk are checked before this returns, so a damaged small file is
    refused before a response has begun; a later chunk raises in the middle of the iteration.

    Raises:
        VaultError: the file is missing, altered, cut, moved from elsewhere, or its key is gone.
    """
    stream = _read(name, context)
    return itertools.chain([next(stream)], stream)


def delete(name: str) -> None:
    """Remove the file; a missing one is fine."""
    path = _path(name)
    with _exclusive():
        path.unlink(missing_ok=True)


def exists(name: str) -> bool:
    """Tell whether the file is there (not whether it opens)."""
    return _path(name).is_file()


def names(folder: str = "") -> Iterator[str]:
    """Yield the names of all private files (in a folder), unfinished ones left out.

    Only one folder is held in memory at a time: there may be a million files.
    """
    root = Path(settings.PRIVATE_ROOT)
    for place, folders, found in os.walk(root / folder):
        folders.sort()
        for path in (Path(place, name) for name in sorted(found)):
            name = path.relative_to(root).as_posix()
            if path.is_file() and _NAME.fullmatch(name):
                yield name


def written_at(name: str) -> datetime | None:
    """Return when a private file was written (or its key wrapped anew); None without the file."""
    try:
        return datetime.fromtimestamp(_path(name).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def sweep_partials(before: datetime) -> int:
    """Remove unfinished files that were last written before a moment; return how many.

    Only a process that was killed leaves one behind.
    """
    root = Path(settings.PRIVATE_ROOT)
    gone = 0
    for path in root.rglob(f".*{_PARTIAL}") if root.is_dir() else ():
        try:
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                path.unlink()
                gone += 1
        except FileNotFoundError:
            continue
    return gone


def key_id_of(name: str) -> str:
    """Return the id of the master key that wraps the file's data key.

    Raises:
        VaultError: the file is missing or has no readable header.
    """
    try:
        with _path(name).open("rb") as source:
            return key_id(_wrapped(source))
    except (OSError, ValueError) as error:
        raise refuse(f"file/{name}") from error


def rewrap(name: str) -> bool:
    """Wrap the file's data key with the active master key; False when it already is.

    Raises:
        VaultError: the file does not open.
    """
    path = _path(name)
    if key_id_of(name) == ring().active:
        return False
    with path.open("rb") as source, _writing(path) as target:
        data_key = open_sealed(_wrapped(source), context=f"file/{name}", purpose="file")
        target.write(_header(name, data_key))
        while block := source.read(1024 * 1024):
            target.write(block)
    return True


def _read(name: str, context: str) -> Iterator[bytes]:
    try:
        with _path(name).open("rb") as source:
            data_key = open_sealed(_wrapped(source), context=f"file/{name}", purpose="file")
            yield from opened(source, data_key, context)
    except (InvalidTag, OSError, ValueError) as error:
        raise refuse(context) from error


def _header(name: str, data_key: bytes) -> bytes:
    wrapped = seal(data_key, context=f"file/{name}", purpose="file")
    return _MAGIC + struct.pack(">H", len(wrapped)) + wrapped


def _wrapped(source: BinaryIO) -> bytes:
    start = source.read(len(_MAGIC) + 2)
    if len(start) != len(_MAGIC) + 2 or not start.startswith(_MAGIC):
        raise ValueError("not a private file")
    return source.read(struct.unpack(">H", start[len(_MAGIC) :])[0])


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("a private file's name is plain path segments")
    return Path(settings.PRIVATE_ROOT) / name


class _Partial:
    """A neighbour of ``path`` that is open for writing (``target``) and takes the name at the end.

    Its leading dot keeps it out of names(): a name begins with a letter or digit.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        self._here = path.with_name(f".{path.name}.{os.urandom(6).hex()}{_PARTIAL}")
        handle = os.open(self._here, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.target: BinaryIO = os.fdopen(handle, "wb")

    def publish(self, *, fresh: bool) -> None:
        """Take the name. ``fresh`` says it must be free; otherwise it must still be there.

        A rotation must not bring back a file that was deleted meanwhile, so publishing and
        deleting take turns.
        """
        self.target.flush()
        os.fsync(self.target.fileno())
        with _exclusive():
            if fresh and self._path.exists():
                raise FileExistsError("a private file is written once")
            if fresh or self._path.exists():
                self._here.rename(self._path)
        _sync_folder(self._path.parent)

    def drop(self) -> None:
        """Close it, and remove what did not take the name."""
        try:
            self.target.close()
        finally:
            self._here.unlink(missing_ok=True)


@contextmanager
def _writing(path: Path) -> Iterator[BinaryIO]:
    """Write a file anew that is there already."""
    partial = _Partial(path)
    try:
        yield partial.target
        partial.publish(fresh=False)
    finally:
        partial.drop()


@contextmanager
def _exclusive() -> Iterator[None]:
    root = Path(settings.PRIVATE_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (root / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Private files on disk, sealed while they stream.

A file has a data key of its own, wrapped by the active master key and bound to the file's name;
the content is cut into chunks of 64 KiB, each sealed with AES-256-GCM under a nonce of
random prefix (7) ‖ counter (4) ‖ last flag (1), bound to the caller's context. That is the STREAM
construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): a chunk that was cut off, swapped,
dropped or appended does not open. Rotation wraps the data key anew and leaves the chunks alone.

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
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.envelope import key_id, open_sealed, refuse, seal
from vault.keys import KEY_BYTES, ring


CHUNK_BYTES = 64 * 1024
_MAGIC = b"MVF1"
_PREFIX_BYTES = 7
_TAG_BYTES = 16
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)*")


def save(name: str, chunks: Iterable[bytes], *, context: str) -> None:
    """Seal ``chunks`` (byte strings of any size) into the private file ``name``.

    The file appears under its name whole and flushed to disk, or not at all.

    Raises:
        ValueError: ``name`` is not plain path segments.
        FileExistsError: the name is taken.
    """
    path = _path(name)
    data_key = AESGCM.generate_key(KEY_BYTES * 8)
    prefix = os.urandom(_PREFIX_BYTES)
    with _writing(path, fresh=True) as target:
        target.write(_header(name, data_key) + prefix)
        cipher, bound = AESGCM(data_key), context.encode()
        for counter, (chunk, last) in enumerate(_pieces(chunks)):
            target.write(cipher.encrypt(_nonce(prefix, counter, last), chunk, bound))


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


def names() -> Iterator[str]:
    """Yield the names of all private files, unfinished ones left out."""
    root = Path(settings.PRIVATE_ROOT)
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        name = path.relative_to(root).as_posix()
        if path.is_file() and _NAME.fullmatch(name):
            yield name


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
    with path.open("rb") as source, _writing(path, fresh=False) as target:
        data_key = open_sealed(_wrapped(source), context=f"file/{name}", purpose="file")
        target.write(_header(name, data_key))
        while block := source.read(1024 * 1024):
            target.write(block)
    return True


def _read(name: str, context: str) -> Iterator[bytes]:
    try:
        with _path(name).open("rb") as source:
            wrapped = _wrapped(source)
            cipher = AESGCM(open_sealed(wrapped, context=f"file/{name}", purpose="file"))
            prefix = source.read(_PREFIX_BYTES)
            sealed = source.read(CHUNK_BYTES + _TAG_BYTES)
            for counter in itertools.count():
                following = source.read(CHUNK_BYTES + _TAG_BYTES)
                nonce = _nonce(prefix, counter, last=not following)
                yield cipher.decrypt(nonce, sealed, context.encode())
                if not following:
                    return
                sealed = following
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


def _nonce(prefix: bytes, counter: int, last: bool) -> bytes:
    return prefix + struct.pack(">IB", counter, last)


def _pieces(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Cut into pieces of CHUNK_BYTES and mark the last; there is always one, perhaps empty."""
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while len(buffer) > CHUNK_BYTES:
            yield bytes(buffer[:CHUNK_BYTES]), False
            del buffer[:CHUNK_BYTES]
    yield bytes(buffer), True


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("a private file's name is plain path segments")
    return Path(settings.PRIVATE_ROOT) / name


@contextmanager
def _writing(path: Path, *, fresh: bool) -> Iterator[BinaryIO]:
    """Open a neighbour of ``path`` for writing; it takes the name at the end, or is removed.

    ``fresh`` says the name must be free; otherwise it must still be there: a rotation must not
    bring back a file that was deleted meanwhile, so publishing and deleting take turns.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The leading dot keeps unfinished files out of names(): a name begins with a letter or digit.
    partial = path.with_name(f".{path.name}.{os.urandom(6).hex()}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        with _exclusive():
            if fresh and path.exists():
                raise FileExistsError("a private file is written once")
            if fresh or path.exists():
                partial.rename(path)
        _sync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


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

"""How the content of a private file is sealed: chunk after chunk, while it streams.

Chunks of 64 KiB, each sealed with AES-256-GCM under a nonce of random prefix (7) ‖ counter (4) ‖
last flag (1), bound to the caller's context. That is the STREAM construction (Hoang, Reyhanitabar,
Rogaway, Vizár 2015): a chunk that was cut off, swapped, dropped or appended does not open.
"""

import itertools
import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
PREFIX_BYTES = 7


class Sealer:
    """Writes the prefix and then the chunks of what is given to it; never holds two of them."""

    def __init__(self, target: BinaryIO, data_key: bytes, context: str) -> None:
        self._target, self._cipher, self._bound = target, AESGCM(data_key), context.encode()
        self._prefix = os.urandom(PREFIX_BYTES)
        self._counter = 0
        self._waiting = bytearray()
        target.write(self._prefix)

    def write(self, data: bytes) -> None:
        """Take clear bytes. The last chunk is marked, so a full one waits until more comes."""
        view = memoryview(data)
        while view:
            room = CHUNK_BYTES - len(self._waiting)
            if not room:
                self._seal(last=False)
                continue
            self._waiting += view[:room]
            view = view[room:]

    def finish(self) -> None:
        """Write the last chunk; there is always one, perhaps empty."""
        self._seal(last=True)

    def _seal(self, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._counter, last)
        self._target.write(self._cipher.encrypt(nonce, bytes(self._waiting), self._bound))
        self._counter += 1
        self._waiting.clear()


def opened(source: BinaryIO, data_key: bytes, context: str) -> Iterator[bytes]:
    """Yield the clear chunks, each only after its seal was checked.

    Raises:
        InvalidTag: altered, cut, or of another context.
    """
    cipher, bound = AESGCM(data_key), context.encode()
    prefix = source.read(PREFIX_BYTES)
    sealed = source.read(CHUNK_BYTES + TAG_BYTES)
    for counter in itertools.count():
        following = source.read(CHUNK_BYTES + TAG_BYTES)
        yield cipher.decrypt(_nonce(prefix, counter, last=not following), sealed, bound)
        if not following:
            return
        sealed = following


def _nonce(prefix: bytes, counter: int, last: bool) -> bytes:
    return prefix + struct.pack(">IB", counter, last)

"""Sealing bytes with AES-256-GCM, bound to the place where they belong.

Blob: version (1) ‖ key-id length (1) ‖ key id ‖ nonce (12) ‖ ciphertext and tag (NIST SP 800-38D).
The header and the context are authenticated, so a blob opens only in its own record and field.
"""

import logging
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.keys import ring


VERSION = 1
NONCE_BYTES = 12

logger = logging.getLogger("vault")


class VaultError(Exception):
    """A blob could not be opened: altered, moved from another record, or its key is missing."""


def seal(plaintext: bytes, *, context: str, purpose: str = "field") -> bytes:
    """Encrypt ``plaintext`` for ``context`` (``app.Model/<pk>/<field>``) under the active key."""
    keys = ring()
    kid = keys.active.encode()
    header = bytes([VERSION, len(kid)]) + kid
    nonce = os.urandom(NONCE_BYTES)
    cipher = AESGCM(keys.subkey(keys.active, purpose))
    return header + nonce + cipher.encrypt(nonce, plaintext, header + context.encode())


def open_sealed(blob: bytes, *, context: str, purpose: str = "field") -> bytes:
    """Decrypt a blob made by :func:`seal` for the same context and purpose.

    Raises:
        VaultError: the blob was altered or belongs elsewhere, or the ring lacks its key.
    """
    try:
        header, kid = _header(blob)
        key = ring().subkey(kid, purpose)
        nonce = blob[len(header) : len(header) + NONCE_BYTES]
        body = blob[len(header) + NONCE_BYTES :]
        return AESGCM(key).decrypt(nonce, body, header + context.encode())
    except (InvalidTag, KeyError, ValueError, IndexError) as error:
        raise refuse(context) from error


def refuse(context: str) -> VaultError:
    """Log that something did not open and return the error to raise: the place, never a value."""
    logger.error("cannot open %s", context)
    return VaultError(f"cannot open {context}")


def key_id(blob: bytes) -> str:
    """Return the id of the key that sealed ``blob``.

    Raises:
        ValueError: it is not a sealed blob.
    """
    return _header(blob)[1]


def _header(blob: bytes) -> tuple[bytes, str]:
    if len(blob) < 2 or blob[0] != VERSION:
        raise ValueError("unknown blob version")
    header = bytes(blob[: 2 + blob[1]])
    return header, header[2:].decode("ascii")

"""Sealing one value with a data key of its own: what destroys the key destroys the value.

The key lies wrapped in a ``vault.fields.DataKeyField`` beside it.
Blob: nonce (12) ‖ ciphertext and tag (AES-256-GCM, NIST SP 800-38D).
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.envelope import NONCE_BYTES, refuse
from vault.keys import KEY_BYTES


def new_key() -> bytes:
    """Return a fresh random key."""
    return AESGCM.generate_key(KEY_BYTES * 8)


def seal_with(key: bytes, plaintext: bytes, *, context: str) -> bytes:
    """Encrypt ``plaintext`` under ``key``, bound to ``context`` (``app.Model/<pk>/<field>``)."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context.encode())


def open_with(key: bytes, blob: bytes, *, context: str) -> bytes:
    """Decrypt what :func:`seal_with` made with the same key for the same context.

    Raises:
        VaultError: it was altered, moved from elsewhere, or sealed with another key.
    """
    try:
        return AESGCM(key).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise refuse(context) from error

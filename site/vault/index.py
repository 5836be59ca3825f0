"""Blind index: finding an encrypted value by equality without being able to read it."""

import hashlib
import hmac

from vault.keys import ring


def blind_index(value: str, *, scope: str) -> str:
    """Return a hex HMAC-SHA-256 of a normalised value, keyed for ``scope`` (``app.Model.field``).

    For e-mail addresses and phones only: a number with few possible values (個人番号) could be
    guessed back from a leaked key.
    """
    keys = ring()
    message = f"{scope}\0{value}".encode()
    return hmac.new(keys.subkey(keys.index, "index"), message, hashlib.sha256).hexdigest()

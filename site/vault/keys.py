"""The key ring: master keys by id, one of them active, and the subkeys derived from them."""

import base64
import binascii
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


KEY_BYTES = 32
INDEX_ID = "index"


@dataclass(frozen=True)
class KeyRing:
    """Master keys in order of preference; the first seals, all of them open.

    The id ``index`` is reserved: its key makes blind indexes and seals nothing. Without it the
    last key of the ring makes them, which stays the same while newer keys are put in front; when
    that key is to go, it is kept under the id ``index``, or every look-up by index would fail.
    """

    masters: dict[str, bytes] = field(repr=False)

    @property
    def active(self) -> str:
        """Id of the key that seals."""
        return next(kid for kid in self.masters if kid != INDEX_ID)

    @property
    def index(self) -> str:
        """Id of the key that makes blind indexes."""
        return INDEX_ID if INDEX_ID in self.masters else list(self.masters)[-1]

    @lru_cache(maxsize=64)  # noqa: B019  (a ring lives as long as the process)
    def subkey(self, kid: str, purpose: str) -> bytes:
        """Return the 32-byte key for ``purpose`` under the master key ``kid`` (HKDF, RFC 5869).

        Raises:
            KeyError: the ring does not hold ``kid``.
        """
        return HKDF(
            algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"madoguchi/{purpose}".encode()
        ).derive(self.masters[kid])

    def __hash__(self) -> int:
        return id(self)


def parse_ring(text: str) -> KeyRing:
    """Read ``kid:base64,kid:base64`` into a ring.

    Raises:
        ImproperlyConfigured: no key that seals, a malformed pair, or a key that is not 32 bytes.
    """
    masters: dict[str, bytes] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        kid, _, encoded = pair.partition(":")
        try:
            key = base64.b64decode(encoded, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            key = b""
        plain = kid.isascii() and kid.isalnum() and len(kid) <= 32
        if not plain or len(key) != KEY_BYTES or kid in masters:
            raise ImproperlyConfigured(
                "VAULT_KEYS must be id:base64 pairs of 32-byte keys, each id once."
            )
        masters[kid] = key
    if not masters.keys() - {INDEX_ID}:
        raise ImproperlyConfigured("VAULT_KEYS holds no key.")
    return KeyRing(masters)


@lru_cache(maxsize=4)
def _ring_of(text: str) -> KeyRing:
    return parse_ring(text)


def ring() -> KeyRing:
    """Return the ring that settings name."""
    return _ring_of(settings.VAULT_KEYS)

"""System checks of the key ring."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from vault.keys import KeyRing, ring


# A random key has about 30 different bytes; one typed or padded by a person has few.
FEWEST_DIFFERENT_BYTES = 16
HINT = (
    'Make a key with python -c "import base64, os; '
    'print(base64.urlsafe_b64encode(os.urandom(32)).decode())" and set VAULT_KEYS to id:key.'
)


@register("vault")
def check_ring(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to run with a missing, short, guessable or development key."""
    try:
        keys = ring()
    except (ImproperlyConfigured, AttributeError) as error:
        return [Error(f"The key ring cannot be read: {error}", hint=HINT, id="vault.E001")]
    return [*_development(keys), *_guessable(keys)]


def _development(keys: KeyRing) -> list[CheckMessage]:
    if getattr(settings, "VAULT_LOCAL_KEYS", False):
        return []
    return [
        Error(
            f"The key {kid} is one that a development run made for itself.",
            hint=HINT,
            id="vault.E002",
        )
        for kid in keys.masters
        if kid.startswith("local")
    ]


def _guessable(keys: KeyRing) -> list[CheckMessage]:
    secret = str(settings.SECRET_KEY).encode()
    return [
        Error(f"The key {kid} is not random or is the SECRET_KEY.", hint=HINT, id="vault.E003")
        for kid, key in keys.masters.items()
        if len(set(key)) < FEWEST_DIFFERENT_BYTES or key == secret
    ]

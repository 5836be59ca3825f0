"""Readers for settings by environment, and the secrets an unattended local run makes for itself."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import ROOT


# Everything the program writes: database, private files, secrets, logs.
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


def text(name: str, default: str = "") -> str:
    """Return the variable, or ``default`` when it is unset or empty."""
    return os.environ.get(name) or default


def required(name: str) -> str:
    """Return the variable.

    Raises:
        ImproperlyConfigured: it is unset or empty.
    """
    value = os.environ.get(name)
    if not value:
        raise ImproperlyConfigured(f"The environment variable {name} must be set.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def local_secret(name: str, make=lambda: secrets.token_urlsafe(48)) -> str:
    """Return a secret kept in ``var/secrets``, made on first use (0600). Never for production."""
    path = VAR / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written beside and linked: another process that starts now never reads half a secret.
        handle, own = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):  # another process was faster
            os.link(own, path)
        os.unlink(own)
    return path.read_text().strip()

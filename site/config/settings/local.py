"""Secrets a local run makes for itself, so that it starts without any configuration."""

import base64
import os

from config.environment import local_secret, text, words


SECRET_KEY = text("SECRET_KEY") or local_secret("secret-key")
# These settings alone may run with a key that was made on the spot.
VAULT_LOCAL_KEYS = True
VAULT_KEYS = text("VAULT_KEYS") or local_secret(
    "vault-keys", lambda: "local1:" + base64.urlsafe_b64encode(os.urandom(32)).decode()
)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")

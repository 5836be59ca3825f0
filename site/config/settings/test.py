"""The test suite, on SQLite and on PostgreSQL alike."""

from config.environment import VAR
from config.settings.base import *  # noqa: F403
from config.settings.local import *  # noqa: F403


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
        "ENQUEUE_ON_COMMIT": False,
    }
}
# Tests work the outbox off themselves, one step at a time.
OUTBOX_IN_PROCESS = False
# A file, not memory: live servers and threads share it, as in production.
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}  # noqa: F405
else:
    # One connection for each thread and none kept: a test database must be free to be dropped.
    DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405

"""The test suite, on SQLite and on PostgreSQL alike."""

from os import getpid
from tempfile import gettempdir

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
# A file, not memory: live servers and threads share it, as in production. Each process has its
# own, so that runs side by side do not meet.
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"{gettempdir()}/madoguchi-test-{getpid()}.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {  # noqa: F405
        # Nobody pulls the plug of a test.
        "init_command": SQLITE_OPTIONS["init_command"] + " PRAGMA synchronous=OFF;"  # noqa: F405
    }
else:
    # One connection for each thread and none kept: a test database must be free to be dropped.
    DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"test_madoguchi_{getpid()}"}  # noqa: F405

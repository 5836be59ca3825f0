"""For those who work on the code."""

from config.settings.base import *  # noqa: F403
from config.settings.local import *  # noqa: F403


DEBUG = True
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

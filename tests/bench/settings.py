"""The tests' settings with the peer's form page beside our own."""

from config.settings.test import *  # noqa: F403


INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.contribforms"]  # noqa: F405
ALLOWED_HOSTS = ["testserver"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"wagtail": {"level": "WARNING"}, "django_tasks": {"level": "WARNING"}},
}

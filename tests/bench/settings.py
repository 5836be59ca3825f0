"""The tests' settings with the peer's form page beside our own."""

from config.settings.test import *  # noqa: F403


INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.contribforms"]  # noqa: F405

"""Shared by every test."""

import pytest

from tests import browser


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path):
    """Private and public files go to a folder of the test's own."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _no_memory_between_tests():
    """Each test meets an empty cache."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _log_may_be_emptied_between_tests():
    """Tests that commit empty all tables at their end; the audit log refuses that.

    The product has no switch for it, so its triggers are taken off around the emptying.
    """
    from django.db import connection

    from audit import triggers

    operations = type(connection.ops)
    emptying = operations.execute_sql_flush

    def empty(self, sql_list):
        triggers.drop(self.connection)
        try:
            emptying(self, sql_list)
        finally:
            triggers.create(self.connection)

    operations.execute_sql_flush = empty
    yield
    operations.execute_sql_flush = emptying


def pytest_sessionfinish() -> None:
    browser.close()

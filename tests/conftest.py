"""Shared by every test."""

from django.test import TransactionTestCase

import pytest

from tests import browser, pristine, spreading


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests that commit put back what the fresh database held, instead of emptying it."""
    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            statements = pristine.keep()
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda case: pristine.put_back(statements)
        )
        yield


def pytest_sessionfinish() -> None:
    browser.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        spreading.slowest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> spreading.ByFile:
    return spreading.ByFile(config, log)

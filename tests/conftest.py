"""Shared by every test."""

import pytest


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

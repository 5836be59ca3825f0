"""A form with one question, and the people who meet it."""

import pytest

from tests.eforms.building.conftest import folder, organisation  # noqa: F401
from tests.eforms.filling.conftest import guest  # noqa: F401


@pytest.fixture(autouse=True)
def _open_hosts(settings):
    settings.ALLOWED_HOSTS = ["*"]

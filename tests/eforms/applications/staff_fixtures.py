"""Departments and their staff, for tests of the admin."""

import pytest

from eforms.review.roles import ensure_groups
from tests.eforms.applications import builders as b


@pytest.fixture
def groups(db):
    return ensure_groups()


@pytest.fixture
def here(db):
    return b.organisation()


@pytest.fixture
def there(db):
    return b.organisation("zeimu", "税務課")


@pytest.fixture
def sign_in(client, groups):
    """Sign in a new member of staff with roles such as (organisation, "reviewer")."""

    def sign_in(*roles, **fields):
        user = b.staff(*roles, **fields)
        if roles:
            user.groups.add(groups["reviewer"])
        client.force_login(user)
        return user

    return sign_in

"""A citizen who is signed in in the test client's browser."""

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

import pytest

from accounts import sessions
from accounts.models import Citizen


PASSWORD = "kurikoma-yama 2026"


@pytest.fixture
def person(db):
    """A citizen with a confirmed address."""
    return Citizen.objects.create_citizen(
        "hanako@example.jp", PASSWORD, confirmed_at=timezone.now()
    )


@pytest.fixture
def citizen(person, client):
    """The citizen, signed in."""
    response = HttpResponse()
    sessions.sign_in(HttpRequest(), response, person)
    client.cookies["citizen_session"] = response.cookies["citizen_session"].value
    return person


@pytest.fixture
def other_client():
    """A second browser."""
    return Client()

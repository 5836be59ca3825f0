"""What a report of an error tells of a POST: names of inputs, never what was typed."""

from django.core.signals import got_request_exception
from django.urls import reverse
from django.views.debug import SafeExceptionReporterFilter

import pytest

from accounts.models import User
from tests.eforms.filling.conftest import q, url
from tests.eforms.filling.numbers import LEGAL, MINE, allowance_form


pytestmark = pytest.mark.django_db


def boom(*args, **kwargs):
    raise RuntimeError("broken")


@pytest.fixture
def reported(client):
    """What the reports of all errors would show of their POST."""
    seen = []

    def note(sender, request, **kwargs):
        seen.append(dict(SafeExceptionReporterFilter().get_post_parameters(request)))

    client.raise_request_exception = False
    got_request_exception.connect(note)
    yield seen
    got_request_exception.disconnect(note)


@pytest.mark.parametrize(
    "broken",
    [
        "eforms.filling.views.tryout.edited_page",
        "eforms.filling.views.tryout.Tryout.unpack",
        "eforms.filling.uploads._read",
    ],
)
def test_the_try_out(client, make_form, reported, monkeypatch, broken):
    page = make_form(allowance_form(), code="allowance", **LEGAL)
    client.force_login(User.objects.create_superuser("editor@example.jp", "secret"))
    monkeypatch.setattr(broken, boom)
    data = {"tryout": "x", q("mine"): MINE}
    assert client.post(reverse("form_tryout", args=[page.pk]), data).status_code == 500
    assert len(reported) == 1
    assert MINE not in str(reported)


@pytest.mark.parametrize(
    "broken",
    [
        "eforms.filling.drafts.load",
        "eforms.filling.visits.applicant_of",
        "eforms.filling.uploads._read",
        "eforms.filling.writing.keep_unchecked",
    ],
)
@pytest.mark.parametrize("place", ["1/", "1/autosave/"])
def test_the_pages(client, draft, reported, monkeypatch, broken, place):
    monkeypatch.setattr(broken, boom)
    data = {q("full_name"): "", q("contact"): MINE}
    assert client.post(url(draft, place), data).status_code == 500
    assert len(reported) == 1
    assert MINE not in str(reported)

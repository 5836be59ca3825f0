"""Corrections and messages by the JSON API: read, answered once, refused in words."""

import uuid

import pytest

from eforms.applications.models import Application
from eforms.applications.transitions import perform
from eforms.filling import tokens
from tests.eforms.filling.conftest import prove, uid
from tests.eforms.filling.correction_world import EMAIL, asked, reviewer, under_review


pytestmark = pytest.mark.django_db


@pytest.fixture
def application(form):
    return under_review(form)


@pytest.fixture
def call(client, application):
    """Call the API with the applicant's token, or another's."""
    from django.utils import timezone

    def call(method, end, data=None, email=EMAIL):
        token, _row = tokens.issue(prove(client, email), now=timezone.now())
        return getattr(client, method)(
            f"/api/v1/applications/{application.pk}/{end}",
            data,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    return call


def test_it_is_read_and_answered_once(application, call):
    correction = asked(application, "full_name", "remarks")
    told = call("get", "correction").json()
    assert [one["code"] for one in told["questions"]] == ["full_name", "remarks"]
    assert told["questions"][0]["value"] == "一関 太郎"
    values = [{"code": "full_name", "value": "一関 次郎"}]
    for _ in range(2):
        sent = call("post", "correction", {"correction": str(correction.pk), "values": values})
        assert sent.status_code == 200 and sent.json()["state"] == "under_review"
    answers = Application.objects.get().answers
    assert answers[uid("full_name")] == "一関 次郎" and answers[uid("remarks")] == "とくになし"
    assert application.revisions.count() == 1


def test_what_opens_is_told_and_what_is_wrong_too(application, call):
    correction = asked(application, "wants_children")
    body = {
        "correction": str(correction.pk),
        "values": [{"code": "wants_children", "value": "yes-please"}],
    }
    opened = call("post", "correction", body)
    assert opened.status_code == 422 and opened.json()["opened"][0]["code"] == "children"
    body["values"].append({"code": "children", "value": [{"child_name": ""}]})
    refused = call("post", "correction", body)
    assert refused.status_code == 422 and refused.json()["errors"]
    body["values"][1]["value"] = [{"child_name": "一関 花"}]
    assert call("post", "correction", body).status_code == 200
    assert Application.objects.get().answers[uid("children")][0][uid("child_name")] == "一関 花"


def test_nothing_but_what_is_asked_can_be_changed(application, call):
    correction = asked(application, "full_name")
    values = [{"code": "remarks", "value": "こっそり"}]
    call("post", "correction", {"correction": str(correction.pk), "values": values})
    assert Application.objects.get().answers[uid("remarks")] == "とくになし"


def test_one_taken_back_is_refused(application, call):
    correction = asked(application, "full_name")
    perform(application.pk, "take_back_correction", actor=reviewer(application))
    assert call("get", "correction").status_code == 409
    body = {"correction": str(correction.pk), "values": []}
    assert call("post", "correction", body).status_code == 409


def test_messages_are_written_once_and_read_by_their_owner_alone(application, call):
    key = str(uuid.uuid4())
    for _ in range(2):
        assert call("post", "messages", {"text": "お尋ねです", "key": key}).status_code == 201
    told = call("get", "messages").json()
    assert [one["text"] for one in told["messages"]] == ["お尋ねです"]
    assert call("post", "messages", {"text": " ", "key": str(uuid.uuid4())}).status_code == 422
    for end in ("messages", "correction"):
        assert call("get", end, email="other@example.jp").status_code == 404

"""A form that asks for a signature takes nothing from those who would have to sign (S6)."""

from django.utils import timezone

import pytest

from eforms.applications.models import Application
from eforms.filling import sending, tokens, writing
from eforms.models import Draft
from tests.eforms.filling.conftest import filled, library_form, prove, url


@pytest.fixture
def signed_form(make_form):
    return make_form(
        library_form(("individual", "corporation")), code="signed", signature="required"
    )


def test_the_beginning_says_why_and_where_to_go(client, guest, make_form):
    make_form(library_form(), code="signed", signature="required", contact_name="市民課")
    for answer, status in ((client.get, 200), (client.post, 409)):
        page = answer("/f/signed/begin/")
        assert page.status_code == status
        html = page.content.decode()
        assert "電子署名が必要です" in html
        assert "窓口または郵送" in html
        assert "市民課" in html
    assert not Draft.objects.exists()


def test_only_those_who_would_have_to_sign_are_refused(client, guest, signed_form):
    assert client.post("/f/signed/begin/", {"applicant_kind": "individual"}).status_code == 409
    assert not Draft.objects.exists()
    assert client.post("/f/signed/begin/", {"applicant_kind": "corporation"}).status_code == 302
    assert Draft.objects.get().applicant_kind == "corporation"


@pytest.mark.parametrize("signature", ["none", "allowed"])
def test_forms_without_the_duty_stay_open(client, guest, make_form, signature):
    make_form(library_form(), code="free", signature=signature)
    assert client.post("/f/free/begin/").status_code == 302


def test_a_draft_begun_before_is_kept_and_not_sent(client, draft):
    filled(draft)
    assert client.get(url(draft, "check/")).status_code == 200
    page = draft.version.page
    page.signature = "required"
    page.save()
    response = client.post(url(draft, "check/"), {"revision": draft.revision})
    assert response.status_code == 409
    assert "入力した内容は保存されています" in response.content.decode()
    with pytest.raises(sending.NotSigned):
        sending.send(draft.pk, seen=None, now=timezone.now)
    assert not Application.objects.exists()
    writing.refresh(draft)
    assert draft.answers


def test_programs_are_told_the_same(client, guest, draft):
    code = prove(client, "taro@example.jp")
    token, _row = tokens.issue(code, now=timezone.now())
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}", "content_type": "application/json"}
    filled(draft)
    page = draft.version.page
    page.signature = "required"
    page.save()
    for path in (f"/api/v1/drafts/{draft.pk}/submit", f"/api/v1/forms/{page.code}/drafts"):
        answer = client.post(path, "{}", **head)
        assert (answer.status_code, answer.json()["title"]) == (
            409,
            "この申請には電子署名が必要です",
        )
    assert not Application.objects.exists()

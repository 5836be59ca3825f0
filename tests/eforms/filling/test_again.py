"""Applying again: the old answers on the form of today, without what was given once only."""

import copy
import re
import uuid

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

import pytest

from eforms.applications.submission import create_application
from eforms.engine.journey import ROW
from eforms.engine.schema import digest
from eforms.filling import drafts
from eforms.models import Draft, FormVersion
from tests.eforms.applications import builders as b
from tests.eforms.filling.conftest import library_form, question, uid
from tests.eforms.filling.test_following import as_guest


CHILDREN = [{ROW: "aaaaaaaaaaaa", uid("child_name"): "𠮷野 花"}]


@pytest.fixture
def document() -> dict:
    found = library_form()
    agree = question(
        "consent", "agree", "利用の決まりへの同意", required=True, options={"text": "守ります"}
    )
    found["sections"][0]["items"].append(agree)
    return found


@pytest.fixture
def application(make_form, document, guest):
    version = make_form(document).versions.get()
    draft = drafts.begin(version, guest, "individual", now=timezone.now())
    proof = b.attachment(draft)
    proof.question_id = uid("proof")
    proof.save()
    draft.answers = {
        uid("full_name"): "一関 太郎",
        uid("contact"): None,
        uid("agree"): True,
        uid("wants_children"): "yes-please",
        uid("children"): CHILDREN,
        uid("remarks"): "窓側の席",
        uid("proof"): [b.file_value(proof)],
    }
    draft.save()
    with transaction.atomic():
        return create_application(
            draft=Draft.objects.select_for_update().get(pk=draft.pk), now=timezone.now()
        )


def address(application) -> str:
    return reverse("application-again", kwargs={"application_id": application.pk})


def token(body: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', body)[1]


def changed(application, document, change) -> FormVersion:
    newer = copy.deepcopy(document)
    change(newer)
    page = application.page
    return FormVersion.objects.create(page=page, number=2, schema=newer, sha256=digest(newer))


def test_it_is_told_first_what_is_asked_anew_and_nothing_is_begun(client, application):
    body = client.get(address(application)).content.decode()
    assert application.receipt_number in body
    anew = re.search(r'<h2 id="anew">.*?</ul>', body, re.S)[0]
    assert re.findall(r"<li>(.*?)</li>", anew) == ["利用の決まりへの同意", "住所の分かる書類"]
    assert Draft.objects.filter(submitted_at=None).count() == 0


def test_the_new_draft_has_the_answers_but_no_file_and_no_consent(client, application):
    mark = token(client.get(address(application)).content.decode())
    response = client.post(address(application), {"token": mark})
    draft = Draft.objects.get(submitted_at=None)
    assert response["Location"] == f"/f/library/d/{draft.pk}/1/"  # where the consent is asked
    assert draft.answers == {
        uid("full_name"): "一関 太郎",
        uid("contact"): None,
        uid("wants_children"): "yes-please",
        uid("children"): CHILDREN,
        uid("remarks"): "窓側の席",
    }
    assert draft.attachments.count() == 0
    application.refresh_from_db()
    assert application.attachments.count() == 1 and application.state == "received"


def test_pressing_twice_begins_one_draft(client, application):
    mark = token(client.get(address(application)).content.decode())
    first, second = (client.post(address(application), {"token": mark}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Draft.objects.filter(submitted_at=None).count() == 1


def test_a_press_without_the_pages_mark_asks_again(client, application):
    for mark in ("", "x"):
        response = client.post(address(application), {"token": mark})
        assert response.status_code == 200 and "前の内容を入れて始める" in response.content.decode()
    assert Draft.objects.filter(submitted_at=None).count() == 0


def test_the_form_of_today_decides(client, application, document):
    def change(newer):
        newer["sections"][1]["items"].pop()  # the remarks are gone
        newer["sections"][0]["items"][0]["options"] = {"max_length": 3}  # the name is too long now
        newer["sections"][0]["items"].append(
            question("short_text", "school", "学校名", required=True)
        )
        # One choice reads differently.
        newer["sections"][1]["items"][0]["options"]["choices"][0]["label"] = "お子さんも登録する"

    version = changed(application, document, change)
    body = client.get(address(application)).content.decode()
    for label in ("お名前", "学校名", "お子さんの登録"):
        assert f"<li>{label}</li>" in body, label
    assert "<li>ご要望</li>" not in body
    client.post(address(application), {"token": token(body)})
    draft = Draft.objects.get(submitted_at=None)
    assert draft.version_id == version.pk
    assert uid("remarks") not in draft.answers and uid("full_name") not in draft.answers
    assert uid("wants_children") not in draft.answers
    assert draft.orphans is None


@pytest.mark.parametrize("closing", [{"live": False}, {"accepts_until": timezone.now()}])
def test_a_form_that_takes_nothing_says_so(client, application, closing):
    type(application.page).objects.filter(pk=application.page_id).update(**closing)
    body = client.get(address(application)).content.decode()
    assert "始めることができません" in body and 'name="token"' not in body
    response = client.post(address(application), {"token": str(uuid.uuid4())})
    assert response.status_code == 409
    assert Draft.objects.filter(submitted_at=None).count() == 0


def test_it_is_the_owners_alone(application):
    stranger = as_guest("hana@example.jp")
    for response in (stranger.get(address(application)), stranger.post(address(application))):
        assert response.status_code == 404

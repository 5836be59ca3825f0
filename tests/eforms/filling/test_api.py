"""The JSON API: the whole way with httpx alone, and every refusal as a problem in Japanese."""

import json
import re
import uuid
from datetime import timedelta

from django.utils import timezone

import httpx
import pytest

from eforms.filling import tokens, uploads
from eforms.models import ApiToken, Application, Attachment, Draft, FormPage
from outbox.models import Mail
from tests.eforms.filling.conftest import (
    code_of_last_mail,
    fill,
    filled,
    library_form,
    prove,
    question,
    schema_document,
    section,
    uid,
)
from tests.papers import PDF


API = "/api/v1"


@pytest.fixture
def bearer(guest):
    """The header of the guest's token."""
    code = prove_code(guest)
    token, _ = tokens.issue(code, now=timezone.now())
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def prove_code(guest):
    from eforms.models import EmailCode

    return EmailCode.objects.get(email_index=guest.email_index)


def put(client, path, body, **headers):
    return client.put(f"{API}{path}", json.dumps(body), content_type="application/json", **headers)


def post(client, path, body=None, **headers):
    return client.post(
        f"{API}{path}", json.dumps(body or {}), content_type="application/json", **headers
    )


def is_problem(answer, status):
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    body = answer.json()
    assert body["status"] == status
    assert re.search(r"[ぁ-ん]", body["title"])
    assert not re.search(r"不正|無効|エラーが発生|必須です", json.dumps(body, ensure_ascii=False))
    return body


@pytest.mark.django_db(transaction=True)
def test_an_application_goes_the_whole_way_by_http_alone(form, live_server):
    with httpx.Client(base_url=f"{live_server.url}{API}/") as http:
        definition = http.get("forms/library")
        assert definition.status_code == 200
        assert [part["title"] for part in definition.json()["sections"]] == [
            "申請する方",
            "ご希望",
            "書類",
        ]
        same = http.get("forms/library", headers={"If-None-Match": definition.headers["ETag"]})
        assert (same.status_code, same.content) == (304, b"")

        asked = http.post("email-codes", json={"email": "Taro@example.jp"})
        assert asked.status_code == 202
        code = code_of_last_mail()
        proved = http.post(f"email-codes/{asked.json()['id']}/verify", json={"code": code})
        http.headers["Authorization"] = f"Bearer {proved.json()['token']}"

        made = http.post("forms/library/drafts", json={"applicant_kind": "individual"})
        assert made.status_code == 201
        draft = f"drafts/{made.json()['id']}"
        refused = http.put(f"{draft}/sections/1", json={"values": {"contact": "taro@"}})
        assert refused.status_code == 422
        assert [error["code"] for error in refused.json()["errors"]] == ["full_name", "contact"]
        first = http.put(f"{draft}/sections/1", json={"values": {"full_name": "一関 太郎"}})
        assert (first.status_code, first.json()["next"]) == (200, 2)
        second = http.put(
            f"{draft}/sections/2",
            json={
                "values": {
                    "wants_children": "yes-please",
                    "children": [{"child_name": "一郎"}, {"child_name": "花"}],
                }
            },
        )
        assert second.json()["next"] == 3
        attached = http.post(
            f"{draft}/attachments", params={"question": "proof"}, files={"file": ("証.pdf", PDF)}
        )
        assert attached.status_code == 201
        third = http.put(f"{draft}/sections/3", json={"values": {"proof": [attached.json()["id"]]}})
        assert third.json()["next"] is None
        check = http.get(f"{draft}/check").json()
        assert check["complete"] is True
        lines = [answer["lines"] for part in check["sections"] for answer in part["answers"]]
        assert ["一関 太郎"] in lines and ["花"] in lines

        sent = http.post(f"{draft}/submit", json={"revision": check["revision"]})
        again = http.post(f"{draft}/submit")
        assert sent.status_code == again.status_code == 200
        assert sent.json() == again.json()
        followed = http.get(f"applications/{sent.json()['id']}").json()
        assert followed["receipt_number"] == sent.json()["receipt_number"]
        assert (followed["state"], followed["state_label"]) == ("received", "受付済")
        assert len(followed["history"]) == 1
    application = Application.objects.get()
    assert application.attachments.count() == 1
    assert [row[uid("child_name")] for row in application.answers[uid("children")]] == [
        "一郎",
        "花",
    ]


def test_a_definition_speaks_in_codes(form, client):
    body = client.get(f"{API}/forms/library").json()
    wishes = body["sections"][1]["questions"]
    assert wishes[1]["show"] == {
        "all": [{"question": "wants_children", "op": "equals", "value": "yes-please"}]
    }
    assert wishes[1]["questions"][0]["code"] == "child_name"
    assert body["sections"][0]["questions"][0]["schema"]["type"] == "string"
    assert body["accepts"]["state"] == "open"


def test_the_etag_follows_version_and_window(form, client):
    before = client.get(f"{API}/forms/library")["ETag"]
    assert form.versions.get().sha256[:32] in before
    FormPage.objects.update(accepts_until=timezone.now())
    after = client.get(f"{API}/forms/library", HTTP_IF_NONE_MATCH=before)
    assert after.status_code == 200
    assert after["ETag"] != before
    assert after.json()["accepts"]["state"] == "after"


def test_forms_that_are_not_public_do_not_exist(form, client):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=form, restriction_type="password", password="x")
    is_problem(client.get(f"{API}/forms/library"), 404)
    PageViewRestriction.objects.all().delete()
    FormPage.objects.update(live=False)
    is_problem(client.get(f"{API}/forms/library"), 404)
    is_problem(client.get(f"{API}/forms/nowhere"), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/forms/library/drafts"),
        ("get", "/drafts/{}"),
        ("get", "/drafts/{}/sections/1"),
        ("put", "/drafts/{}/sections/1"),
        ("get", "/drafts/{}/check"),
        ("post", "/drafts/{}/submit"),
        ("post", "/drafts/{}/attachments?question=proof"),
        ("get", "/applications/{}"),
    ],
)
def test_without_a_token_nothing_is_told(draft, client, method, path):
    address = f"{API}{path.format(draft.pk)}"
    for headers in ({}, {"HTTP_AUTHORIZATION": "Bearer guessed"}):
        answer = getattr(client, method)(address, content_type="application/json", **headers)
        is_problem(answer, 401)


def test_a_token_ends_after_a_day_and_lies_nowhere_in_clear(draft, client, bearer):
    assert client.get(f"{API}/drafts/{draft.pk}", **bearer).status_code == 200
    token = bearer["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    assert token not in str(ApiToken.objects.values())
    ApiToken.objects.update(expires_at=timezone.now())
    is_problem(client.get(f"{API}/drafts/{draft.pk}", **bearer), 401)


def test_a_browsers_session_is_no_token(draft, client):
    is_problem(client.get(f"{API}/drafts/{draft.pk}"), 401)


def test_what_belongs_to_others_does_not_exist(draft, client, client_factory):
    other = client_factory()
    code = prove(other, "jiro@example.jp")
    token, _ = tokens.issue(code, now=timezone.now())
    stranger = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    for path in (f"/drafts/{draft.pk}", f"/drafts/{draft.pk}/check", f"/applications/{draft.pk}"):
        is_problem(client.get(f"{API}{path}", **stranger), 404)
    is_problem(put(client, f"/drafts/{draft.pk}/sections/1", {"values": {}}, **stranger), 404)
    is_problem(post(client, f"/drafts/{draft.pk}/submit", **stranger), 404)
    answer = client.post(f"{API}/drafts/{draft.pk}/attachments?question=proof", **stranger)
    is_problem(answer, 404)


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '{"values": 3}', '{"values": null}', "あ", '{"x": 1}']
)
def test_a_body_that_cannot_be_read_is_a_problem(draft, client, bearer, body):
    answer = client.put(
        f"{API}/drafts/{draft.pk}/sections/1", body, content_type="application/json", **bearer
    )
    assert answer.status_code in (400, 422)
    is_problem(answer, answer.status_code)


def test_an_endless_body_is_a_problem(draft, client, bearer):
    body = json.dumps({"values": {"full_name": "x" * 3_000_000}})
    answer = client.put(
        f"{API}/drafts/{draft.pk}/sections/1", body, content_type="application/json", **bearer
    )
    is_problem(answer, 413)


@pytest.mark.parametrize("value", [3, True, ["a"], {"a": 1}, "x" * 100_000, "\0", "\ud800"])
def test_values_of_the_wrong_type_are_told_by_code(draft, client, bearer, value):
    answer = put(
        client, f"/drafts/{draft.pk}/sections/1", {"values": {"full_name": value}}, **bearer
    )
    body = is_problem(answer, 422)
    assert body["errors"][0]["code"] == "full_name"


def test_codes_that_the_section_does_not_have_are_named(draft, client, bearer):
    values = {"full_name": "一関 太郎", "full_nam": "よけい", "remarks": "別のセクション"}
    body = is_problem(
        put(client, f"/drafts/{draft.pk}/sections/1", {"values": values}, **bearer), 422
    )
    assert [error["code"] for error in body["errors"]] == ["full_nam", "remarks"]
    assert "「full_nam」" in body["errors"][0]["message"]
    assert Draft.objects.get().answers == {}
    fill(draft, full_name="一関 太郎", contact=None)
    values = {"wants_children": "yes-please", "children": [{"child_nam": "花子"}]}
    body = is_problem(
        put(client, f"/drafts/{draft.pk}/sections/2", {"values": values}, **bearer), 422
    )
    assert [error["code"] for error in body["errors"]] == ["children.child_nam"]


def test_what_was_read_can_be_sent_again(draft, client, bearer):
    filled(draft)
    got = client.get(f"{API}/drafts/{draft.pk}/sections/1", **bearer).json()
    again = put(client, f"/drafts/{draft.pk}/sections/1", {"values": got["values"]}, **bearer)
    assert again.status_code == 200


def test_hidden_values_are_not_stored(draft, client, bearer):
    values = {"full_name": "一関 太郎"}
    assert put(client, f"/drafts/{draft.pk}/sections/1", {"values": values}, **bearer).json()
    values = {"wants_children": "no-thanks", "children": [{"child_name": "こっそり"}]}
    put(client, f"/drafts/{draft.pk}/sections/2", {"values": values}, **bearer)
    kept = json.dumps(Draft.objects.get().answers, ensure_ascii=False)
    assert "こっそり" not in kept
    got = client.get(f"{API}/drafts/{draft.pk}/sections/2", **bearer).json()
    assert got["values"] == {"wants_children": "no-thanks", "remarks": None}


def test_sections_come_in_order(draft, client, bearer):
    early = put(client, f"/drafts/{draft.pk}/sections/3", {"values": {}}, **bearer)
    assert is_problem(early, 409)["next"] == 1
    for number in (0, 4, 99999):
        answer = put(client, f"/drafts/{draft.pk}/sections/{number}", {"values": {}}, **bearer)
        is_problem(answer, 404)


def test_submitting_too_early_says_what_is_missing(draft, client, bearer):
    assert is_problem(post(client, f"/drafts/{draft.pk}/submit", **bearer), 409)["next"] == 1
    assert not Application.objects.exists()


def test_submitting_an_old_reading_is_refused(draft, client, bearer):
    filled(draft)
    is_problem(post(client, f"/drafts/{draft.pk}/submit", {"revision": 0}, **bearer), 409)
    assert not Application.objects.exists()


def test_after_sending_the_draft_points_to_the_application(draft, client, bearer):
    filled(draft)
    sent = post(client, f"/drafts/{draft.pk}/submit", **bearer).json()
    body = is_problem(put(client, f"/drafts/{draft.pk}/sections/1", {"values": {}}, **bearer), 409)
    assert body["application"] == sent["id"]
    assert sent["receipt_number"] in body["detail"]


def test_a_closed_window_is_a_problem_that_keeps_the_answers(draft, client, bearer):
    filled(draft)
    FormPage.objects.update(accepts_until=timezone.now())
    for answer in (
        post(client, "/forms/library/drafts", **bearer),
        put(client, f"/drafts/{draft.pk}/sections/1", {"values": {}}, **bearer),
        post(client, f"/drafts/{draft.pk}/submit", **bearer),
    ):
        assert is_problem(answer, 409)["state"] == "after"
    assert client.get(f"{API}/drafts/{draft.pk}/check", **bearer).json()["complete"]


def test_an_expired_draft_is_a_problem(draft, client, bearer):
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    is_problem(client.get(f"{API}/drafts/{draft.pk}", **bearer), 410)


def test_the_kind_of_applicant_is_asked_where_there_is_a_choice(make_form, client, bearer):
    make_form(library_form(kinds=("individual", "corporation")), code="both")
    is_problem(post(client, "/forms/both/drafts", **bearer), 422)
    is_problem(post(client, "/forms/both/drafts", {"applicant_kind": "king"}, **bearer), 422)
    made = post(client, "/forms/both/drafts", {"applicant_kind": "corporation"}, **bearer)
    assert (made.status_code, made.json()["applicant_kind"]) == (201, "corporation")


def test_a_form_for_accounts_only_is_not_begun_with_a_token(make_form, client, bearer):
    make_form(library_form(), code="members", allow_guest=False)
    is_problem(post(client, "/forms/members/drafts", **bearer), 403)


def upload(client, draft, bearer, content=PDF, name="a.pdf", code="proof", field="file"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(
        f"{API}/drafts/{draft.pk}/attachments?question={code}",
        {field: SimpleUploadedFile(name, content)},
        **bearer,
    )


def test_files_are_checked_like_those_of_the_pages(draft, client, bearer, monkeypatch):
    is_problem(upload(client, draft, bearer, name="a.exe", content=b"MZ"), 422)
    is_problem(upload(client, draft, bearer, content=b"no pdf"), 422)
    is_problem(upload(client, draft, bearer, content=PDF + b"x" * 1024 * 1024), 422)
    is_problem(upload(client, draft, bearer, code="full_name"), 422)
    is_problem(upload(client, draft, bearer, field="other"), 422)
    assert not Attachment.objects.exists()
    assert upload(client, draft, bearer).status_code == 201
    monkeypatch.setattr(uploads, "REQUEST_CAP", 10)
    is_problem(upload(client, draft, bearer), 413)


def test_a_foreign_file_cannot_be_named(draft, client, bearer, form, guest):
    from eforms.filling import drafts

    other = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    foreign = upload(client, other, bearer).json()["id"]
    filled(draft)
    for forged in (foreign, str(uuid.uuid4()), "x", "../../etc/passwd"):
        answer = put(
            client, f"/drafts/{draft.pk}/sections/3", {"values": {"proof": [forged]}}, **bearer
        )
        is_problem(answer, 422)


@pytest.mark.parametrize("email", ["", "x", "x" * 5000, "a@b\n.jp", None, 3])
def test_an_address_that_is_none_is_a_problem(db, client, email):
    is_problem(post(client, "/email-codes", {"email": email}), 422)
    assert not Mail.objects.exists()


def test_wrong_codes_run_out(db, client):
    asked = post(client, "/email-codes", {"email": "taro@example.jp"}).json()["id"]
    for left in (4, 3, 2, 1):
        body = is_problem(post(client, f"/email-codes/{asked}/verify", {"code": "1"}), 422)
        assert f"あと{left}回" in body["detail"]
    for code in ("00000000", code_of_last_mail()):
        answer = post(client, f"/email-codes/{asked}/verify", {"code": code})
        assert "使えなくなりました" in is_problem(answer, 422)["title"]
    is_problem(post(client, f"/email-codes/{uuid.uuid4()}/verify", {"code": "1"}), 422)


def test_asking_for_codes_too_often_is_a_problem(db, client):
    for _ in range(4):
        assert post(client, "/email-codes", {"email": "taro@example.jp"}).status_code == 202
    is_problem(post(client, "/email-codes", {"email": "taro@example.jp"}), 429)


def test_the_description_is_complete_and_served_here(db, client):
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    assert "/api/v1/drafts/{draft_id}/submit" in paths
    assert "requestBody" in paths["/api/v1/drafts/{draft_id}/attachments"]["post"]
    docs = client.get(f"{API}/docs").content.decode()
    assert "//cdn" not in docs and "https://" not in docs


def test_every_type_of_question_has_a_json_schema(make_form, client):
    from eforms.fields import registry

    kinds = [kind.name for kind in registry.all_types() if kind.has_answer]
    options = {"choices": [{"id": "a", "label": "あ"}], "extensions": ["pdf"], "statement": "はい"}
    items = [question(name, name, name, options=options) for name in kinds]
    make_form(schema_document([section("all", "すべて", items)]), code="everything")
    questions = client.get(f"{API}/forms/everything").json()["sections"][0]["questions"]
    assert {item["code"] for item in questions} == set(kinds)
    assert all(item["schema"].get("type") for item in questions)

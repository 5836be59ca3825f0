"""Sending a draft whose form was changed after the check; what the API tells of such a draft."""

from django.utils import timezone

import pytest

from eforms.filling import sending, tokens
from eforms.models import Application, EmailCode
from tests.eforms.filling.conftest import filled, url
from tests.eforms.filling.newer import item, publish, stored, with_new


def test_what_was_checked_before_the_change_is_not_sent_after_it(form, draft, client):
    filled(draft)
    page = client.get(url(draft, "check/"))
    revision = marks_of_check(page)

    def soften(document):
        item(document, "wants_children")["options"]["choices"][1]["label"] = "お断りする"

    publish(form, soften)
    answer = client.post(url(draft, "check/"), revision)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "「お子さんの登録」の選択肢の文言が変わりました" in text
    assert "フォームが更新されました" in text
    assert not Application.objects.exists()
    again = client.post(url(draft, "check/"), marks_of_check(answer))
    assert again["Location"] == url(draft, "sent/")
    application = Application.objects.get()
    assert application.version.number == 2
    assert stored(draft).version.number == 2
    assert (stored(draft).orphans, stored(draft).to_check) == (None, [])


def test_a_new_required_question_stops_the_sending(form, draft, client):
    filled(draft)
    page = client.get(url(draft, "check/"))
    publish(form, with_new)
    answer = client.post(url(draft, "check/"), marks_of_check(page))
    assert answer.status_code == 302 and answer["Location"] == url(draft, "check/")
    assert not Application.objects.exists()
    with pytest.raises(sending.Changed):
        sending.send(draft.pk, seen=None, now=timezone.now)


def test_looks_do_not_stop_the_sending(form, draft, client):
    filled(draft)
    page = client.get(url(draft, "check/"))
    publish(form, lambda document: item(document, "full_name").update(label="氏名"))
    assert client.post(url(draft, "check/"), marks_of_check(page))["Location"] == url(
        draft, "sent/"
    )
    assert Application.objects.get().version.number == 2


def marks_of_check(page) -> dict:
    html = page.content.decode()
    return {
        name: html.split(f'name="{name}" value="')[1].split('"')[0]
        for name in ("revision", "version")
    }


def test_the_api_tells_and_refuses_what_was_made_for_an_older_version(form, draft, guest, client):
    filled(draft)
    publish(form, with_new)
    token, _row = tokens.issue(EmailCode.objects.get(), now=timezone.now())
    headers = {"authorization": f"Bearer {token}"}
    address = f"/api/v1/drafts/{draft.pk}"
    read = client.get(address, headers=headers).json()
    message = "「ご職業」の質問が加わりました。答えてください。"
    assert (read["version"], read["to_check"]) == (2, [{"message": message, "section": 1}])
    body = {"values": {"full_name": "一関", "contact": None, "job": "農業"}, "version": 1}

    def put():
        sections = f"{address}/sections/1"
        return client.put(sections, body, content_type="application/json", headers=headers)

    assert put().status_code == 409
    body["version"] = 2
    assert put().status_code == 200
    assert client.get(f"{address}/check", headers=headers).json()["to_check"] == []


@pytest.mark.parametrize("said", [None, {}, {"version": 1}])
def test_the_api_asks_for_a_second_look_at_a_form_that_changed(form, draft, guest, client, said):
    filled(draft)

    def soften(document):
        item(document, "wants_children")["options"]["choices"][1]["label"] = "お断りする"

    publish(form, soften)
    token, _row = tokens.issue(EmailCode.objects.get(), now=timezone.now())
    headers = {"authorization": f"Bearer {token}"}
    address = f"/api/v1/drafts/{draft.pk}"

    def submit(body):
        return client.post(
            f"{address}/submit", body or "", content_type="application/json", headers=headers
        )

    refused = submit(said)
    assert refused.status_code == 409
    assert "version" in refused.json()["detail"]
    assert not Application.objects.exists()
    check = client.get(f"{address}/check", headers=headers).json()
    assert check["to_check"]
    sent = submit({"version": check["version"], "revision": check["revision"]})
    assert sent.status_code == 200, sent.json()

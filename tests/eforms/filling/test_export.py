"""データの写し: everything of one's own, nothing of others, streamed, after the password."""

import io
import json
import zipfile

from django.utils import timezone

import pytest

from audit.models import Entry
from eforms.applications import files as attachment_files
from eforms.filling import drafts, export, profiles
from eforms.filling.guests import Applicant
from eforms.models import Application, Attachment, Draft
from tests.eforms.filling.conftest import filled, url


PASSWORD = "kurikoma-yama 2026"
NAME = {"family": "一関", "given": "花子", "family_kana": "イチノセキ", "given_kana": "ハナコ"}


def attach(content: bytes, **owner) -> Attachment:
    stored = attachment_files.save(None, [content])
    return Attachment.objects.create(
        id=stored.id,
        question_id="x",
        name="住民票の写し.pdf",
        content_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        **owner,
    )


@pytest.fixture
def data(form, citizen, client) -> Draft:
    """The citizen has a profile, a sent application with a file, and a draft."""
    profiles.save(citizen, "individual", {"name": NAME})
    mine = Applicant(citizen.email, citizen.email_index, citizen)
    sent = drafts.begin(form.versions.get(), mine, "individual", now=timezone.now())
    client.post(url(filled(sent), "check/"), {"revision": Draft.objects.get().revision})
    attach(b"%PDF " + b"x" * 300_000, application=Application.objects.get())
    return drafts.begin(form.versions.get(), mine, "individual", now=timezone.now())


def received(client, password=PASSWORD) -> zipfile.ZipFile:
    answer = client.post("/account/export/", {"current": password})
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_it_holds_everything_of_ones_own(data, citizen, client):
    packed = received(client)
    assert packed.testzip() is None
    application = Application.objects.get()
    file = f"{application.receipt_number}/01-住民票の写し.pdf"
    assert sorted(packed.namelist()) == sorted(["データ.json", "内容.txt", file])
    assert packed.read(file) == b"%PDF " + b"x" * 300_000
    told = json.loads(packed.read("データ.json"))
    assert told["account"]["email"] == citizen.email
    assert told["profile"]["individual"]["answers"]["name"] == NAME
    assert told["applications"][0]["receipt_number"] == application.receipt_number
    assert told["applications"][0]["history"]
    assert "一関 太郎" in json.dumps(told["applications"][0]["answers"], ensure_ascii=False)
    assert len(told["drafts"]) == 1 and told["files_not_included"] == []
    text = packed.read("内容.txt").decode("utf-8-sig")
    assert "一関 太郎" in text and application.receipt_number in text and "一関 花子" in text
    assert Entry.objects.get(action="citizen.exported").actor_id == str(citizen.pk)


def test_nothing_of_others_is_in_it(data, citizen, client, form):
    guest = Applicant("taro@example.jp", "0" * 64)
    other = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    filled(other, full_name="磐井 次郎")
    attach(b"%PDF other", draft=other)
    packed = received(client)
    whole = b"".join(packed.read(name) for name in packed.namelist()).decode("utf-8", "replace")
    assert "磐井 次郎" not in whole and "other" not in whole


def test_it_takes_the_password(data, client):
    answer = client.post("/account/export/", {"current": "wrong"})
    assert answer.status_code == 422
    assert "現在のパスワードが違います" in answer.content.decode()
    assert not Entry.objects.filter(action="citizen.exported").exists()


def test_it_is_not_made_over_and_over(data, client):
    for _ in range(5):
        received(client)
    assert client.post("/account/export/", {"current": PASSWORD}).status_code == 429


def test_files_that_cannot_be_given_are_named(data, citizen, client):
    application = Application.objects.get()
    attach(b"evil", application=application, scan=Attachment.Scan.INFECTED)
    lost = attach(b"lost", application=application)
    attachment_files.delete(lost.pk)
    packed = received(client)
    missing = json.loads(packed.read("データ.json"))["files_not_included"]
    assert len(missing) == 2 and len(packed.namelist()) == 3
    assert "入れられなかったファイル" in packed.read("内容.txt").decode("utf-8-sig")


def test_no_file_lies_in_memory_as_a_whole(data, citizen):
    import os

    attach(os.urandom(3_000_000), application=Application.objects.get())
    assert max(len(piece) for piece in export.archive(citizen)) < 1_000_000


def test_drafts_bring_their_files(data, citizen, client):
    attach(b"%PDF draft", draft=data)
    packed = received(client)
    assert packed.read("draft-1/01-住民票の写し.pdf") == b"%PDF draft"


def test_messages_are_in_it_and_documents_are_named(data, citizen, client):
    import datetime
    import uuid

    from eforms.applications.deliveries import Delivery
    from eforms.applications.messages import Message

    application, now = Application.objects.get(), timezone.now()
    told = {"application": application, "key": uuid.uuid4(), "sent_at": now, "side": "staff"}
    Message.objects.create(text="書類が届きました。", **told)
    paper = attach(b"%PDF certificate", application=application)
    Delivery.objects.create(
        application=application,
        attachment=paper,
        title="証明書",
        key=uuid.uuid4(),
        delivered_at=now,
        until=datetime.date(2020, 1, 1),
    )
    packed = received(client)
    kept = json.loads(packed.read("データ.json"))["applications"][0]
    assert kept["messages"][0]["text"] == "書類が届きました。"
    assert kept["documents"][0]["title"] == "証明書"
    assert "書類が届きました。" in packed.read("内容.txt").decode("utf-8-sig")
    assert not any(packed.read(n) == b"%PDF certificate" for n in packed.namelist())

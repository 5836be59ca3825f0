"""Files sent by a script: one's own draft only, kept once, examined, and let go of again."""

import io
import threading
import tracemalloc
import uuid
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

import pytest
from PIL import Image

from eforms.applications import files
from eforms.engine.schema import FormSchema
from eforms.fields.base import FieldError
from eforms.filling import drafts, saving, store, uploads
from eforms.filling.store import DraftStore
from eforms.inspection import process
from eforms.models import Attachment, Draft
from tests import papers
from tests.eforms.fields.samples import question
from tests.eforms.filling.conftest import fill, library_form, marks, prove, q, uid, url
from tests.papers import PDF
from vault import files as vault_files


pytestmark = pytest.mark.django_db


@pytest.fixture
def here(draft) -> str:
    """The address of the upload of the page with the papers."""
    fill(draft, full_name="一関 太郎", contact=None, wants_children="no-thanks", remarks=None)
    return url(draft, "3/files/")


def document(name="証.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def send(client, here, *, key="", name=None, sent=None, **more):
    headers = {"X-Upload-Key": key} if key else {}
    return client.post(here, {name or q("proof"): sent or document(), **more}, headers=headers)


def test_a_file_is_kept_and_its_place_on_the_page_is_told(draft, client, here):
    answer = send(client, here)
    attachment = Attachment.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(attachment.pk),
        "name": "証.pdf",
        "size": len(PDF),
        "size_words": "1KB",
    }
    assert (attachment.draft, attachment.scan) == (draft, Attachment.Scan.NOT_SCANNED)
    assert b"".join(files.read(attachment.pk)) == PDF
    assert len(list(vault_files.names())) == 1
    # The page is sent with its id.
    page = client.get(url(draft, "3/"))
    kept = f"{attachment.pk}|{len(PDF)}|証.pdf"
    client.post(url(draft, "3/"), {"action": "next", **marks(page), q("proof", "kept"): kept})
    assert Draft.objects.get().answers[uid("proof")][0]["id"] == str(attachment.pk)


@pytest.fixture
def no_place(monkeypatch):
    """As many files are being examined as may be at once."""
    places = threading.BoundedSemaphore(1)
    places.acquire()
    monkeypatch.setattr(process, "_places", places)
    monkeypatch.setattr(process, "WAIT", 0.01)
    return places


def test_beyond_what_can_be_examined_at_once_people_are_told_to_try_again(client, here, no_place):
    answer = send(client, here)
    assert answer.status_code == 503 and answer["Retry-After"]
    assert "もう一度添付してください" in answer.json()["message"]
    assert list(vault_files.names()) == []
    no_place.release()
    assert send(client, here).status_code == 201
    assert send(client, here).status_code == 201  # the place was given back


def test_a_page_with_files_is_kept_when_there_is_no_place(draft, client, here, no_place):
    page = client.get(url(draft, "3/"))
    sent = {"action": "next", **marks(page), q("proof"): document()}
    answer = client.post(url(draft, "3/"), sent)
    assert answer.status_code == 422 and "混み合っています" in answer.content.decode()


def test_the_files_of_one_request_are_not_examined_for_ever(draft, monkeypatch):
    monkeypatch.setattr(store, "EXAMINING", 0)
    asked = question("attachment", extensions=["pdf"])
    own = DraftStore(draft)
    own.save(asked, document(), None)
    with pytest.raises(FieldError, match="混み合って"):
        own.save(asked, document(), None)
    assert own.busy


def test_an_upload_tried_again_is_kept_once(client, here):
    key = str(uuid.uuid4())
    answers = [send(client, here, key=key).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert Attachment.objects.count() == len(list(vault_files.names())) == 1
    assert send(client, here, key=str(uuid.uuid4())).json()["id"] != answers[0]["id"]
    send(client, here, key="no uuid")
    send(client, here, key="no uuid")
    assert Attachment.objects.count() == 4


def test_two_tries_at_the_same_moment_are_kept_once(draft, monkeypatch):
    proof = FormSchema.from_json(library_form()).sections[2].items[0]
    key = str(uuid.uuid4())
    first = DraftStore(draft, key).save(proof, document(), None)
    second = DraftStore(draft, key).save(proof, document(), None)  # did not see the first
    assert first == second
    assert len(list(vault_files.names())) == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (document("a.exe", b"MZ"), "添付できる形式"),
        (document(content=papers.pdf(papers.script)), "開くと動くプログラム"),
        (document("写真.png", papers.picture("PNG")[:60]), "壊れているようです"),
        (document(content=PDF + b"x" * 1024 * 1024), "1.0MBあります"),
    ],
)
def test_a_refused_file_is_told_why_and_leaves_nothing(client, here, sent, words):
    answer = send(client, here, sent=sent)
    assert answer.status_code == 422
    assert words in answer.json()["message"]
    assert not Attachment.objects.exists()
    assert list(vault_files.names()) == []


def test_a_photo_is_kept_upright_and_without_its_place(client, here):
    photo = papers.picture("PNG", exif=papers.told_by_a_phone())
    answer = send(client, here, sent=document("写真.png", photo))
    attachment = Attachment.objects.get()
    kept = b"".join(files.read(attachment.pk))
    assert Image.open(io.BytesIO(kept)).size == (40, 60)
    assert b"SecretPhone" in photo and b"SecretPhone" not in kept
    assert answer.json()["size"] == attachment.size == len(kept)
    assert list(vault_files.names()) == [files.stored_name(attachment.pk)]  # the original is gone


def test_a_heic_gets_the_name_of_what_it_has_become(draft):
    heif = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    heif.from_pillow(Image.new("RGB", (60, 40))).save(out)
    asked = question("attachment", extensions=["heic"])
    value = DraftStore(draft).save(asked, document("写真.HEIC", out.getvalue()), None)
    assert (value["name"], value["content_type"]) == ("写真.jpg", "image/jpeg")


@pytest.mark.parametrize("name", ["file", q("full_name"), q("nothing")])
def test_an_input_that_asks_for_no_file_is_refused(client, here, name):
    assert send(client, here, name=name).status_code == 422
    assert list(vault_files.names()) == []


def test_it_is_for_the_owner_with_a_token_and_a_draft_that_is_open(
    draft, client, client_factory, here
):
    nobody = client_factory()
    assert send(nobody, here).status_code == 401
    prove(nobody, "other@example.jp")
    assert send(nobody, here).status_code == 404
    strict = client_factory(enforce_csrf_checks=True)
    prove(strict, "taro@example.jp")
    assert send(strict, here).status_code == 403
    assert send(client, url(draft, "9/files/")).status_code == 404
    assert client.get(here).status_code == 405
    Draft.objects.update(expires_at=timezone.now())
    assert send(client, here).status_code == 410
    Draft.objects.update(expires_at=timezone.now() + timedelta(days=1), submitted_at=timezone.now())
    assert send(client, here).status_code == 401  # led on to what was sent
    assert list(vault_files.names()) == []


def test_a_page_that_is_not_due_yet_takes_no_files(draft, client):
    assert send(client, url(draft, "3/files/")).status_code == 409


def test_the_whole_application_is_counted(draft, client, here):
    full = Attachment.objects.create(
        draft=draft, question_id="x", name="n", content_type="x", sha256="",
        size=store.APPLICATION_CAP - len(PDF) - 100,
    )  # fmt: skip
    fill(draft, proof=[store.as_value(full)])
    proof = FormSchema.from_json(library_form()).sections[2].items[0]
    assert DraftStore(draft).save(proof, document(), None)
    with pytest.raises(FieldError, match="100MB"):  # two that came together: the lock decides
        DraftStore(draft).save(proof, document(), None)
    assert len(list(vault_files.names())) == 1


def test_strays_make_room_before_somebody_is_refused(draft):
    now = timezone.now()
    stray = Attachment.objects.create(
        draft=draft, question_id="x", name="n", content_type="x", sha256="",
        size=store.APPLICATION_CAP,
    )  # fmt: skip
    assert DraftStore(draft).room() == 0  # it may still be on somebody's page
    Attachment.objects.filter(pk=stray.pk).update(created_at=now - timedelta(hours=2))
    assert DraftStore(draft).room() == store.APPLICATION_CAP


def test_tiny_files_without_number_are_refused(draft, monkeypatch):
    monkeypatch.setattr(store, "MOST_FILES", 1)
    asked = question("attachment", extensions=["pdf"])
    DraftStore(draft).save(asked, document(), None)
    with pytest.raises(FieldError):
        DraftStore(draft).save(asked, document(), None)


def test_a_file_on_the_page_is_let_go_at_once_an_answered_one_when_the_page_is_saved(
    draft, client, here, django_capture_on_commit_callbacks
):
    loose = send(client, here).json()["id"]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url(draft, f"files/{loose}/remove/")).status_code == 200
    assert not Attachment.objects.exists() and list(vault_files.names()) == []
    answered = Attachment.objects.get(pk=send(client, here).json()["id"])
    fill(draft, proof=[store.as_value(answered)])
    assert client.post(url(draft, f"files/{answered.pk}/remove/")).status_code == 200
    assert Attachment.objects.exists()
    assert b"".join(files.read(answered.pk)) == PDF


def test_a_file_of_another_draft_is_not_let_go(draft, client, form, guest, here):
    other = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    foreign = send(client, here).json()["id"]
    client.post(url(other, f"files/{foreign}/remove/"))
    assert Attachment.objects.filter(pk=foreign).exists()


def test_an_infected_file_is_nobodys_any_more(draft, client, here):
    found = send(client, here).json()["id"]
    Attachment.objects.update(scan=Attachment.Scan.INFECTED)
    assert client.get(url(draft, f"files/{found}/")).status_code == 404
    assert DraftStore(draft).existing(uid("proof"), None, [found]) == []


def test_with_a_scanner_a_file_begins_in_quarantine(client, here, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:3310"
    send(client, here)
    assert Attachment.objects.get().scan == Attachment.Scan.PENDING


def test_memory_stays_flat_from_the_line_to_the_attachment(draft):
    content = papers.padded_pdf(10 * 1024 * 1024 - 4000)
    asked = question("attachment", extensions=["pdf"], max_mb=10)
    own = DraftStore(draft)

    def take(sent):
        request = RequestFactory().post("/", {"f": document(content=sent)})
        tracemalloc.start()
        try:
            with uploads.receiving(request, lambda name: asked, room=own.room()):
                value = saving.accept_file(asked, request.FILES["f"], own)
                return value, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    take(PDF)  # what is loaded once is not counted
    value, peak = take(content)
    assert value["size"] == len(content)
    assert peak < 2 * 1024 * 1024, f"{peak} bytes"


def test_the_page_names_the_question_for_the_button_of_the_camera(client, draft, here):
    page = client.get(url(draft, "3/")).content.decode()
    proof = FormSchema.from_json(library_form()).sections[2].items[0]
    assert f'data-label="{proof.label}"' in page

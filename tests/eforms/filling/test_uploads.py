"""Receiving files: sealed while they come in, bounded, and nothing left of what nobody takes."""

import tempfile
import tracemalloc
from io import BytesIO, RawIOBase

from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

import pytest

from eforms.applications import files
from eforms.engine.schema import FormSchema
from eforms.filling import uploads
from eforms.filling.uploads import MEGABYTE, RequestTooBig
from tests.eforms.fields.samples import question
from tests.eforms.filling.conftest import library_form, q, uid
from tests.papers import PDF, PNG, padded_pdf
from vault import files as vault_files


ROOM = 100 * MEGABYTE
ASKED = question("attachment", extensions=["pdf", "png"], max_mb=1, max_files=2)


def receiving(files, *, asked=ASKED, room=ROOM, **data):
    request = RequestFactory().post("/", {**data, **files})
    return request, uploads.receiving(request, lambda name: asked, room=room)


def document(size=600, name="a.pdf", start=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, start + b"x" * (size - len(start)), content_type="text/html")


def stored() -> list[str]:
    return list(vault_files.names())


def on_disk(settings) -> list:
    root = settings.PRIVATE_ROOT
    return [path for path in root.rglob("*") if path.is_file() and path.name != ".lock"]


def test_a_file_up_to_the_limit_arrives_whole_and_sealed(settings):
    request, body = receiving({"f": document(MEGABYTE)}, word="ここ")
    with body:
        received = request.FILES["f"]
        assert (received.size, received.name, received.refusal) == (MEGABYTE, "a.pdf", "")
        assert b"".join(received.chunks()) == PDF + b"x" * (MEGABYTE - len(PDF))
        assert b"".join(received.chunks())[:5] == b"%PDF-"  # and again
        assert request.POST["word"] == "ここ"
        assert all(PDF[:200] not in path.read_bytes() for path in on_disk(settings))


def test_what_nobody_takes_is_gone_when_the_request_is_done(settings):
    request, body = receiving({"f": [document(), document(name="b.pdf")]})
    with body:
        one, other = request.FILES.getlist("f")
        assert len(stored()) == 2
        one.taken = True
    assert stored() == [files.stored_name(one.stored.id)]
    assert len(on_disk(settings)) == 1


def test_an_error_while_the_page_is_worked_off_leaves_nothing(settings):
    request, body = receiving({"f": document()})
    with pytest.raises(RuntimeError), body:
        raise RuntimeError
    assert on_disk(settings) == []


def test_a_line_that_breaks_leaves_nothing(settings):
    whole = RequestFactory().post("/", {"f": document(600_000)})
    body = whole.read()
    request = RequestFactory().generic(
        "POST", "/", body[: len(body) // 2], content_type=whole.META["CONTENT_TYPE"]
    )
    request.META["CONTENT_LENGTH"] = str(len(body))
    with pytest.raises(BadRequest), uploads.receiving(request, lambda name: ASKED, room=ROOM):
        pass
    assert on_disk(settings) == []


@pytest.mark.parametrize(
    ("sent", "room", "words"),
    [
        (document(MEGABYTE + 1), ROOM, "1.0MBあります。1ファイル1MBまで"),
        (document(name="a.exe"), ROOM, "「a.exe」は exe の"),
        (document(50_000, start=PNG), ROOM, "中身が pdf ではない"),
        (document(50_000, start=b"PK\x03\x04"), ROOM, "中身が pdf ではない"),
        (document(50_000), 49_999, "合わせて100MBまで"),
        (SimpleUploadedFile("a.pdf", b"\0"), ROOM, "中身が pdf ではない"),
    ],
)
def test_of_a_refused_file_nothing_is_written(sent, room, words, monkeypatch, settings):
    written = []
    seal = files.Incoming.write
    monkeypatch.setattr(
        files.Incoming, "write", lambda self, data: written.append(data) or seal(self, data)
    )
    request, body = receiving({"f": sent}, room=room, word="ここ")
    with body:
        received = request.FILES["f"]
        assert words in received.refusal
        assert received.stored is None
        assert b"".join(received.chunks()) == b""
        assert request.POST["word"] == "ここ"
        assert on_disk(settings) == []
    if sent.size < MEGABYTE and room == ROOM:
        assert written == []  # refused at its beginning


def test_writing_stops_with_the_piece_that_is_too_much(monkeypatch):
    written = []
    monkeypatch.setattr(files.Incoming, "write", lambda self, data: written.append(len(data)))
    _, body = receiving({"f": document(5 * MEGABYTE)})
    with body:
        assert sum(written) <= MEGABYTE


def test_room_is_counted_over_all_files_of_a_request():
    request, body = receiving({"f": [document(60_000), document(60_000)]}, room=100_000)
    with body:
        one, other = request.FILES.getlist("f")
        assert one.refusal == "" and "100MB" in other.refusal


def test_more_files_than_asked_for_are_not_kept():
    request, body = receiving({"f": [document() for _ in range(3)]})
    with body:
        assert [bool(one.refusal) for one in request.FILES.getlist("f")] == [False, False, True]
        assert len(stored()) == 2


def test_no_limit_of_staff_exceeds_ten_megabytes():
    asked = question("attachment", extensions=["pdf"], max_mb=99)
    request, body = receiving({"f": document(10 * MEGABYTE + 1)}, asked=asked)
    with body:
        assert request.FILES["f"].stored is None


def test_a_file_nobody_asked_for_is_thrown_away():
    request, body = receiving({"f": document()}, asked=None, word="ここ")
    with body:
        assert not request.FILES
        assert request.POST["word"] == "ここ"
        assert stored() == []


def test_no_temporary_file_is_opened(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a temporary file was opened")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    request, body = receiving({"f": document(MEGABYTE)})
    with body:
        assert request.FILES["f"].stored


def test_a_full_disk_is_told_and_leaves_nothing(monkeypatch, settings):
    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.Incoming, "write", full)
    request, body = receiving({"f": document(60_000)})
    with body:
        assert "保存できませんでした" in request.FILES["f"].refusal
    assert on_disk(settings) == []


class Sending(RawIOBase):
    """A body in parts, so that the test itself holds no copy of it."""

    def __init__(self, *parts):
        self.parts = list(parts)

    def readable(self):
        return True

    def readinto(self, buffer):
        while self.parts:
            number = self.parts[0].readinto(buffer)
            if number:
                return number
            self.parts.pop(0)
        return 0


def sending(*contents: bytes):
    """Return a request that brings these files."""
    head = (
        b'--edge\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    )
    parts = [piece for content in contents for piece in (head, content, b"\r\n")]
    parts.append(b"--edge--\r\n")
    request = RequestFactory().generic(
        "POST", "/", b"x", content_type="multipart/form-data; boundary=edge"
    )
    request.META["CONTENT_LENGTH"] = str(sum(map(len, parts)))
    request._stream = Sending(*map(BytesIO, parts))
    return request


@pytest.mark.parametrize("number", [1, 4])
def test_memory_stays_flat_while_ten_megabytes_arrive(number):
    content = padded_pdf(10 * MEGABYTE - 2000)
    asked = question("attachment", extensions=["pdf"], max_mb=10, max_files=number)
    with uploads.receiving(sending(PDF), lambda name: asked, room=ROOM):
        pass  # what is loaded once is not counted
    request = sending(*[content] * number)
    tracemalloc.start()
    try:
        with uploads.receiving(request, lambda name: asked, room=ROOM):
            received = request.FILES.getlist("f")
            assert [(one.refusal, one.size) for one in received] == [("", len(content))] * number
            _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * MEGABYTE, f"{peak / MEGABYTE:.1f} MB"


def test_a_request_beyond_the_cap_is_refused_unread(monkeypatch):
    monkeypatch.setattr(uploads, "REQUEST_CAP", 2000)
    request, body = receiving({"f": document(3000)})
    with pytest.raises(RequestTooBig), body:
        pass
    assert request.read(1) == b""  # drained, so that the browser listens


def test_a_request_that_lies_about_its_length_is_stopped_on_the_way(monkeypatch, settings):
    monkeypatch.setattr(uploads, "REQUEST_CAP", 100_000)
    request, body = receiving({"f": document(300_000)})
    request.META["CONTENT_LENGTH"] = "99999"
    with pytest.raises(RequestTooBig), body:
        pass
    assert on_disk(settings) == []


def test_too_many_inputs_are_refused_like_too_much(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    request = RequestFactory().post("/", {str(n): "x" for n in range(9)})
    with pytest.raises(RequestTooBig), uploads.receiving(request, lambda name: None, room=0):
        pass


def test_inputs_belong_to_the_questions_of_the_page():
    asked = uploads.asked_on(FormSchema.from_json(library_form()).sections[2])
    assert asked(q("proof")).code == "proof"
    assert asked(f"g-{uid('children')}-r1-{uid('proof')}").code == "proof"
    assert asked(q("full_name")) is asked("file") is asked("") is None


def test_of_files_that_are_only_looked_at_the_beginning_is_kept(settings):
    request = RequestFactory().post("/", {"f": document(MEGABYTE), "word": "ここ"})
    uploads.peek(request)
    assert request.FILES["f"].size == MEGABYTE
    assert len(request.FILES["f"].read()) == 8192
    assert request.POST["word"] == "ここ"
    assert on_disk(settings) == []

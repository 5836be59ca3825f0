"""Receiving files: bounded while they come in, nothing on disk, nothing that nobody asked for."""

import tempfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

import pytest

from eforms.engine.schema import FormSchema
from eforms.filling import uploads
from eforms.filling.uploads import MEGABYTE, RequestTooBig
from tests.eforms.filling.conftest import library_form, q, uid


def posted(files: dict, limit=lambda name: MEGABYTE, **data):
    request = RequestFactory().post("/", {**data, **files})
    uploads.receive(request, limit)
    return request


def of_size(size: int, name="a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size, content_type="application/pdf")


def test_a_file_up_to_the_limit_arrives_whole():
    request = posted({"f": of_size(MEGABYTE)}, word="ここ")
    received = request.FILES["f"]
    assert (received.size, received.name, received.complete) == (MEGABYTE, "a.pdf", True)
    assert b"".join(received.chunks()) == b"x" * MEGABYTE
    assert b"".join(received.chunks()) == b"x" * MEGABYTE  # and again
    assert request.POST["word"] == "ここ"


def test_of_a_file_beyond_the_limit_only_the_size_is_kept():
    request = posted({"f": of_size(MEGABYTE + 1)}, word="ここ")
    received = request.FILES["f"]
    assert (received.size, received.complete) == (MEGABYTE + 1, False)
    assert b"".join(received.chunks()) == b""
    assert request.POST["word"] == "ここ"


def test_no_limit_of_staff_exceeds_ten_megabytes():
    request = posted({"f": of_size(10 * MEGABYTE + 1)}, limit=lambda name: 99 * MEGABYTE)
    assert not request.FILES["f"].complete


def test_a_file_nobody_asked_for_is_thrown_away():
    request = posted({"f": of_size(100)}, limit=lambda name: 0, word="ここ")
    assert not request.FILES
    assert request.POST["word"] == "ここ"


def test_nothing_touches_the_disk(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a temporary file was opened")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    request = posted({"f": of_size(9 * MEGABYTE)}, limit=lambda name: 10 * MEGABYTE)
    assert request.FILES["f"].complete


def test_a_request_beyond_the_cap_is_refused_unread(monkeypatch):
    monkeypatch.setattr(uploads, "REQUEST_CAP", 2000)
    request = RequestFactory().post("/", {"f": of_size(3000)})
    with pytest.raises(RequestTooBig):
        uploads.receive(request, lambda name: MEGABYTE)
    assert request.read(1) == b""  # drained, so that the browser listens


def test_a_request_that_lies_about_its_length_is_stopped_on_the_way(monkeypatch):
    monkeypatch.setattr(uploads, "REQUEST_CAP", 100_000)
    request = RequestFactory().post("/", {"f": of_size(300_000)})
    request.META["CONTENT_LENGTH"] = "99999"
    with pytest.raises(RequestTooBig):
        uploads.receive(request, lambda name: MEGABYTE)


def test_too_many_inputs_are_refused_like_too_much(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    request = RequestFactory().post("/", {str(n): "x" for n in range(9)})
    with pytest.raises(RequestTooBig):
        uploads.receive(request, lambda name: MEGABYTE)


def test_limits_come_from_the_questions_of_the_page():
    schema = FormSchema.from_json(library_form())
    limit = uploads.limits_of(schema.sections[2])
    assert limit(q("proof")) == MEGABYTE
    assert limit(f"g-{uid('children')}-r1-{uid('proof')}") == MEGABYTE
    assert limit(q("full_name")) == limit("file") == limit("") == 0

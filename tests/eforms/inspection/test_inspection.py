"""What files hold, as the process that opens them finds it."""

import io
import json
import os
import struct
import subprocess
import sys
import time
import zipfile

import pytest
from pikepdf import Array, Dictionary, Encryption, Name, ObjectStreamMode, String
from PIL import Image

from eforms.inspection import child, pdf, picture, process
from eforms.inspection.process import examined
from eforms.inspection.refusal import Reason, Refused
from tests import papers


def outcome(extension: str, content: bytes) -> str:
    """Return why a file is refused, or the extension under which it is taken."""
    try:
        with examined(extension, [content]) as found:
            return found.extension
    except Refused as refused:
        return refused.reason


def rewritten(extension: str, content: bytes) -> Image.Image:
    """Return a picture as it is kept."""
    with examined(extension, [content]) as found:
        image = Image.open(io.BytesIO(b"".join(found.rewritten)))
    image.load()
    return image


def nested(action):
    """Return a change that hides an action in an annotation, in a compressed object stream."""

    def change(document):
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
        document.pages[0].Annots = Array([document.make_indirect(link)])

    return change


def field_action(document):
    document.Root.AcroForm = Dictionary(Fields=Array([]))
    document.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("x")))


def xfa(document):
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=document.make_stream(b"<x/>"))


def attach(document):
    document.attachments["run.exe"] = b"MZ"


def rich_media(document):
    media = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])
    document.pages[0].Annots = Array([document.make_indirect(media)])


def shows_a_page(document):
    document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])
    document.pages[0].Resources = Dictionary(Font=Dictionary(AA=Dictionary(Type=Name.Font)))


PACKED = {"object_stream_mode": ObjectStreamMode.generate}
URI = Dictionary(S=Name.URI, URI=String("https://example.jp/"))
LAUNCH = Dictionary(S=Name.Launch, F=String("cmd.exe"))
GOTO = {"/S": Name.GoTo, "/D": Array([0, Name.Fit])}
CHAINED = GOTO | {"/Next": Dictionary(S=Name.Named, N=Name.Print)}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (papers.PDF, "pdf"),
        (papers.padded_pdf(300_000), "pdf"),
        (papers.pdf(shows_a_page), "pdf"),
        (papers.pdf(nested(URI)), "pdf"),
        (papers.pdf(papers.opening(GOTO)), "pdf"),
        (papers.pdf(papers.script), Reason.ACTIVE),
        (papers.pdf(papers.script, **PACKED), Reason.ACTIVE),
        (papers.pdf(papers.opening(CHAINED)), Reason.ACTIVE),
        (
            papers.pdf(nested(Dictionary(S=Name.Launch, F=String("cmd.exe"))), **PACKED),
            Reason.ACTIVE,
        ),
        (papers.pdf(nested(Dictionary(S=Name.SubmitForm, F=String("x")))), Reason.ACTIVE),
        (papers.pdf(field_action), Reason.ACTIVE),
        (papers.pdf(xfa), Reason.ACTIVE),
        (papers.pdf(rich_media), Reason.ACTIVE),
        (papers.pdf(attach), Reason.EMBEDDED),
        (papers.pdf(encryption=Encryption(owner="o", user="u")), Reason.LOCKED),
        (papers.pdf(encryption=Encryption(owner="o", user="")), Reason.LOCKED),
        (b"%PDF-1.7\n" + os.urandom(3000), Reason.DAMAGED),
        (papers.PDF[:120], Reason.DAMAGED),
        (b"", Reason.DAMAGED),
    ],
)
def test_pdf(content, expected):
    assert outcome("pdf", content) == expected


def test_a_script_in_an_object_stream_is_not_in_the_bytes():
    assert b"JavaScript" not in papers.pdf(papers.script, **PACKED)  # so that the case above counts


def test_a_pdf_of_too_many_objects_is_not_walked_to_its_end(monkeypatch):
    monkeypatch.setattr(pdf, "OBJECTS", 3)
    with pytest.raises(Refused) as refused:
        pdf.check(io.BytesIO(papers.PDF + b""))
    assert refused.value.reason == Reason.TOO_MUCH


WORD_MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


def zip_of(names) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return out.getvalue()


def flagged(content: bytes) -> bytes:
    """Return a ZIP whose entries say that they need a password."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 8] + b"\x01" + content[at + 9 :]


def strangely_compressed(content: bytes) -> bytes:
    """Return a ZIP whose last entry says a way of compression that nobody knows."""
    at = content.rindex(b"PK\x01\x02")
    first = struct.unpack_from("<L", content, at + 42)[0]
    content = content[: at + 10] + b"\x63\x00" + content[at + 12 :]
    return content[: first + 8] + b"\x63\x00" + content[first + 10 :]


def bomb() -> bytes:
    out = io.BytesIO(papers.office())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/zeros.bin", bytes(301 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("extension", "content", "expected"),
    [
        ("docx", papers.office(), "docx"),
        ("xlsx", papers.office("xlsx"), "xlsx"),
        ("docx", papers.office("xlsx"), Reason.OTHER_KIND),
        ("docx", zip_of(["a.txt"]), Reason.OTHER_KIND),
        ("docx", papers.office(more={"word/vbaProject.bin": "x"}), Reason.MACROS),
        ("docx", papers.office(content_type=WORD_MACRO), Reason.MACROS),
        ("xlsx", papers.office("xlsx", more={"xl/macrosheets/sheet1.xml": "<x/>"}), Reason.MACROS),
        ("docx", papers.office(more={"word/activeX/activeX1.xml": "<x/>"}), Reason.MACROS),
        ("docx", papers.office(more={"word/embeddings/oleObject1.bin": "x"}), Reason.EMBEDDED),
        ("docx", papers.with_chart(papers.office("xlsx")), "docx"),
        ("docx", papers.office(relations=papers.relation("hyperlink", "https://a.jp")), "docx"),
        (
            "docx",
            papers.office(relations=papers.relation("attachedTemplate", "https://a.jp/x.dotm")),
            Reason.REMOTE,
        ),
        (
            "docx",
            papers.office(relations=papers.relation("oleObject", r"\\server\share\x")),
            Reason.REMOTE,
        ),
        (
            "docx",
            papers.office(relations=papers.relation("attachedTemplate", "file:///C:\\T\\n.dotm")),
            "docx",
        ),
        ("docx", flagged(papers.office()), Reason.LOCKED),
        ("docx", strangely_compressed(papers.office()), Reason.DAMAGED),
        ("docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Reason.LOCKED),
        ("docx", papers.office()[:-30], Reason.DAMAGED),
        ("docx", b"PK\x03\x04 broken", Reason.DAMAGED),
        ("docx", papers.office(more={"[Content_Types].xml": "<a"}), Reason.DAMAGED),
        (
            "docx",
            papers.office(more={"[Content_Types].xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
            Reason.DAMAGED,
        ),
        ("docx", zip_of(f"{n}-{'x' * 200}" for n in range(9000)), Reason.TOO_MUCH),
        ("docx", papers.PDF, Reason.OTHER_KIND),
    ],
)
def test_office(extension, content, expected):
    assert outcome(extension, content) == expected


def test_an_office_file_that_unpacks_into_too_much():
    assert outcome("docx", bomb()) == Reason.TOO_MUCH


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("氏名,住所\n".encode(), "csv"),
        ("氏名,住所\n".encode("cp932") * 20_000, "csv"),
        (b"", "csv"),
        (b"a,b\n" * 50_000 + b"\0", Reason.OTHER_KIND),
        ("氏名".encode() + b"\x81", Reason.OTHER_KIND),
        ("氏名".encode()[:-1], Reason.OTHER_KIND),
    ],
)
def test_text(content, expected):
    assert outcome("csv", content) == expected


def test_a_photo_stands_upright_and_tells_nothing_of_the_place():
    photo = papers.picture(exif=papers.told_by_a_phone(), comment=b"SecretPhone", quality=95)
    assert b"SecretPhone" in photo

    kept = rewritten("jpg", photo + b"hidden behind the picture")

    assert kept.size == (40, 60)  # turned: the red half is on top now
    assert kept.getpixel((20, 5))[1] < 80 and kept.getpixel((20, 55))[1] > 200
    assert not kept.getexif() and "comment" not in kept.info
    out = io.BytesIO()
    with examined("jpg", [photo + b"hidden behind the picture"]) as found:
        out.write(b"".join(found.rewritten))
    assert b"SecretPhone" not in out.getvalue() and b"hidden" not in out.getvalue()
    assert b"Exif" not in out.getvalue()


def test_the_colour_profile_stays():
    profile = b"profile of the colours" * 9
    assert rewritten("jpg", papers.picture(icc_profile=profile)).info["icc_profile"] == profile
    kept = rewritten("png", papers.picture("PNG", icc_profile=profile))
    assert kept.info["icc_profile"] == profile


def test_a_png_is_kept_as_it_looks_without_what_is_written_in_it():
    kept = rewritten("png", papers.picture("PNG", exif=papers.told_by_a_phone()))
    assert kept.format == "PNG" and kept.size == (40, 60) and not kept.getexif()
    palette = rewritten("png", papers.picture("PNG", mode="P", transparency=0))
    assert palette.info == {"transparency": 0}


def test_a_jpeg_keeps_about_its_size():
    noise = Image.effect_noise((800, 600), 60).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=60)
    with examined("jpg", [out.getvalue()]) as found:
        size = len(b"".join(found.rewritten))
    assert 0.9 < size / len(out.getvalue()) < 1.1


def test_ink_colours_become_those_of_a_screen():
    assert rewritten("jpg", papers.picture(mode="CMYK")).mode == "RGB"


def test_a_heic_becomes_a_jpeg():
    heif = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    image = Image.open(io.BytesIO(papers.picture()))
    heif.from_pillow(image).save(out, exif=papers.told_by_a_phone(1).tobytes())
    with examined("heic", [out.getvalue()]) as found:
        assert found.extension == "jpg"
        kept = Image.open(io.BytesIO(b"".join(found.rewritten)))
    assert kept.format == "JPEG" and kept.size == (60, 40) and not kept.getexif()


def test_without_a_reader_a_heic_is_refused_and_not_a_fault(monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(Refused) as refused:
        picture.clean(io.BytesIO(b"x"), "heic")
    assert refused.value.reason == Reason.NO_READER


@pytest.mark.parametrize(
    ("extension", "content", "expected"),
    [
        ("jpg", papers.picture()[:300], Reason.DAMAGED),
        ("jpg", b"\xff\xd8\xff\xe0" + bytes(50), Reason.DAMAGED),
        ("jpg", papers.PNG, Reason.DAMAGED),
        ("png", papers.picture("PNG", (7072, 7072), mode="1"), Reason.TOO_MANY_PIXELS),
        ("png", papers.picture("PNG", (30_001, 1), mode="1"), Reason.TOO_MANY_PIXELS),
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Reason.DAMAGED),
    ],
)
def test_pictures_that_are_not_taken(extension, content, expected):
    assert outcome(extension, content) == expected


def test_a_process_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(process, "PATIENCE", 0.2)

    def slowly():
        yield papers.PDF
        time.sleep(1)

    with pytest.raises(Refused) as refused, examined("pdf", slowly()):
        pass
    assert refused.value.reason == Reason.TOO_MUCH


def test_what_takes_too_much_memory_is_refused(monkeypatch):
    def greedy(file, extension):
        raise MemoryError

    monkeypatch.setattr(picture, "clean", greedy)
    monkeypatch.setattr(child, "limit", lambda: None)
    out = io.BytesIO()
    fake = type("Fake", (), {"buffer": io.BytesIO(papers.JPEG)})()
    monkeypatch.setattr(child.sys, "stdin", fake)
    monkeypatch.setattr(child.sys, "stdout", type("Fake", (), {"buffer": out})())
    child.main("jpg")
    assert b"too_much" in out.getvalue()


def test_the_process_is_held_to_what_it_needs():
    program = (
        "import json, resource, sys\n"
        "from eforms.inspection import child\n"
        "child.limit()\n"
        "held = {n: resource.getrlimit(getattr(resource, n))[0] for n in dir(resource)"
        " if n in ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_CORE')}\n"
        "print(json.dumps([held, [n for n in sys.modules if n.startswith('django')]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=process._ROOT, capture_output=True, check=True
    )
    held, django = json.loads(done.stdout)
    assert held == {
        "RLIMIT_AS": child.MEMORY,
        "RLIMIT_CPU": child.SECONDS,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
    }
    assert django == []


def test_nothing_of_the_environment_reaches_the_process(monkeypatch):
    seen = {}
    start = process.subprocess.Popen

    def spy(*args, **kwargs):
        seen.update(kwargs["env"])
        return start(*args, **kwargs)

    monkeypatch.setenv("VAULT_KEYS", "secret")
    monkeypatch.setattr(process.subprocess, "Popen", spy)
    assert outcome("pdf", papers.PDF) == "pdf"
    assert set(seen) == {"PATH", "LC_ALL"}


def test_every_kind_of_file_has_an_examination():
    from eforms.fields.file_kinds import KINDS

    assert {name for name in KINDS if outcome(name, b"x") == Reason.NO_READER} == set()

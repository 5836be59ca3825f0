"""Files: limits, content against name, and what stays when one of several is refused."""

import re

import pytest

from eforms.fields import registry
from eforms.fields.base import FieldError, View
from eforms.inspection.refusal import Reason, Refused
from tests.eforms.fields.samples import MemoryStore, context, question, upload
from tests.papers import PDF, PNG


FILES = registry.get("attachment")
ASKED = question(
    "attachment", label="本人確認書類", extensions=["pdf", "jpg", "png"], max_mb=1, max_files=2
)
MEGABYTE = 1024 * 1024


def clean(asked, *uploads, kept=(), store=None):
    raw = {"files": list(uploads), "kept": list(kept)}
    return FILES.clean(asked, raw, context(store or MemoryStore()))


def refused(asked, *uploads, **values):
    with pytest.raises(FieldError) as error:
        clean(asked, *uploads, **values)
    return error.value


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("書類.pdf", PDF, "application/pdf"),
        ("写真.PNG", PNG, "image/png"),
        ("写真.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
    ],
)
def test_a_file_is_kept_with_the_type_that_was_checked(name, content, content_type):
    store = MemoryStore()
    (value,) = clean(ASKED, upload(name, content, "text/html"), store=store)
    assert value["content_type"] == content_type
    assert store.saved == [("item", None, name)]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (("写真.heic", PNG), "添付できるファイルは pdf、jpg、png です。「写真.heic」は heic の"),
        (("書類.exe", b"MZ"), "「書類.exe」は exe の"),
        (("書類", PDF), "形式がわからないファイル"),
        (("書類.pdf", b""), "中身がありません"),
        (("書類.pdf", PNG), "中身が pdf ではないようです"),
        (("写真.png", PDF), "中身が png ではないようです"),
        (("写真.jpg", b"<html>"), "中身が jpg ではないようです"),
    ],
)
def test_a_file_is_refused_with_the_reason(sent, words):
    store = MemoryStore()
    error = refused(ASKED, upload(*sent), store=store)
    assert words in error.message
    assert error.message.endswith("選んでください。")
    assert store.saved == []


def test_a_file_beyond_the_limit_is_told_its_size():
    error = refused(ASKED, upload("書類.pdf", PDF, size=3 * MEGABYTE))
    assert "「書類.pdf」は3.0MBあります。1ファイル1MBまで" in error.message
    assert clean(ASKED, upload("書類.pdf", PDF, size=MEGABYTE))


def test_the_good_files_stay_when_another_is_refused():
    error = refused(ASKED, upload("a.pdf"), upload("b.exe"))
    assert [part["name"] for part in error.kept] == ["a.pdf"]
    assert "b.exe" in error.message


def test_more_files_than_allowed():
    error = refused(ASKED, *[upload(f"{n}.pdf") for n in range(3)])
    assert "2個まで" in error.message
    assert [part["name"] for part in error.kept] == ["0.pdf", "1.pdf"]


def test_kept_files_are_believed_by_id_only_and_only_ones_own():
    mine = FILES.sample(ASKED, __import__("random").Random(1))[0]
    store = MemoryStore([mine])
    forged = f"{mine['id']}|1|<b>other name</b>"
    assert clean(ASKED, kept=[forged, "9e3c|1|x", "|", ""], store=store) == [mine]
    assert clean(ASKED, kept=["9e3c|1|strange.pdf"], store=store) is None


def test_programs_send_ids_of_their_files():
    mine = FILES.sample(ASKED, __import__("random").Random(1))[0]
    store = MemoryStore([mine])
    for value in ([mine["id"]], [mine], [{"id": mine["id"]}]):
        assert FILES.accept_json(ASKED, value, context(store)) == [mine]
    with pytest.raises(FieldError, match="もう一度アップロード"):
        FILES.accept_json(ASKED, ["other"], context(store))
    with pytest.raises(FieldError):
        FILES.accept_json(ASKED, "other", context(store))


def test_limits_are_told_up_front_and_files_can_be_taken_out_again():
    mine = FILES.sample(ASKED, __import__("random").Random(1))
    page = FILES.render(ASKED, View("q-item", FILES.raw_from_value(ASKED, mine)))
    assert (
        "pdf、jpg、png のファイルを2個まで（1ファイル1MBまで、1件の申請で合わせて100MBまで）"
        in page
    )
    assert f'name="remove_file" value="{mine[0]["id"]}"' in page
    assert 'accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"' in page
    full = FILES.render(ASKED, View("q-item", FILES.raw_from_value(ASKED, mine * 2), message="x"))
    assert re.search(
        r'<div [^>]* hidden><label[^>]*>[^<]*</label><input type="file"[^>]* disabled', full
    )
    assert full.count('id="q-item"') == 1


@pytest.mark.parametrize(
    ("name", "content", "fits"),
    [
        ("a.docx", b"PK\x03\x04 ...", True),
        ("a.docx", PDF, False),
        ("a.xlsx", b"\x1f\x8b gzip", False),
        ("a.csv", "氏名,住所\n".encode(), True),
        ("a.csv", "氏名,住所\n".encode("cp932"), True),
        ("a.txt", b"a\0b", False),
        ("a.txt", PNG, False),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", True),
    ],
)
def test_the_beginning_against_the_name_of_every_kind(name, content, fits):
    asked = question("attachment", extensions=["docx", "xlsx", "csv", "txt", "heic"], max_mb=1)
    if fits:
        assert clean(asked, upload(name, content))
    else:
        assert "ではないようです" in refused(asked, upload(name, content)).message


def test_an_office_file_with_a_password_is_told_as_such():
    asked = question("attachment", extensions=["docx"], max_mb=1)
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "保護を外し、docx で保存し直した" in refused(asked, upload("a.docx", locked)).message


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_names_the_file_and_what_to_do(reason):
    class Refusing(MemoryStore):
        def save(self, question, uploaded, row_id):
            raise Refused(reason)

    name = "とても長い名前の書類" * 9 + ".pdf"
    message = refused(ASKED, upload(name), store=Refusing()).message
    assert message.startswith("「とても長い名前の書類とても長い名前の書類…") and ".pdf」" in message
    assert message.endswith("。") and ("ください" in message or "添付できます" in message)
    assert not re.search(r"不正|無効|エラーが発生|必須です|下さい|\{", message)

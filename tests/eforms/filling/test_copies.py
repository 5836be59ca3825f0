"""The copy and the slip: everything that was sent, readable for all, kept nowhere."""

import io
import sys
import uuid

from django.urls import reverse

import pikepdf
import pytest

from eforms.applications import fingerprint, my_numbers, paper
from eforms.engine.journey import ROW
from eforms.engine.schema import digest
from eforms.models import Application, FormVersion
from tests import pdf_text
from tests.eforms.applications import builders as b
from tests.eforms.filling.test_following import as_guest, page, with_file


pytestmark = pytest.mark.django_db
# Beyond the first plane, and a form of a letter chosen by a selector: both are people's names.
RARE, CHOSEN = "𠮷野 髙﨑", "葛\U000e0100城"


def sent(**answers) -> Application:
    draft = b.draft(b.form(), given=b.answers(**answers))
    return b.submit(draft)


def fetched(application, name="application-copy") -> bytes:
    response = as_guest().get(page(application, name))
    assert response.status_code == 200
    return response.getvalue()


def test_the_copy_holds_what_was_sent_and_rare_letters_survive():
    members = [{ROW: "aaaaaaaaaaaa", b.ROW_TEXT: CHOSEN}, {ROW: "bbbbbbbbbbbb", b.ROW_TEXT: "妻"}]
    application = sent(**{b.PURPOSE: RARE, b.ROWS: members})
    text = "".join(pdf_text.pages(fetched(application))).replace(" ", "").replace("\u3000", "")
    for part in (
        application.receipt_number,
        "住民票の写しの交付申請",
        "一関太郎",
        "イチノセキタロウ",
        RARE.replace(" ", ""),
        CHOSEN,
        "必要な方1",
        "必要な方2",
        "回答なし",
        "申請を受け付けました",
        "0191-21-2111",
        fingerprint.fingerprint(application),
    ):
        assert part in text, part
    assert "その他の目的" not in text  # hidden for these answers


def test_the_files_are_named():
    application, kept = with_file()
    assert kept.name in "".join(pdf_text.pages(fetched(application)))


def test_every_page_carries_the_number_and_its_place():
    members = [{ROW: f"{n:012}", b.ROW_TEXT: "長い文 " * 60} for n in range(3)]
    application = sent(**{b.PURPOSE: "目的 " * 900, b.ROWS: members})
    pages = pdf_text.pages(fetched(application))
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert application.receipt_number in text
        assert f"{number}/{len(pages)}" in text.replace(" ", "")


def test_the_pdf_can_be_read_aloud_and_brings_its_fonts():
    application = sent()
    with pikepdf.open(io.BytesIO(fetched(application))) as document:
        root = document.Root
        assert root.MarkInfo.Marked and root.StructTreeRoot.K
        assert str(root.Lang).startswith("ja")
        assert root.ViewerPreferences.DisplayDocTitle
        assert application.receipt_number in str(document.docinfo.Title)
        assert b'pdfuaid:part="1"' in root.Metadata.read_bytes()
        assert len(root.Outlines.keys()) > 1
        fonts = [font for one in document.pages for font in one.Resources.Font.values()]
        assert fonts
        for font in fonts:
            inner = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(inner.keys())
            assert "+" in str(font.BaseFont)  # a subset


def test_a_my_number_is_only_said_to_be_there():
    version = b.form()
    asks = b.question("00000000-0000-4000-8000-0000000000aa", "my_number", "number", "個人番号")
    document = {
        **b.SCHEMA,
        "sections": [{"id": b.SECTION, "title": "番号", "items": [asks]}],
    }
    version = FormVersion.objects.create(
        page=version.page, number=2, schema=document, sha256=digest(document)
    )
    held = uuid.uuid4()
    draft = b.draft(version, given={asks["id"]: {"id": str(held)}})
    my_numbers.follow(draft, {held}, [my_numbers.Held(held, asks["id"], "", "123456789018")])
    application = b.submit(draft)
    text = "".join(pdf_text.pages(fetched(application)))
    assert "登録済み" in text
    assert "9018" not in text and str(held) not in text


def test_it_is_private_and_sent_as_it_is_made():
    application = sent()
    response = as_guest().get(page(application, "application-copy"))
    assert response.streaming
    assert response["Cache-Control"].startswith("private, no-store")
    assert response["Content-Type"] == "application/pdf"
    assert application.receipt_number in response["Content-Disposition"]
    assert as_guest("hana@example.jp").get(page(application, "application-copy")).status_code == 404


def test_the_slip_is_one_page_that_tells_how_to_go_on():
    application = sent()
    (text,) = pdf_text.pages(fetched(application, "application-slip"))
    for part in (
        application.receipt_number,
        "受付票",
        reverse("applications"),
        "確認コード",
        "3〜5営業日",
        "市民課",
    ):
        assert part in text, part
    assert "一関太郎" not in text.replace(" ", "")


def test_what_somebody_typed_fetches_nothing(monkeypatch, rf, tmp_path):
    asked = []
    monkeypatch.setattr(paper, "_refuse", lambda url, *a, **k: asked.append(url))
    fetched(sent(**{b.PURPOSE: '<img src="http://127.0.0.1:9/x.png"> url(http://127.0.0.1:9/)'}))
    assert asked == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "file:///etc/hostname", "data:,x"])
def test_nothing_is_fetched_even_when_a_page_asks(url):
    with pytest.raises(ValueError, match="nothing is fetched"):
        paper._refuse(url)


def test_without_the_library_the_way_on_is_told(monkeypatch):
    application = sent()
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    response = as_guest().get(page(application, "application-copy"))
    body = response.content.decode()
    assert response.status_code == 503
    assert "いまはPDFを作成できません" in body and "ブラウザの印刷" in body
    assert page(application) in body


def test_who_has_to_wait_too_long_is_told_when_to_come_back(monkeypatch):
    application = sent()
    monkeypatch.setattr(paper, "PATIENCE", 0.01)
    with paper._one_at_a_time:
        response = as_guest().get(page(application, "application-slip"))
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "もう一度PDFを開く" in response.content.decode()


def test_the_fingerprint_follows_the_answers_and_nothing_else():
    application = sent()
    before = fingerprint.fingerprint(application)
    application.state = "completed"
    assert fingerprint.fingerprint(application) == before
    application.answers = {**application.answers, b.PURPOSE: "別の目的"}
    assert fingerprint.fingerprint(application) != before


def test_the_receipt_leads_to_the_copy_and_tells_how_things_stand_later():
    application = sent()
    address = reverse(
        "filling:sent",
        kwargs={"code": application.page.code, "draft_id": application.draft_id},
    )
    client = as_guest()
    body = client.get(address).content.decode()
    for part in (
        application.receipt_number,
        'data-copy="number"',
        fingerprint.fingerprint(application),
        page(application, "application-copy"),
        page(application, "application-slip"),
        page(application),
        "これからの流れ",
        "3〜5営業日",
        "0191-21-2111",
        "ほかの手続きを探す",
    ):
        assert part in body, part
    assert "その後手続きが進んでいます" not in body
    Application.objects.update(state="under_review")
    body = client.get(address).content.decode()
    assert "その後手続きが進んでいます" in body and "審査中" in body

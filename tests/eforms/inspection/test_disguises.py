"""Files that call their dangerous parts by other names; looked at without the process around."""

import io

import pytest
from pikepdf import Array, Dictionary, Name, String

from eforms.inspection import office, pdf
from eforms.inspection.refusal import Reason, Refused
from tests import papers
from tests.papers import relation


def outcome(check, content: bytes, *more) -> str:
    """Return why a file is refused, or "taken"."""
    try:
        check(io.BytesIO(content), *more)
    except Refused as refused:
        return refused.reason
    return "taken"


OFFICE = "application/vnd.openxmlformats-officedocument."
OLE_BY_EXTENSION = f'<Default Extension="bin" ContentType="{OFFICE}oleObject"/>'
SHEET = '<Override PartName="/xl/x/a.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>'
MACROS_INSIDE = papers.office("xlsx", more={"xl/vbaProject.bin": "x"})


def related(kind: str, target: str, mode="External") -> bytes:
    return papers.office(relations=relation(kind, target, mode))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (papers.office(types=OLE_BY_EXTENSION), Reason.EMBEDDED),
        (papers.office(types=SHEET), Reason.MACROS),
        (related("oleObject", "objects/ole1.bin", "Internal"), Reason.EMBEDDED),
        (related("package", "objects/a.xlsx", "Internal"), Reason.EMBEDDED),
        (related("package", "embeddings/a.xlsx", "Internal"), Reason.EMBEDDED),
        (related("aFChunk", "chunk.html", "Internal"), Reason.EMBEDDED),
        (related("aFChunk", "https://a.jp/chunk.html"), Reason.REMOTE),
        (related("AFCHUNK/", "chunk.html"), Reason.EMBEDDED),
        (related("control", "x/x1.xml", "Internal"), Reason.MACROS),
        (related("xlMacrosheet", "x/x1.xml", "Internal"), Reason.MACROS),
        (related("vbaproject", "x/x1.bin", "Internal"), Reason.MACROS),
        (related("attachedTemplate", "//evil/share/x.dotm"), Reason.REMOTE),
        (related("attachedTemplate", "%5C%5Cevil%5Cx.dotm"), Reason.REMOTE),
        (related("attachedTemplate", "file:////evil/x.dotm"), Reason.REMOTE),
        (related("attachedTemplate", "file://evil/x.dotm"), Reason.REMOTE),
        (related("attachedTemplate", "https://a.jp/x.dotm", "external"), Reason.REMOTE),
        (related("attachedTemplate", "https://a.jp/x.dotm", "Internal"), Reason.REMOTE),
        (related("externalLinkPath", "http://a.jp/x.xlsx"), Reason.REMOTE),
        (related("anythingNew", "http://a.jp/x"), Reason.REMOTE),
        (related("externalLinkPath", "Book2.xlsx"), "taken"),
        (related("externalLinkPath", "file:///C:\\data\\Book2.xlsx"), "taken"),
        (related("image", "https://a.jp/x.png"), "taken"),
        (related("hyperlink", "mailto:a@example.jp"), "taken"),
        (related("image", "media/image1.png", "Internal"), "taken"),
        (papers.with_chart(papers.office("xlsx")), "taken"),
        (papers.with_chart(b"MZevil"), Reason.EMBEDDED),
        (papers.with_chart(MACROS_INSIDE), Reason.MACROS),
        (papers.with_chart(papers.office("xlsx"), "../media/table1.xlsx"), Reason.EMBEDDED),
        (
            papers.with_chart(papers.office("xlsx", more={"xl/embeddings/a.xlsx": "x"})),
            Reason.EMBEDDED,
        ),
        (papers.office(more={"word/EMBEDDINGS/run.exe": "MZ"}), Reason.EMBEDDED),
        (papers.office(more={"Word/Document.xml": "<y/>"}), Reason.DAMAGED),
    ],
)
def test_office_parts_are_known_by_what_they_are(content, expected):
    assert outcome(office.check, content, "docx") == expected


def associated(document):
    """A file that hangs on the document, as PDF 2.0 has it."""
    inside = Dictionary(Type=Name.X, F=document.make_stream(b"MZ"))
    document.Root.AF = Array([Dictionary(Type=Name.Filespec, UF=String("evil.exe"), EF=inside)])


def on_opening_the_page(document):
    action = Dictionary(S=Name.URI, URI=String("https://a.jp/"))
    document.pages[0].AA = Dictionary(Type=Name.X, O=action)


def names_alike(document):
    """Fonts, glyphs and graphics states that are called like what is not taken."""
    mask = Dictionary(S=Name.Luminosity, G=document.make_stream(b""))
    document.pages[0].Resources = Dictionary(
        Font=Dictionary(
            AA=Dictionary(Type=Name.Font, ToUnicode=document.make_stream(b"")),
            EF=Dictionary(Type=Name.Font, CharProcs=Dictionary(EF=document.make_stream(b""))),
        ),
        ExtGState=Dictionary(AA=Dictionary(SMask=mask)),
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (associated, Reason.EMBEDDED),
        (on_opening_the_page, Reason.ACTIVE),
        (names_alike, "taken"),
    ],
)
def test_pdf_dictionaries_are_known_by_their_shape(change, expected):
    assert outcome(pdf.check, papers.pdf(change)) == expected

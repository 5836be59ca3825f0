"""Real files for tests: as people have them, and as nobody should send them."""

import io
import zipfile

import pikepdf
from pikepdf import Dictionary, Name, String
from PIL import Image


def pdf(change=None, **save) -> bytes:
    """Return a PDF of one page; ``change`` gets the document before it is written."""
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, static_id=not save.get("encryption"), **save)
    return out.getvalue()


def padded_pdf(size: int) -> bytes:
    """Return a sound PDF of about ``size`` bytes that does not compress."""
    import random

    noise = random.Random(1).randbytes(size)

    def change(document):
        document.Root.Noise = document.make_stream(noise)

    return pdf(change, compress_streams=False)


def opening(action: dict):
    """Return a change that lets a PDF do something when it is opened."""

    def change(document):
        document.Root.OpenAction = document.make_indirect(Dictionary(action))

    return change


def script(document) -> None:
    """Put a script into a PDF."""
    opening({"/S": Name.JavaScript, "/JS": String("app.alert(1)")})(document)


def picture(form="JPEG", size=(60, 40), mode="RGB", **save) -> bytes:
    """Return a picture whose left half is red."""
    image = Image.new(mode, size, "white")
    if mode == "RGB":
        image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, form, **save)
    return out.getvalue()


def told_by_a_phone(orientation=6) -> Image.Exif:
    """Return the data a phone writes beside a photo: place, owner, how it was held."""
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010F] = "SecretPhone"
    told[0x8825] = {1: "N", 2: (38.0, 55.0, 48.0), 3: "E", 4: (141.0, 7.0, 12.0)}
    return told


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def office(kind="docx", content_type=None, relations="", types="", **parts) -> bytes:
    """Return a Word or Excel file; ``parts`` (name → content) lie beside the usual ones."""
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    content_type = content_type or {"docx": DOCX, "xlsx": XLSX}[kind]
    usual = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="/{main}" ContentType="{content_type}"/>'
        f"{types}</Types>",
        main: "<x/>",
        f"{main.split('/')[0]}/_rels/rest.xml.rels": "<Relationships xmlns="
        '"http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{relations}</Relationships>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (usual | parts.pop("more", {}) | parts).items():
            archive.writestr(name, content)
    return out.getvalue()


def relation(kind: str, target: str, mode="External") -> str:
    """Return a relation to something outside of the file, or inside for another ``mode``."""
    return (
        f'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    )


def with_chart(table: bytes, target="../embeddings/table1.xlsx") -> bytes:
    """Return a Word file with a chart and the table it was drawn from."""
    chart = f"<Relationships>{relation('package', target, 'Internal')}</Relationships>"
    parts = {"word/charts/_rels/chart1.xml.rels": chart, "word/embeddings/table1.xlsx": table}
    return office(more=parts)


PDF = pdf()
PNG = picture("PNG")
JPEG = picture()

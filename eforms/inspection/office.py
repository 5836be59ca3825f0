"""Word and Excel files (ECMA-376): a ZIP whose parts are looked at without unpacking them.

No macros, no programs or other files inside, no template fetched from elsewhere, and nothing
that unpacks into more than anybody needs.
"""

import re
import struct
import zipfile
import zlib
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from eforms.inspection.refusal import Reason, Refused


COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB]: encrypted, or doc and xls
MEGABYTE = 1024 * 1024
DIRECTORY_BYTES = 2 * MEGABYTE
UNPACKED = 300 * MEGABYTE
PARTS = 10_000
READ_PART = 4 * MEGABYTE
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
MACROS = re.compile(
    r"(^|/)(vbaproject\w*\.bin|vbadata\.xml|macrosheets/|dialogsheets/|activex/|customui/)", re.I
)
# A chart brings the table it was drawn from; nothing else may be inside.
INSIDE = re.compile(r"/embeddings/(?!.*\.xlsx$)", re.I)
# Relations that fetch what they point to when the file is opened. Links that people press and
# pictures are not among them.
FETCHED = ("attachedTemplate", "oleObject", "frame", "subDocument", "afChunk", "package")
ELSEWHERE = re.compile(r"(https?|ftp|mhtml|ms-[\w-]+|ldaps?):|file:/*\\\\|file://[^/]|\\\\", re.I)


def check(file: BinaryIO, extension: str) -> None:
    """Look through the parts of a Word or Excel file.

    Raises:
        Refused: OTHER_KIND, LOCKED, MACROS, EMBEDDED, REMOTE, TOO_MUCH, DAMAGED.
    """
    head = file.read(len(COMPOUND_FILE))
    if head == COMPOUND_FILE:
        raise Refused(Reason.LOCKED)
    if not head.startswith(b"PK\x03\x04"):
        raise Refused(Reason.OTHER_KIND)
    try:
        _bounded_directory(file)
        with zipfile.ZipFile(file) as archive:
            _names(archive, MAIN_PARTS[extension])
            _content_types(archive)
            _relations(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, struct.error) as error:
        raise Refused(Reason.DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:  # strange compression; a password
        raise Refused(Reason.LOCKED) from error
    except (ParseError, DefusedXmlException, LookupError) as error:
        raise Refused(Reason.DAMAGED) from error


def _bounded_directory(file: BinaryIO) -> None:
    """Refuse a directory that would fill the memory before its entries can be counted."""
    end = file.seek(0, 2)
    file.seek(max(0, end - 65557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise Refused(Reason.DAMAGED)
    size = struct.unpack_from("<L", tail, at + 12)[0]
    # The directory of a large file (ZIP64) tells its size elsewhere; 10 MB never need one.
    if size > DIRECTORY_BYTES or tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise Refused(Reason.TOO_MUCH)
    file.seek(0)


def _names(archive: zipfile.ZipFile, main_part: str) -> None:
    parts = archive.infolist()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Refused(Reason.TOO_MUCH)
    names = [part.filename.replace("\\", "/") for part in parts]
    if main_part not in names:
        raise Refused(Reason.OTHER_KIND)
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused(Reason.LOCKED)
    if any(MACROS.search(name) for name in names):
        raise Refused(Reason.MACROS)
    if any(INSIDE.search(f"/{name}") for name in names):
        raise Refused(Reason.EMBEDDED)


def _content_types(archive: zipfile.ZipFile) -> None:
    """Refuse a macro document that was only given another name."""
    told = fromstring(_part(archive, "[Content_Types].xml"))
    for entry in told:
        kind = entry.get("ContentType", "").lower()
        if "macroenabled" in kind or "vbaproject" in kind or "activex" in kind:
            raise Refused(Reason.MACROS)
        if "oleobject" in kind and entry.tag.endswith("Override"):
            raise Refused(Reason.EMBEDDED)


def _relations(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if not name.lower().endswith(".rels"):
            continue
        for entry in fromstring(_part(archive, name)):
            kind = entry.get("Type", "").rpartition("/")[2]
            target = entry.get("Target", "")
            outside = entry.get("TargetMode") == "External"
            if outside and kind in FETCHED and ELSEWHERE.match(target.strip()):
                raise Refused(Reason.REMOTE)
            if kind == "vbaProject":
                raise Refused(Reason.MACROS)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(READ_PART + 1)
    if len(content) > READ_PART:
        raise Refused(Reason.TOO_MUCH)
    return content

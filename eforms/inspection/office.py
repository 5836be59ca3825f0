"""Word and Excel files (ECMA-376): a ZIP whose parts are looked at without unpacking them.

No macros, no programs or other files inside, no template fetched from elsewhere, and nothing
that unpacks into more than anybody needs.
"""

import re
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import unquote
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
MACRO_TYPES = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|dialogsheet|activex")
EMBEDDED_TYPES = re.compile(r"oleobject|\.package")
# A chart brings the table it was drawn from; nothing else may be inside. A name in a path is what
# the sender makes it, so what counts are the kinds of relations (their last segment, lower case).
EMBEDDINGS = re.compile(r"(^|/)embeddings/")
TABLE = re.compile(r"(^|/)embeddings/[^/]+\.xlsx")
OF_A_CHART = re.compile(r"(^|/)charts/_rels/[^/]+\.rels")
TABLE_BYTES = 11 * MEGABYTE
PROGRAMS = {
    "vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "dialogsheet", "control",
    "activexcontrolbinary", "extensibility", "attachedtoolbars",
}  # fmt: skip
INSIDE = {"oleobject", "package", "afchunk"}
# What an application does not fetch by itself when it opens the file (or, a picture, only shows).
SHOWN = {"hyperlink", "image"}
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[\\/]{2}", re.I)
# A template or a table on the author's own disk or beside the file: nothing comes from elsewhere.
BY_THE_AUTHOR = re.compile(r"((file:///)?[a-z]:[\\/])?[^:\\/][^:]*", re.I)


def check(file: BinaryIO, extension: str, *, inside: bool = False) -> None:
    """Look through the parts of a Word or Excel file; ``inside`` says that it lies in another.

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
            parts = _parts(archive, MAIN_PARTS[extension])
            _content_types(archive, parts)
            for name, part in parts.items():
                if name.endswith(".rels"):
                    _relations(name, fromstring(_content(archive, part)))
                elif EMBEDDINGS.search(name):
                    _table(archive, name, part, inside)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, struct.error) as error:
        raise Refused(Reason.DAMAGED) from error
    except NotImplementedError as error:  # compressed in a way that Office does not read either
        raise Refused(Reason.DAMAGED) from error
    except RuntimeError as error:  # a password
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


def _parts(archive: zipfile.ZipFile, main_part: str) -> dict[str, zipfile.ZipInfo]:
    """Return the parts by name in lower case, as Office compares names."""
    entries = archive.infolist()
    if len(entries) > PARTS or sum(part.file_size for part in entries) > UNPACKED:
        raise Refused(Reason.TOO_MUCH)
    parts = {part.filename.replace("\\", "/").lower().lstrip("/"): part for part in entries}
    if main_part not in parts:
        raise Refused(Reason.OTHER_KIND)
    if len(parts) != len(entries):
        raise Refused(Reason.DAMAGED)  # which of two of a name is opened, nobody knows
    if any(part.flag_bits & 0x1 for part in entries):
        raise Refused(Reason.LOCKED)
    if any(MACROS.search(name) for name in parts):
        raise Refused(Reason.MACROS)
    return parts


def _content_types(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> None:
    """Refuse what says of itself that it is a program or an object, whatever its name."""
    for entry in fromstring(_content(archive, parts["[content_types].xml"])):
        kind = entry.get("ContentType", "").lower()
        if MACRO_TYPES.search(kind):
            raise Refused(Reason.MACROS)
        if EMBEDDED_TYPES.search(kind):
            raise Refused(Reason.EMBEDDED)


def _relations(name: str, relations: Any) -> None:
    for entry in relations:
        kind = entry.get("Type", "").strip().rstrip("/").rpartition("/")[2].lower()
        target = unquote(entry.get("Target", "")).strip()
        mode = entry.get("TargetMode", "").strip().lower()
        if kind in PROGRAMS:
            raise Refused(Reason.MACROS)
        outside = mode == "external" or ELSEWHERE.match(target)
        if outside and kind not in SHOWN and not BY_THE_AUTHOR.fullmatch(target):
            raise Refused(Reason.REMOTE)
        if kind in INSIDE and (outside or not _is_table(name, kind, target)):
            raise Refused(Reason.EMBEDDED)


def _is_table(name: str, kind: str, target: str) -> bool:
    """Tell whether a relation leads from a chart to its table, which is looked at as well."""
    of_chart = kind == "package" and OF_A_CHART.search(name)
    return bool(
        of_chart and re.fullmatch(r"(\.\./|/(word|xl)/)embeddings/[^/]+\.xlsx", target, re.I)
    )


def _table(archive: zipfile.ZipFile, name: str, part: zipfile.ZipInfo, inside: bool) -> None:
    """Look through the table of a chart; a table brings nothing of the kind itself."""
    if part.is_dir():
        return
    if inside or not TABLE.search(name):
        raise Refused(Reason.EMBEDDED)
    try:
        check(BytesIO(_content(archive, part, TABLE_BYTES)), "xlsx", inside=True)
    except Refused as refused:
        strange = refused.reason in (Reason.OTHER_KIND, Reason.DAMAGED, Reason.LOCKED)
        raise Refused(Reason.EMBEDDED if strange else refused.reason) from refused


def _content(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int = READ_PART) -> bytes:
    with archive.open(part) as source:
        content = source.read(most + 1)
    if len(content) > most:
        raise Refused(Reason.TOO_MUCH)
    return content

"""Kinds of files: their extensions, and whether the beginning of a file is what its name says.

The whole content is examined later and elsewhere (``eforms.inspection``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import filetype


HEAD = 8192
# [MS-CFB]: what Word and Excel write with a password, and what they wrote before 2007.
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class FileKind:
    """A kind of file. ``holds`` looks at the first HEAD bytes, or at all when there are fewer."""

    extension: str
    words: str
    content_type: str
    holds: Callable[[bytes], bool]
    aliases: tuple[str, ...] = ()
    is_picture: bool = False


def _found_as(*extensions: str) -> Callable[[bytes], bool]:
    def holds(head: bytes) -> bool:
        found = filetype.guess(head)
        return found is not None and found.extension in extensions

    return holds


def _is_pdf(head: bytes) -> bool:
    return b"%PDF-" in head[:1024]


def _is_office(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", COMPOUND_FILE))


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and filetype.guess(head) is None


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

KINDS: dict[str, FileKind] = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "PDF", "application/pdf", _is_pdf),
        FileKind("jpg", "JPEG（写真）", "image/jpeg", _found_as("jpg"), ("jpeg",), True),
        FileKind("png", "PNG（画像）", "image/png", _found_as("png", "apng"), (), True),
        FileKind("heic", "HEIC（iPhoneの写真）", "image/heic", _found_as("heic"), ("heif",), True),
        FileKind("docx", "Word（docx）", _WORD, _is_office),
        FileKind("xlsx", "Excel（xlsx）", _EXCEL, _is_office),
        FileKind("csv", "CSV", "text/csv", _is_text),
        FileKind("txt", "テキスト（txt）", "text/plain", _is_text),
    )
}
_BY_ENDING = {ending: kind for kind in KINDS.values() for ending in (kind.extension, *kind.aliases)}


def ending(name: str) -> str:
    """Return the extension of a file's name in small letters, or an empty text."""
    stem, dot, extension = name.rpartition(".")
    return extension.strip().lower() if dot and stem else ""


def kind_of(name: str) -> FileKind | None:
    """Return the kind a file's name tells."""
    return _BY_ENDING.get(ending(name))


def accepted(extensions: Iterable[str]) -> list[str]:
    """Return what an input is told to accept: endings, those that mean the same, and types.

    The types make phones offer their camera.
    """
    kinds = [KINDS[extension] for extension in extensions if extension in KINDS]
    endings = [f".{part}" for kind in kinds for part in (kind.extension, *kind.aliases)]
    return endings + [kind.content_type for kind in kinds]

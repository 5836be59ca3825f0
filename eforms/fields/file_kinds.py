"""Kinds of files: their extensions, and whether the content is what the name says."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import filetype


HEAD = 8192


@dataclass(frozen=True)
class FileKind:
    """A kind of file. ``holds`` looks at the first bytes and the open file."""

    extension: str
    words: str
    content_type: str
    holds: Callable[[bytes, Any], bool]
    aliases: tuple[str, ...] = ()


def _found_as(*extensions: str) -> Callable[[bytes, Any], bool]:
    def holds(head: bytes, file: Any) -> bool:
        found = filetype.guess(head)
        return found is not None and found.extension in extensions

    return holds


def _is_pdf(head: bytes, file: Any) -> bool:
    return b"%PDF-" in head[:1024]


def _office(part: str) -> Callable[[bytes, Any], bool]:
    def holds(head: bytes, file: Any) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            file.seek(0)
            names = zipfile.ZipFile(file).namelist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
            return False
        return part in names and not any(name.endswith("vbaProject.bin") for name in names)

    return holds


def _is_text(head: bytes, file: Any) -> bool:
    if b"\0" in head or filetype.guess(head) is not None:
        return False
    # The last character may be cut in the middle.
    for encoding in ("utf-8", "cp932"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

KINDS: dict[str, FileKind] = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "PDF", "application/pdf", _is_pdf),
        FileKind("jpg", "JPEG（写真）", "image/jpeg", _found_as("jpg"), ("jpeg",)),
        FileKind("png", "PNG（画像）", "image/png", _found_as("png", "apng")),
        FileKind("heic", "HEIC（iPhoneの写真）", "image/heic", _found_as("heic"), ("heif",)),
        FileKind("docx", "Word（docx）", _WORD, _office("word/document.xml")),
        FileKind("xlsx", "Excel（xlsx）", _EXCEL, _office("xl/workbook.xml")),
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


def endings(extensions: list[str]) -> list[str]:
    """Return extensions with those that mean the same (jpg, jpeg)."""
    return [
        part
        for extension in extensions
        if extension in KINDS
        for part in (extension, *KINDS[extension].aliases)
    ]


def holds_what_it_says(kind: FileKind, file: Any) -> bool:
    """Return whether the content of an open file is of a kind; the file is rewound."""
    file.seek(0)
    head = file.read(HEAD)
    try:
        return kind.holds(head, file)
    finally:
        file.seek(0)

"""The text of a PDF as a reader copies it: by each font's ToUnicode table, page by page."""

import io
import re

import pikepdf


_ROW = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)


def pages(content: bytes) -> list[str]:
    """Return the text of each page, in drawing order, without what parts lines."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [_text(page) for page in document.pages]


def _text(page: pikepdf.Page) -> str:
    tables = {name: _table(font) for name, font in page.Resources.Font.items()}
    table: dict[bytes, str] = {}
    found = []
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "Tf":
            table = tables[str(operands[0])]
        elif operator in ("Tj", "TJ"):
            pieces = operands[0] if operator == "TJ" else operands
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    code = bytes(piece)
                    found += [table.get(code[at : at + 2], "") for at in range(0, len(code), 2)]
    return "".join(found)


def _table(font: pikepdf.Object) -> dict[bytes, str]:
    known = font.ToUnicode.read_bytes()
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in _BLOCK.findall(known)
        for code, text in _ROW.findall(block)
    }

"""CSV that Excel opens without garbling and without running anything in it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator


BOM = "\ufeff"
# What a spreadsheet takes for a formula (OWASP, CSV Injection), full-width signs too.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?")


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe before what begins like a formula."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encoded(rows: Iterable[list[str]]) -> Iterator[bytes]:
    """Yield rows as UTF-8 with a byte order mark and CRLF (RFC 4180), one piece for each row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield BOM.encode()
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()

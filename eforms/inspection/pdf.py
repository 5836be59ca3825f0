"""PDF: no password, nothing that runs or opens by itself, no files inside.

Read with qpdf, because what runs may lie in compressed object streams where no search for bytes
finds it. Names are those of ISO 32000-2 (12.6 actions, 7.11 embedded files, 13 multimedia).
"""

from typing import Any, BinaryIO

import pikepdf
from pikepdf import settings

from eforms.inspection.refusal import Reason, Refused


OBJECTS = 150_000
DEPTH = 60
UNPACKED = 300 * 1024 * 1024
# Keys whose presence alone is active content or a file inside.
ACTIVE = {"/JS", "/JavaScript", "/Launch", "/RichMedia", "/XFA", "/RichMediaContent"}
INSIDE = {"/EmbeddedFile", "/EmbeddedFiles"}
# Actions that run or send something, wherever they hang. A link that people press is none.
ACTIONS = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Movie", "/Sound",
    "/RichMediaExecute", "/GoToE",
}  # fmt: skip
# Under which a file specification holds its file (7.11.4).
FILES = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
MEDIA = {"/RichMedia", "/Movie", "/Screen", "/3D"}


def check(file: BinaryIO) -> None:
    """Look through every object of a PDF.

    Raises:
        Refused: LOCKED, ACTIVE, EMBEDDED, DAMAGED, TOO_MUCH.
    """
    settings.set_qpdf_limits(flate_max_memory=UNPACKED, run_length_max_memory=UNPACKED)
    try:
        with pikepdf.open(file, suppress_warnings=True) as document:
            if document.is_encrypted:
                raise Refused(Reason.LOCKED)
            if not len(document.pages):
                raise Refused(Reason.DAMAGED)
            _opening(document.Root)
            for number, thing in enumerate(document.objects):
                if number >= OBJECTS:
                    raise Refused(Reason.TOO_MUCH)
                _look(thing, 0)
    except pikepdf.PasswordError as error:
        raise Refused(Reason.LOCKED) from error
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, RuntimeError, ValueError) as error:
        raise Refused(Reason.DAMAGED) from error


def _opening(root: Any) -> None:
    """Refuse a document that does more at its opening than show a page."""
    action = root.get("/OpenAction")
    if not isinstance(action, pikepdf.Dictionary):
        return  # none, or a place to show
    if action.get("/S") != "/GoTo" or "/Next" in action:
        raise Refused(Reason.ACTIVE)


def _look(thing: Any, depth: int) -> None:
    """Look at one object and what stands in it directly; indirect ones come by themselves."""
    if depth > DEPTH:
        raise Refused(Reason.TOO_MUCH)
    if isinstance(thing, pikepdf.Array):
        parts = list(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        inside = dict(thing.items())
        _keys(inside)
        parts = list(inside.values())
    else:
        return
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _look(part, depth + 1)


def _keys(inside: dict[str, Any]) -> None:
    keys = inside.keys()
    subtype = inside.get("/Subtype")
    if keys & INSIDE or subtype == "/FileAttachment" or inside.get("/Type") == "/EmbeddedFile":
        raise Refused(Reason.EMBEDDED)
    if keys & ACTIVE or _one_of(subtype, MEDIA) or _one_of(inside.get("/S"), ACTIONS):
        raise Refused(Reason.ACTIVE)
    # These two are short enough to be the name of a font or a glyph as well. What such a
    # dictionary calls itself (/Type) no reader asks; its shape tells.
    files = _entries(inside.get("/EF"))
    if any(isinstance(files.get(key), pikepdf.Stream) for key in FILES):
        raise Refused(Reason.EMBEDDED)
    if any(
        "/S" in _entries(value)
        for key, value in _entries(inside.get("/AA")).items()
        if key != "/SMask"
    ):  # a graphics state
        raise Refused(Reason.ACTIVE)


def _one_of(value: Any, names: set[str]) -> bool:
    return isinstance(value, pikepdf.Name) and str(value) in names


def _entries(value: Any) -> dict[str, Any]:
    """Return what stands in a dictionary (a stream has one too); nothing for anything else."""
    return dict(value.items()) if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)) else {}

"""What a look-up has found, put beside what was typed: empty parts are filled, others never.

Where something else was typed, the finding becomes a choice that the person makes.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.template.loader import render_to_string

from eforms.fields.lookups import CHOSEN, TAKE


Parts = dict[str, str]
KEEP = "keep"
# Words of a note of Japan Post or of a name that fit a line.
SHORT = 80


@dataclass(frozen=True)
class Choice:
    """Something found, to be chosen: its key, one line, and what else is said of it."""

    key: str
    label: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What to tell, what to fill in, and what may be chosen.

    ``keep``: staying with what was typed is one of the choices. ``warning``: something is amiss.
    """

    said: str
    hints: tuple[str, ...] = ()
    fills: Parts = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    keep: bool = False
    warning: bool = False


def fills_and_differences(typed: Mapping[str, str], found: Parts) -> tuple[Parts, list[str]]:
    """Return what empty parts get, and which parts hold something else than what was found."""
    fills, differing = {}, []
    for part, value in found.items():
        there = typed.get(part, "")
        if value and not there.strip():
            fills[part] = value
        elif value and not is_same(there, value):
            differing.append(part)
    return fills, differing


def is_same(typed: str, found: str) -> bool:
    """Return whether a typed text says what was found, perhaps with more behind it."""
    return _key(typed).startswith(_key(found))


def short(text: str) -> str:
    """Return a text cut to a line."""
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def only(candidates: Iterable[Parts], typed: Mapping[str, str]) -> int | None:
    """Return the place of the one candidate that fits what was typed, when it is one alone."""
    fitting = [
        number
        for number, found in enumerate(candidates)
        if not fills_and_differences(typed, found)[1]
    ]
    return fitting[0] if len(fitting) == 1 else None


def as_html(finding: Finding, *, button: str, name: str, unchosen: bool) -> str:
    """Return a finding for the page. ``button`` is the one that was pressed: kind and name."""
    context = {
        "finding": finding,
        "take": TAKE,
        "button": button,
        "chosen": f"{CHOSEN}{name}",
        "keep": KEEP,
        "unchosen": unchosen,
    }
    return render_to_string("eforms/filling/parts/found.html", context)


def _key(text: str) -> str:
    """Return a text for comparison: widths, blanks, ヶ and ケ and hyphens count as the same."""
    text = re.sub(r"[\s・]", "", unicodedata.normalize("NFKC", text)).replace("ヶ", "ケ")
    return re.sub("[‐‑‒–—―−ー-]", "-", text).casefold()

"""Collect the texts of the citizens' pages into locale/, keep what is translated, compile.

usage: python scripts/messages.py [--check]     (--check: change nothing, exit 1 when out of step)

Django's makemessages would need GNU gettext; Babel is a Python package. Only our own texts are
collected: message ids are Japanese, the languages are those of the switch (docs/decisions/0017).
"""

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo


ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("en", "ja_Easy")
SOURCES = (
    "templates/**/*.html",
    "eforms/**/*.py",
    "home/**/*.py",
    "procedures/**/*.py",
    "site/accounts/**/*.py",
)
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "noop": None}
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_TRANSLATE = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
_LITERAL = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')\)""")
_BLOCK = re.compile(
    r"\{%\s*blocktranslate\b(?P<head>[^%]*(?:%[^}][^%]*)*)%\}(?P<text>.*?)"
    r"\{%\s*endblocktranslate\s*%\}",
    re.DOTALL,
)
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_TAG = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)


def of_template(text: str) -> set[str]:
    """Return the message ids of a template."""
    found = set()
    for match in _BLOCK.finditer(text):
        body = match["text"].replace("%", "%%")
        if " trimmed" in match["head"]:
            body = " ".join(line.strip() for line in body.strip().splitlines())
        found.add(_VARIABLE.sub(r"%(\1)s", body))
    for double, single in _TRANSLATE.findall(text):
        found.add((double or single).replace("%", "%%"))
    for tag in _TAG.findall(text):
        found |= {double or single for double, single in _LITERAL.findall(tag)}
    return found


def of_python(text: str) -> set[str]:
    """Return the message ids of a module."""
    source = io.BytesIO(text.encode())
    taken = extract_python(source, KEYWORDS, [], {"encoding": "utf-8"})
    return {message for _, _, message, _ in taken if isinstance(message, str)}


def collect() -> dict[str, list[str]]:
    """Return each Japanese message id with the files it stands in."""
    found: dict[str, list[str]] = {}
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            read = of_template if path.suffix == ".html" else of_python
            for message in read(path.read_text()):
                if JAPANESE.search(message):
                    found.setdefault(message, []).append(str(path.relative_to(ROOT)))
    return found


def paths(locale: str) -> tuple[Path, Path]:
    """Return the catalogue's source and its compiled file."""
    folder = ROOT / "locale" / locale / "LC_MESSAGES"
    return folder / "django.po", folder / "django.mo"


def read(locale: str) -> Catalog:
    """Return a catalogue as it stands."""
    po, _ = paths(locale)
    if not po.exists():
        return Catalog(locale=None, charset="utf-8")
    with po.open("rb") as file:
        return pofile.read_po(file)


def updated(locale: str, found: dict[str, list[str]]) -> Catalog:
    """Return the catalogue with exactly the messages of ``found``."""
    old = {message.id: message.string for message in read(locale) if message.id}
    catalog = Catalog(locale=None, project="madoguchi", charset="utf-8", fuzzy=False)
    catalog.mime_headers  # noqa: B018  the header is written below
    for message in sorted(found):
        catalog.add(message, old.get(message, ""), [(name, None) for name in found[message]])
    return catalog


def as_po(catalog: Catalog, locale: str) -> bytes:
    """Return the text of a catalogue; no dates, so that only real changes show."""
    out = io.BytesIO()
    pofile.write_po(out, catalog, width=0, omit_header=True)
    language = {"en": "en", "ja_Easy": "ja"}[locale]
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    return head.encode() + out.getvalue()


def as_mo(po: bytes) -> bytes:
    """Return the compiled catalogue."""
    catalog = pofile.read_po(io.BytesIO(po))
    # Babel writes the moment into it; equal sources make equal files.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def main() -> int:
    """Write or check both files of every language; tell what is missing."""
    check = "--check" in sys.argv
    found, status = collect(), 0
    for locale in LOCALES:
        catalog = updated(locale, found)
        missing = [message.id for message in catalog if message.id and not message.string]
        po, mo = paths(locale)
        text = as_po(catalog, locale)
        if check:
            fresh = po.exists() and mo.exists() and po.read_bytes() == text
            status |= bool(missing) or not fresh
        else:
            po.parent.mkdir(parents=True, exist_ok=True)
            po.write_bytes(text)
            mo.write_bytes(as_mo(text))
        print(f"{locale}: {len(found) - len(missing)} / {len(found)}")
        for message in missing:
            print("  missing:", message.replace("\n", "\\n"))
    return status


if __name__ == "__main__":
    raise SystemExit(main())

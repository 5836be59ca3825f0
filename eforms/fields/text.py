"""What people type, put into one form: Japanese input rules of the domain facts, section 5.1."""

import re
import unicodedata

import jaconv


# Control characters, lone surrogates (no database takes them), what turns text around, and marks
# without meaning inside text. IVS (U+E0100…) and characters beyond the BMP stay.
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_NEWLINES = re.compile("\r\n?|[\u2028\u2029]")
_BLANKS = re.compile(r"[\t\n]+")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
# NFC (not only NFKC) would replace these by the common character: 神 U+FA19 becomes U+795E.
_COMPATIBILITY_IDEOGRAPHS = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_HYPHENS = re.compile("[‐‑‒–—―⁃−─━˗ーｰ－﹘﹣]")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def clean_text(text: str, *, lines: bool = False) -> str:
    """Return text in NFC without control characters and blanks around it; kanji stay as typed.

    Half-width kana become full-width. Line ends become ``\\n``, or a blank unless ``lines``.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _DROPPED.sub("", _NEWLINES.sub("\n", text))
    if not lines:
        text = _BLANKS.sub(" ", text)
    if not text.isascii():
        text = _HALF_WIDTH_KANA.sub(lambda match: jaconv.h2z(match[0]), _composed(text))
    return text.strip()


def clean_code(text: str) -> str:
    """Return digits, codes and addresses of mail in half-width, with every hyphen as ``-``.

    Only for inputs that hold no Japanese words: the long vowel mark is a hyphen here.
    """
    text = clean_text(text)
    if text.isascii():
        return text
    return _DROPPED.sub("", unicodedata.normalize("NFKC", _HYPHENS.sub("-", text))).strip()


def clean_kana(text: str) -> str:
    """Return kana as full-width katakana; hiragana, half-width and hyphens for ー are accepted."""
    text = jaconv.hira2kata(_HYPHENS.sub("ー", clean_text(text)).replace("-", "ー"))
    return re.sub(r"\s+", "　", unicodedata.normalize("NFC", text)).strip()


def length(text: str) -> int:
    """Return how many characters a person would count; variation selectors do not count."""
    return len(text) - len(_SELECTORS.findall(text)) if not text.isascii() else len(text)


def _composed(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return text
    parts = _COMPATIBILITY_IDEOGRAPHS.split(text)
    parts[::2] = [unicodedata.normalize("NFC", part) for part in parts[::2]]
    return "".join(parts)

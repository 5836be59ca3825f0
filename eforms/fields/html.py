"""A tiny builder of HTML that escapes whatever is not HTML already.

Django form fields and a template per field cost ten times as much (docs/decisions/0011).
"""

import re
from collections.abc import Iterable
from functools import cache
from html import escape as _escape

from django.utils.safestring import SafeString


VOID = frozenset({"input", "br", "hr", "img"})


_SPECIAL = re.compile("[&<>\"']").search


def escape(value: object) -> str:
    """Return text for HTML: SafeString as it is, everything else escaped, quotes too."""
    if isinstance(value, SafeString):
        return value
    return escape_text(value if isinstance(value, str) else str(value))


def escape_text(text: str) -> str:
    """Return text for HTML or an attribute, whatever it is."""
    return _escape(text) if _SPECIAL(text) else text


@cache
def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def attributes(values: dict[str, object]) -> str:
    """Return attributes with a blank before each; None and False are left out, True stands bare.

    ``class_`` and ``for_`` lose the underscore at the end, other underscores become hyphens.
    """
    written = ""
    for name, value in values.items():
        if value is None or value is False:
            continue
        if value is True:
            written += f" {_key(name)}"
        else:
            text = value if type(value) is str else str(value)
            written += f' {_key(name)}="{escape_text(text)}"'
    return written


def element(tag: str, content: object = "", /, **values: object) -> SafeString:
    """Return ``<tag …>content</tag>``; text content is escaped, SafeString is not."""
    if tag in VOID:
        return SafeString(f"<{tag}{attributes(values)}>")
    return SafeString(f"<{tag}{attributes(values)}>{escape(content)}</{tag}>")


def join(parts: Iterable[str], between: str = "") -> SafeString:
    """Return pieces of HTML (not text) one after the other."""
    return SafeString(between.join(parts))


def lines(text: str) -> SafeString:
    """Return text with its line ends kept."""
    return SafeString(escape_text(text).replace("\n", "<br>"))

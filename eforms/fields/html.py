"""A tiny builder of HTML that escapes whatever is not HTML already.

Django form fields and a template per field cost ten times as much (docs/decisions/0011).
"""

from collections.abc import Iterable
from html import escape as _escape

from django.utils.safestring import SafeString


VOID = frozenset({"input", "br", "hr", "img"})


def escape(value: object) -> str:
    """Return text for HTML: SafeString as it is, everything else escaped, quotes too."""
    return value if isinstance(value, SafeString) else _escape(str(value))


def attributes(values: dict[str, object]) -> str:
    """Return attributes with a blank before each; None and False are left out, True stands bare.

    ``class_`` and ``for_`` lose the underscore at the end, other underscores become hyphens.
    """
    written = ""
    for name, value in values.items():
        if value is None or value is False:
            continue
        key = name.rstrip("_").replace("_", "-") if "_" in name else name
        written += f" {key}" if value is True else f' {key}="{_escape(str(value))}"'
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
    return SafeString(_escape(text).replace("\n", "<br>"))

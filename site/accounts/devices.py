"""What a signed-in browser is called in the list of sessions: 「iPhoneのSafari」.

Only these words are kept of what a browser tells about itself; the rest could tell people apart.
"""

from django.utils.translation import gettext as _


# In this order: most browsers claim to be several of them.
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def kept(user_agent: str) -> str:
    """Return what is stored of a browser's User-Agent: ``iPhone/Safari``, unknown parts empty."""
    return f"{_first(_SYSTEMS, user_agent)}/{_first(_BROWSERS, user_agent)}"


def in_words(device: str) -> str:
    """Return what :func:`kept` stored in words for people."""
    system, _slash, browser = device.partition("/")
    if system and browser:
        return _("%(system)sの%(browser)s") % {"system": system, "browser": browser}
    return system or browser or _("種類の分からない端末")


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in table if sign in text), "")

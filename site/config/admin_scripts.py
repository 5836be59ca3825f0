"""Wagtail's admin under a policy without inline scripts.

Wagtail still writes a few inline scripts that start its widgets. Those exact shapes, with
nothing but data in them, get the request's nonce; any other inline script gets none and stays
blocked. (Giving a nonce or a hash to whatever a page holds would bless an injected script too.)
"""

import json
import re
from base64 import b64encode
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

from accounts.audience import Audience


# What may be called: the dates and times of wagtailadmin/widgets, and the choosers.
_CALL = re.compile(
    r"(?:init(?:Date|Time|DateTime)Chooser|createTaskChooser"
    r"|new (?:Chooser|PageChooser|ImageChooser|DocumentChooser|SnippetChooser))"
    r"\((?P<arguments>.*)\);",
    re.DOTALL,
)
# wagtailadmin/panels/inline_panel.html and multiple_chooser_panel.html; the one string holds
# neither quotes nor tags, because ``escapejs`` writes them as \uXXXX.
_PANEL = re.compile(
    r"\s*\(function\(\) \{"
    r"\s*var panel = new (?:InlinePanel|MultipleChooserPanel)\("
    r"JSON\.parse\(\"(?:[^\"\\<\n]|\\u[0-9A-Fa-f]{4})*\"\)\);"
    r"\s*\}\)\(\);\s*",
)
# Hands its nonce on to the style sheets that Wagtail's editor makes in the browser.
STYLES_SCRIPT = "js/admin-styles.js"
# The image editor finds out what the device can do by an empty handler; a policy without it
# reports a violation on each visit. Nothing but the text "return;" is allowed by this.
_EMPTY_HANDLER = "'sha256-" + b64encode(sha256(b"return;").digest()).decode() + "'"
_IMAGE_EDITOR = "admin/images/<int:image_id>/"
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def is_known(script: str) -> bool:
    """Tell whether an inline script is one of Wagtail's and holds nothing but data."""
    if _PANEL.fullmatch(script):
        return True
    call = _CALL.fullmatch(script)
    if call is None:
        return False
    try:
        # Arguments that are JSON, all of them, can call nothing.
        json.loads(f"[{call['arguments']}]")
    except ValueError:
        return False
    return True


def add_nonces(content: bytes, nonce) -> bytes:
    """Return the page with ``nonce`` on the known inline scripts.

    ``nonce`` is anything ``str()`` turns into the request's nonce; it is made only when needed.
    """

    def replace(match: re.Match[bytes]) -> bytes:
        if not is_known(match[1].decode("utf-8", "replace")):
            return match[0]
        return b'<script nonce="' + str(nonce).encode() + b'">' + match[1] + b"</script>"

    return _INLINE.sub(replace, content)


def add_styles_script(content: bytes, nonce) -> bytes:
    """Return the page, if it is a whole one, with the script that serves the editor's styles."""
    if b"</head>" not in content:
        return content
    script = f'<script src="{static(STYLES_SCRIPT)}" nonce="{nonce}"></script></head>'
    return content.replace(b"</head>", script.encode(), 1)


class AdminScriptsMiddleware:
    """Adds the nonces to pages for staff; must stand inside of CSPMiddleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            getattr(request, "audience", None) is Audience.STAFF
            and not response.streaming
            and response.get("Content-Type", "").startswith("text/html")
        ):
            content = add_nonces(response.content, request.csp_nonce)
            response.content = add_styles_script(content, request.csp_nonce)
            if request.resolver_match.route == _IMAGE_EDITOR:
                response._csp_update = {"script-src": ["'unsafe-hashes'", _EMPTY_HANDLER]}
        return response

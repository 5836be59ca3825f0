"""申請できない方への案内: shown when its rule holds; then the form cannot be sent.

At once in the browser, as a notice; after the page was saved as a page of its own
(``eforms.filling.views.stop``). The rule is the question's ``show``.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.safestring import SafeString

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import View
from eforms.fields.html import element, escape
from eforms.fields.shown import Shown, heading_missing, html_of


CANNOT = "いまの回答では、この申請はできません。回答が正しいか、もう一度お確かめください。"
DEFAULT_LABEL = "くわしい案内を見る"
_url = URLValidator(schemes=["http", "https"])


class Stop(Shown):
    """Why one cannot go on, and what to do instead."""

    name = "stop"
    label = "申請できない方への案内"
    help = "条件に当てはまる方に、申請できない理由と次にすることを伝え、先へ進めないようにします。"
    icon = "no-view"
    html_options = ("text",)

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return reason and the way that is left."""
        features = ["bold", "link", "ul", "ol"]
        return [
            (
                "text",
                blocks.RichTextBlock(
                    label="理由と、次にすること",
                    features=features,
                    help_text="なぜ申請できないか、代わりに何をすればよいかを書きます。",
                ),
            ),
            (
                "link_url",
                blocks.CharBlock(
                    label="案内先のURL",
                    required=False,
                    max_length=500,
                    help_text="例：/procedures/… または https://…",
                    search_index=False,
                ),
            ),
            (
                "link_label",
                blocks.CharBlock(
                    label="案内先の名前",
                    required=False,
                    max_length=100,
                    help_text="例：窓口での手続きを見る",
                ),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"text": html, "link_url": str, "link_label": str}``."""
        url = (value.get("link_url") or "").strip()
        label = (value.get("link_label") or "").strip()
        return {
            "text": html_of(value.get("text")),
            "link_url": url if _is_address(url) else "",
            "link_label": (label or DEFAULT_LABEL) if url else "",
        }

    def option_problems(self, value: Any) -> list[tuple[str, str]]:
        """Return what is missing: without a rule nobody could ever apply."""
        problems = heading_missing(value)
        if not html_of(value.get("text")).strip():
            problems.append(("text", "申請できない理由と、次にすることを入力してください"))
        if not value.get("show"):
            problems.append(("show", "どの回答のときに申請できないか、条件を追加してください"))
        url = (value.get("link_url") or "").strip()
        if url and not _is_address(url):
            problems.append(
                ("link_url", "案内先のURLは、「/」か「https://」で始めて入力してください")
            )
        return problems

    def render(self, question: Question, view: View) -> SafeString:
        """Return the notice, which is read aloud when it appears."""
        return SafeString(
            f'<div class="question notice notice--danger" role="alert"'
            f' data-question="{escape(question.id)}"{" hidden" if view.hidden else ""}>'
            f"<h2>{escape(question.label)}</h2>{question.options.get('text', '')}"
            f"<p>{CANNOT}</p>{link_of(question)}</div>"
        )


def link_of(question: Question) -> SafeString:
    """Return the link to the way that is left, or nothing."""
    url = question.options.get("link_url")
    if not url:
        return SafeString("")
    return element("p", element("a", question.options.get("link_label") or url, href=url))


def _is_address(url: str) -> bool:
    if url.startswith("/"):
        return not url.startswith(("//", "/\\")) and url.isprintable()
    try:
        _url(url)
    except ValidationError:
        return False
    return True

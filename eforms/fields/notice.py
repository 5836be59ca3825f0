"""お知らせ: something that must not be missed, in a frame."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import View
from eforms.fields.html import escape
from eforms.fields.shown import Shown, html_of


# As in static/css/cards.css; the words are read before the heading by those who see no colours.
KINDS = [("info", "お知らせ"), ("warning", "注意"), ("success", "よい知らせ")]
STYLES = {
    "info": "notice",
    "warning": "notice notice--warning",
    "success": "notice notice--success",
}


class Notice(Shown):
    """A framed text of a kind."""

    name = "notice"
    label = "お知らせ・注意"
    help = "見落とされると困ることを、枠で囲んで伝えます。答えはありません。"
    icon = "warning"
    html_options = ("text",)

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return kind and text."""
        features = ["bold", "link", "ul", "ol"]
        return [
            ("kind", blocks.ChoiceBlock(label="種類", choices=KINDS, default="info")),
            ("text", blocks.RichTextBlock(label="本文", features=features)),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"kind": "info"|"warning"|"success", "text": html}``."""
        kind = value.get("kind") if value.get("kind") in STYLES else "info"
        return {"kind": kind, "text": html_of(value.get("text"))}

    def render(self, question: Question, view: View) -> SafeString:
        """Return the frame; the text was cleaned when the form was compiled."""
        kind = question.options.get("kind", "info")
        word = ""
        if kind == "warning":
            word = f'<span class="visually-hidden">{_("注意：")}</span>'
        heading = f"<h2>{word}{escape(question.label)}</h2>" if question.label else word
        return SafeString(
            f'<div class="question {STYLES.get(kind, "notice")}"'
            f' data-question="{escape(question.id)}"{" hidden" if view.hidden else ""}>'
            f"{heading}{question.options.get('text', '')}</div>"
        )

"""説明文: something to read, nothing to answer."""

from typing import Any

from django.utils.safestring import SafeString

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import View
from eforms.fields.html import escape
from eforms.fields.shown import Shown, html_of


class StaticText(Shown):
    """A passage of text between questions."""

    name = "static_text"
    label = "説明文"
    help = "質問の間に置く説明です。答えはありません。"
    icon = "info-circle"
    html_options = ("text",)

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the text."""
        features = ["bold", "link", "ul", "ol"]
        return [("text", blocks.RichTextBlock(label="説明文", features=features))]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"text": html}``, which the compiler reduces to harmless tags."""
        return {"text": html_of(value.get("text"))}

    def render(self, question: Question, view: View) -> SafeString:
        """Return the text, whose tags were cleaned when the form was compiled."""
        heading = f'<h2 class="question__label">{escape(question.label)}</h2>'
        return SafeString(
            f'<div class="question question--text prose" data-question="{escape(question.id)}"'
            f"{' hidden' if view.hidden else ''}>{heading if question.label else ''}"
            f"{question.options.get('text', '')}</div>"
        )

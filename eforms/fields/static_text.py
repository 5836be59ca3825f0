"""説明文: something to read, nothing to answer."""

import random
from typing import Any

from django.utils.safestring import SafeString

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Column, Context, FieldType, Raw, View
from eforms.fields.html import escape


class StaticText(FieldType):
    """A passage of text between questions."""

    name = "static_text"
    label = "説明文"
    help = "質問の間に置く説明です。答えはありません。"
    icon = "info-circle"
    has_answer = False
    html_options = ("text",)
    value_kind = "none"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the text."""
        features = ["bold", "link", "ul", "ol"]
        return [("text", blocks.RichTextBlock(label="説明文", features=features))]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"text": html}``, which the compiler reduces to harmless tags."""
        text = value.get("text")
        return {"text": str(getattr(text, "source", text) or "")}

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return none."""
        return ()

    def read(self, question: Question, raw: Raw, context: Context) -> None:
        """Return nothing, whatever was sent."""

    def accept_json(self, question: Question, value: Any, context: Context) -> None:
        """Return nothing, whatever was sent."""

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return nothing."""
        return {}

    def display(self, question: Question, value: Any) -> list[str]:
        """Return nothing."""
        return []

    def render(self, question: Question, view: View) -> SafeString:
        """Return the text, whose tags were cleaned when the form was compiled."""
        heading = f'<h2 class="question__label">{escape(question.label)}</h2>'
        return SafeString(
            f'<div class="question question--text prose" data-question="{escape(question.id)}"'
            f"{' hidden' if view.hidden else ''}>{heading if question.label else ''}"
            f"{question.options.get('text', '')}</div>"
        )

    def csv_columns(self, question: Question) -> list[Column]:
        """Return none."""
        return []

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return none."""
        return []

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return what only null fits."""
        return {"type": "null"}

    def sample(self, question: Question, rng: random.Random) -> None:
        """Return nothing."""

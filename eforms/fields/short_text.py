"""1行の文字: a line of text. Value: str."""

import random
from typing import Any

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldType, Raw, View, read_text
from eforms.fields.markup import frame, text_input


DEFAULT_LENGTH = 100


class ShortText(FieldType):
    """A line of text up to ``max_length`` characters."""

    name = "short_text"
    label = "1行の文字"
    help = "提出先や続柄など、短い言葉で答える質問です。"
    icon = "pilcrow"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the limit."""
        return [
            (
                "max_length",
                blocks.IntegerBlock(
                    label="文字数の上限", default=DEFAULT_LENGTH, min_value=1, max_value=500
                ),
            )
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"max_length": int}``."""
        return {"max_length": value.get("max_length") or DEFAULT_LENGTH}

    def read(self, question: Question, raw: Raw, context: Context) -> str:
        """Return the line; line ends inside become blanks."""
        return read_text(question, raw, limit=question.options.get("max_length", DEFAULT_LENGTH))

    def render(self, question: Question, view: View) -> str:
        """Return one input, as wide as the answer may be long."""
        limit = question.options.get("max_length", DEFAULT_LENGTH)
        width = "w8" if limit <= 8 else "w16" if limit <= 20 else "w24" if limit <= 40 else "full"
        return frame(question, view, text_input(question, view, width=width))

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return a text with its limit."""
        limit = question.options.get("max_length", DEFAULT_LENGTH)
        return {"type": "string", "maxLength": limit}

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return a place people hand things in at."""
        text = rng.choice(
            ["勤務先", "一関年金事務所", "岩手銀行 一関支店", "学校", "法務局", "本人"]
        )
        return text[: question.options.get("max_length", DEFAULT_LENGTH)].strip()

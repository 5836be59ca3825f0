"""複数行の文章: text of several lines. Value: str with ``\\n``."""

import random
from typing import Any

from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldType, Raw, View, read_text
from eforms.fields.html import element
from eforms.fields.markup import described_by, frame


DEFAULT_LENGTH = 1000
DEFAULT_ROWS = 5


class LongText(FieldType):
    """Text up to ``max_length`` characters in a box of ``rows`` lines."""

    name = "long_text"
    label = "複数行の文章"
    help = "理由や事情など、文章で答える質問です。"
    icon = "openquote"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return limit and height."""
        return [
            (
                "max_length",
                blocks.IntegerBlock(
                    label="文字数の上限", default=DEFAULT_LENGTH, min_value=1, max_value=10_000
                ),
            ),
            (
                "rows",
                blocks.IntegerBlock(
                    label="入力欄の行数", default=DEFAULT_ROWS, min_value=2, max_value=30
                ),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"max_length": int, "rows": int}``."""
        return {
            "max_length": value.get("max_length") or DEFAULT_LENGTH,
            "rows": value.get("rows") or DEFAULT_ROWS,
        }

    def read(self, question: Question, raw: Raw, context: Context) -> str:
        """Return the text."""
        limit = question.options.get("max_length", DEFAULT_LENGTH)
        return read_text(question, raw, limit=limit, lines=True)

    def display(self, question: Question, value: str) -> list[str]:
        """Return the lines as typed."""
        return value.split("\n")

    def hint(self, question: Question) -> str:
        """Tell the limit beforehand."""
        return _("{get:,}文字まで入力できます。").format(
            get=question.options.get("max_length", DEFAULT_LENGTH)
        )

    def render(self, question: Question, view: View) -> str:
        """Return a text box."""
        hint = self.hint(question)
        box = element(
            "textarea",
            "\n" + view.text(),  # browsers drop the first line end
            class_="textarea",
            id=view.name,
            name=view.name,
            rows=question.options.get("rows", DEFAULT_ROWS),
            aria_describedby=described_by(question, view, hint),
            aria_invalid="true" if view.message else None,
        )
        return frame(question, view, box, hint=hint)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return a text with its limit."""
        return {
            "type": "string",
            "maxLength": question.options.get("max_length", DEFAULT_LENGTH),
        }

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return a reason in one or two lines."""
        text = rng.choice(
            [
                "相続の手続きのため。",
                "父が亡くなり、預金の手続きで必要です。\n提出先は銀行です。",
                "子どもの扶養の手続きのため。",
            ]
        )
        return text[: question.options.get("max_length", DEFAULT_LENGTH)].strip()

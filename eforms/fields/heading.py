"""見出し: divides a long page."""

from typing import Any

from django.utils.safestring import SafeString

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import View
from eforms.fields.html import escape
from eforms.fields.shown import Shown, heading_missing


LEVELS = [("2", "大きい見出し"), ("3", "小さい見出し")]


class Heading(Shown):
    """A heading of the second or third level; the page's title is the first."""

    name = "heading"
    label = "見出し"
    help = "長い画面を区切る見出しです。答えはありません。"
    icon = "title"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the level."""
        return [("level", blocks.ChoiceBlock(label="大きさ", choices=LEVELS, default="2"))]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"level": 2|3}``."""
        return {"level": 3 if value.get("level") == "3" else 2}

    def options_from_data(self, options: dict[str, Any]) -> dict[str, Any]:
        """Take the level as a number too."""
        return options | ({"level": str(options["level"])} if "level" in options else {})

    def option_problems(self, value: Any) -> list[tuple[str, str]]:
        """Return that it has no words."""
        return heading_missing(value)

    def render(self, question: Question, view: View) -> SafeString:
        """Return the heading."""
        tag = f"h{question.options.get('level', 2)}"
        return SafeString(
            f'<div class="question question--heading" data-question="{escape(question.id)}"'
            f"{' hidden' if view.hidden else ''}><{tag}>{escape(question.label)}</{tag}></div>"
        )

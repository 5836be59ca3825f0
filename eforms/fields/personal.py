"""Questions about the person who types: the browser may offer what it knows (WCAG 1.3.5)."""

from typing import Any

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import View


def own_block(what: str) -> tuple[str, Any]:
    """Return the option ``own``: the browser may offer the person's own data."""
    return (
        "own",
        blocks.BooleanBlock(
            label=f"入力する方本人の{what}を聞く",
            required=False,
            default=True,
            help_text="ブラウザーに保存された本人の情報を、候補として表示します。",
        ),
    )


def autocomplete(question: Question, view: View, token: str) -> str:
    """Return the autocomplete token of a question about the person who types, else ``off``."""
    return "off" if view.in_row or question.options.get("own") is False else token

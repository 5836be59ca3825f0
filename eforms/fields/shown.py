"""What types share that only show something: nothing to type, nothing to answer."""

import random
from typing import Any

from eforms.engine.schema import Question
from eforms.fields.base import Column, Context, FieldType, Raw


class Shown(FieldType):
    """A type without answer; what is left is how it looks."""

    has_answer = False
    asked = False
    value_kind = "none"

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


def html_of(text: Any) -> str:
    """Return the HTML of an editor's rich text; the compiler reduces it to harmless tags."""
    return str(getattr(text, "source", text) or "")


def heading_missing(value: Any) -> list[tuple[str, str]]:
    """Return the problem of a block that needs its heading."""
    if (value.get("label") or "").strip():
        return []
    return [("label", "見出しを入力してください")]

"""確認・同意: one box that must be checked. Value: True."""

import random
from typing import Any

from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, FieldType, Raw, View
from eforms.fields.html import element, join
from eforms.fields.markup import choice, frame


class Consent(FieldType):
    """A statement with a check box; without the check the form does not go on."""

    name = "consent"
    label = "確認・同意"
    help = "読んで確認してもらう文章です。チェックしないと先に進めません。"
    icon = "tasks"
    value_kind = "boolean"
    always_required = True
    json_words = "true"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the statement."""
        return [
            (
                "statement",
                blocks.TextBlock(
                    label="確認する文章",
                    max_length=1000,
                    help_text="例：入力した内容は事実のとおりです。",
                ),
            )
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"statement": str}``."""
        return {"statement": (value.get("statement") or "").strip()}

    def read(self, question: Question, raw: Raw, context: Context) -> bool | None:
        """Return whether it was checked."""
        return True if (raw.get("") or [""])[0] == "yes" else None

    def accept_json(self, question: Question, value: Any, context: Context) -> Any:
        """Take ``true`` and nothing else."""
        if value is not True:
            raise self.missing(question)
        return True

    def missing(self, question: Question) -> FieldError:
        """Return the error that tells what to do."""
        label = question.label.rstrip("。")
        return FieldError(
            _("「{label}」を読んで、よろしければチェックを入れてください。").format(label=label)
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the check."""
        return {"": ["yes"] if value is True else []}

    def display(self, question: Question, value: bool) -> list[str]:
        """Return the statement with its check."""
        return [
            _("確認しました：{value}").format(
                value=question.options.get("statement") or question.label
            )
        ]

    def render(self, question: Question, view: View) -> str:
        """Return a check box with the statement as its label."""
        statement = question.options.get("statement") or question.label
        box = choice("checkbox", view.name, view, "yes", statement, view.text() == "yes")
        inputs = element("div", join([box]), class_="choices")
        return frame(question, view, inputs, fieldset=True, always_required=True)

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return 確認 when checked."""
        return ["確認" if value is True else ""]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return the one value there is."""
        return {"type": "boolean", "const": True}

    def sample(self, question: Question, rng: random.Random) -> bool:
        """Return the check."""
        return True

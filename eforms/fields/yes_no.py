"""はい・いいえ. Value: bool."""

import random
from typing import Any

from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named
from eforms.fields.markup import choices, frame


WORDS = {"yes": True, "no": False}


class YesNo(FieldType):
    """Two radio buttons."""

    name = "yes_no"
    label = "はい・いいえ"
    help = "はいかいいえで答える質問です。条件によく使います。"
    icon = "check"
    value_kind = "boolean"
    json_words = "true か false"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the words of both answers."""
        return [
            ("yes_label", blocks.CharBlock(label="「はい」の言葉", default="はい", max_length=100)),
            (
                "no_label",
                blocks.CharBlock(label="「いいえ」の言葉", default="いいえ", max_length=100),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"yes_label": str, "no_label": str}``."""
        return {
            "yes_label": (value.get("yes_label") or "").strip() or "はい",
            "no_label": (value.get("no_label") or "").strip() or "いいえ",
        }

    def _labels(self, question: Question) -> list[tuple[str, str]]:
        options = question.options
        return [
            ("yes", options.get("yes_label") or _("はい")),
            ("no", options.get("no_label") or _("いいえ")),
        ]

    def read(self, question: Question, raw: Raw, context: Context) -> bool | None:
        """Return the answer."""
        chosen = raw.get("") or [""]
        if not chosen[0]:
            return None
        if chosen[0] not in WORDS:
            raise self.missing(question)
        return WORDS[chosen[0]]

    def missing(self, question: Question) -> FieldError:
        """Return the error that names both answers."""
        yes, no = (label for _, label in self._labels(question))
        return FieldError(
            _("{question}を、「{yes}」「{no}」から選んでください。").format(
                question=named(question), yes=yes, no=no
            )
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return ``yes`` or ``no``."""
        return {"": [] if value is None else ["yes" if value else "no"]}

    def display(self, question: Question, value: bool) -> list[str]:
        """Return the word of the answer."""
        return [dict(self._labels(question))["yes" if value else "no"]]

    def render(self, question: Question, view: View) -> str:
        """Return two radio buttons side by side."""
        chosen = view.raw.get("") or []
        style = "choices choices--inline"
        inputs = choices("radio", view, self._labels(question), chosen, style)
        return frame(question, view, inputs, fieldset=True)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return true or false."""
        return {"type": "boolean"}

    def sample(self, question: Question, rng: random.Random) -> bool:
        """Return one of both."""
        return rng.random() < 0.5

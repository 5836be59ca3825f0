"""電話番号. Value: str of 10 or 11 digits, with hyphens where they were typed."""

import random
import re
from typing import Any

from django.utils.translation import gettext as _

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.markup import frame, text_input
from eforms.fields.personal import autocomplete, own_block


_JAPAN = re.compile(r"^\+?81-?0?(?=\d)")


class Phone(FieldType):
    """A Japanese telephone number."""

    name = "phone"
    label = "電話番号"
    help = "日中に連絡がつく電話番号などを聞く質問です。"
    icon = "mobile-alt"
    example = "0191-21-2111"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return whose number it is."""
        return [own_block("電話番号")]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"own": bool}``."""
        return {"own": value.get("own") is not False}

    def read(self, question: Question, raw: Raw, context: Context) -> str:
        """Return the number; brackets, blanks and every kind of hyphen are accepted."""
        typed = read_text(question, raw, limit=40, code=True)
        text = re.sub(r"[-\s().・/]+", "-", typed).strip("-")
        if text.startswith("+"):
            text = _JAPAN.sub("0", text)
        digits = text.replace("-", "")
        if typed and not (
            digits.isascii()
            and digits.isdigit()
            and digits.startswith("0")
            and 10 <= len(digits) <= 11
        ):
            raise FieldError(
                _(
                    "{question}を、「{example}」のように、市外局番から10けたか11けたの数字で入力し"
                    "てください。"
                ).format(question=named(question), example=self.example)
            )
        return text

    def render(self, question: Question, view: View) -> str:
        """Return an input with the keyboard for numbers."""
        box = text_input(
            question,
            view,
            width="w16",
            inputmode="tel",
            autocomplete=autocomplete(question, view, "tel"),
        )
        return frame(question, view, box)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return digits with hyphens."""
        return {"type": "string", "description": "10けたか11けたの数字。ハイフンはあってもなくても"}

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return a number of the city's area with an exchange nobody has."""
        return f"0191-00-{rng.randint(0, 9999):04d}"

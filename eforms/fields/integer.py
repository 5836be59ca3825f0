"""数: a whole number. Value: int."""

import random
import re
from typing import Any

from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.html import element, escape
from eforms.fields.markup import frame, text_input
from eforms.fields.spans import span_problems


# JavaScript counts exactly up to 2**53: fifteen digits.
DIGITS = 15
_NUMBER = re.compile(rf"[+-]?[0-9]{{1,{DIGITS}}}")


class Integer(FieldType):
    """A whole number between ``minimum`` and ``maximum``, with a ``unit`` behind."""

    name = "integer"
    label = "数"
    help = "通数や人数など、整数で答える質問です。"
    icon = "order"
    value_kind = "number"
    example = "3"
    json_words = "整数"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return range and unit."""
        return [
            ("minimum", blocks.IntegerBlock(label="最小値", required=False)),
            ("maximum", blocks.IntegerBlock(label="最大値", required=False)),
            (
                "unit",
                blocks.CharBlock(
                    label="単位", required=False, max_length=10, help_text="例：通、人、円"
                ),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"minimum": int|None, "maximum": int|None, "unit": str}``."""
        return {
            "minimum": value.get("minimum"),
            "maximum": value.get("maximum"),
            "unit": (value.get("unit") or "").strip(),
        }

    def option_problems(self, value: Any) -> list[tuple[str, str]]:
        """Return that nothing lies between the limits."""
        return span_problems(self.compile_options(value), "minimum", "maximum")

    def unit(self, question: Question) -> str:
        """Return what stands behind the number."""
        return question.options.get("unit") or ""

    def read(self, question: Question, raw: Raw, context: Context) -> int | None:
        """Return the number; full-width digits, commas and the unit are accepted."""
        text = re.sub(r"[\s,、]", "", read_text(question, raw, limit=40, code=True))
        unit = self.unit(question)
        text = text.removesuffix(unit) if unit else text
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise FieldError(
                _("{question}は、「{example}」のように数字だけで入力してください。").format(
                    question=named(question), example=self._example(question)
                )
            )
        return self.in_range(question, int(text))

    def in_range(self, question: Question, number: int) -> int:
        """Return the number.

        Raises:
            FieldError: it is not between ``minimum`` and ``maximum``.
        """
        least, most = question.options.get("minimum"), question.options.get("maximum")
        unit = self.unit(question)
        if (least is None or number >= least) and (most is None or number <= most):
            return number
        if least is not None and most is not None:
            span = _("{least:,}から{most:,}までの数").format(least=least, most=most)
        else:
            span = (
                _("{least:,}以上の数").format(least=least)
                if least is not None
                else _("{most:,}以下の数").format(most=most)
            )
        raise FieldError(
            _("{question}は、{span}を入力してください。いまは{number:,}{unit}です。").format(
                question=named(question), span=span, number=number, unit=unit
            )
        )

    def _example(self, question: Question) -> int:
        least, most = question.options.get("minimum"), question.options.get("maximum")
        if least is not None:
            return least
        return min(most, 3) if most is not None else 3

    def missing(self, question: Question) -> FieldError:
        """Return the error with a number of the range."""
        example = self._example(question)
        return FieldError(
            _("{question}を、「{example}」のように数字で入力してください。").format(
                question=named(question), example=example
            )
        )

    def display(self, question: Question, value: int) -> list[str]:
        """Return the number with its unit."""
        return [f"{value:,}{self.unit(question)}"]

    def render(self, question: Question, view: View) -> str:
        """Return a narrow input with the unit behind."""
        box = text_input(question, view, width="w8", inputmode="numeric", autocomplete="off")
        unit = self.unit(question)
        if unit:
            box = element("div", box + element("span", unit, class_="unit"), class_="with-unit")
        return frame(question, view, escape(box))

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the bare number."""
        return ["" if value is None else str(value)]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an integer with its range."""
        span = {name: question.options.get(name) for name in ("minimum", "maximum")}
        return {"type": "integer"} | {k: v for k, v in span.items() if v is not None}

    def sample(self, question: Question, rng: random.Random) -> int:
        """Return a small number of the range."""
        least, most = question.options.get("minimum"), question.options.get("maximum")
        if least is None:
            least = 1 if most is None or most >= 1 else most - 5
        return rng.randint(least, least + 5 if most is None else min(most, least + 5))

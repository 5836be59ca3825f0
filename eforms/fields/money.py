"""金額: an amount of yen. Value: int."""

import random
import re
from typing import Any

from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, Raw, named, read_text
from eforms.fields.integer import Integer
from eforms.fields.number_text import read_number


YEN = "円"
EXAMPLE = 1200


class Money(Integer):
    """Yen between ``minimum`` and ``maximum``; below 0 only when the minimum is."""

    name = "money"
    label = "金額"
    help = "円で答える質問です。「1,200円」のように表示します。"
    icon = "tag"
    json_words = "円の整数"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the range."""
        return [
            (
                "minimum",
                blocks.IntegerBlock(
                    label="最小の金額（円）",
                    required=False,
                    help_text="空のときは0円です。マイナスの金額を認めるときは「-1000000」のように入力します。",
                ),
            ),
            ("maximum", blocks.IntegerBlock(label="最大の金額（円）", required=False)),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"minimum": int|None, "maximum": int|None}``."""
        return {name: value.get(name) for name in ("minimum", "maximum")}

    def unit(self, question: Question) -> str:
        """Return 円."""
        return YEN

    def read(self, question: Question, raw: Raw, context: Context) -> int | None:
        """Return the amount; ￥, 円, commas and full-width digits are accepted."""
        text = re.sub(r"\s", "", read_text(question, raw, limit=40, code=True))
        text = re.sub(r"^(金|[+-]?[¥\\])", lambda sign: sign[0].strip("金¥\\"), text)
        # A stroke closes the amount on receipts: ￥1,200－
        text = re.sub(r"(円[也整]?|(?<=[0-9])-)$", "", text)
        if not text:
            return None
        number = read_number(text)
        if number is None or number != number.to_integral_value():
            raise self._unreadable(question, text)
        return self.in_range(question, int(number))

    def _unreadable(self, question: Question, text: str) -> FieldError:
        example = f"{self._example(question):,}"
        if re.search("[千万億]", text):
            return FieldError(
                _(
                    "{question}は、「千」や「万」を使わずに、「{example}」のように数字だけで入力し"
                    "てください。"
                ).format(question=named(question), example=example)
            )
        return FieldError(
            _("{question}を、「{example}」のように、1円単位の数字で入力してください。").format(
                question=named(question), example=example
            )
        )

    def in_range(self, question: Question, number: int) -> int:
        """Return the amount.

        Raises:
            FieldError: it is not between ``minimum`` and ``maximum``.
        """
        least, most = self._range(question)
        if least <= number and (most is None or number <= most):
            return number
        span = (
            _("{least:,}円以上").format(least=least)
            if most is None
            else _("{least:,}円から{most:,}円まで").format(least=least, most=most)
        )
        raise FieldError(
            _("{question}は、{span}の金額を入力してください。いまは{number:,}円です。").format(
                question=named(question), span=span, number=number
            )
        )

    def _range(self, question: Question) -> tuple[int, int | None]:
        most = question.options.get("maximum")
        least = question.options.get("minimum")
        return (least if least is not None else min(0, most or 0)), most

    def _example(self, question: Question) -> int:
        least, most = self._range(question)
        return max(least, EXAMPLE if most is None else min(most, EXAMPLE))

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an integer with its range."""
        least, most = self._range(question)
        schema = {"type": "integer", "description": YEN, "minimum": least}
        return schema if most is None else schema | {"maximum": most}

    def sample(self, question: Question, rng: random.Random) -> int:
        """Return some hundreds of yen."""
        least, most = self._range(question)
        wanted = least + rng.randint(1, 90) * 100
        return wanted if most is None else min(most, wanted)

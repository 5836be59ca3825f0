"""小数: a number with decimals. Value: a JSON number; int when it is whole."""

import random
from decimal import Decimal as Exact
from typing import Any

from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.html import element, escape
from eforms.fields.markup import frame, text_input
from eforms.fields.number_text import NumberBlock, as_json, as_text, places_of, read_number
from eforms.fields.spans import span_problems


MOST_PLACES = 4


class Decimal(FieldType):
    """A number of at most ``places`` decimals between ``minimum`` and ``maximum``."""

    name = "decimal"
    label = "小数"
    help = "面積や長さなど、小数点の付く数で答える質問です。"
    icon = "decimal"
    value_kind = "number"
    json_words = "数"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return decimals, range and unit."""
        span = {"required": False, "max_digits": 15, "decimal_places": MOST_PLACES}
        return [
            (
                "places",
                blocks.IntegerBlock(
                    label="小数点以下のけた数",
                    required=False,
                    default=2,
                    min_value=1,
                    max_value=MOST_PLACES,
                    help_text="1から4まで。これより細かい数は、直すようにお願いします。",
                ),
            ),
            ("minimum", NumberBlock(label="最小値", **span)),
            ("maximum", NumberBlock(label="最大値", **span)),
            (
                "unit",
                blocks.CharBlock(
                    label="単位", required=False, max_length=10, help_text="例：㎡、m、kg"
                ),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"places": 1–4, "minimum": number|None, "maximum": …, "unit": str}``."""
        span = {name: value.get(name) for name in ("minimum", "maximum")}
        return {
            "places": min(max(value.get("places") or 2, 1), MOST_PLACES),
            **{name: None if n is None else as_json(Exact(str(n))) for name, n in span.items()},
            "unit": (value.get("unit") or "").strip(),
        }

    def option_problems(self, value: Any) -> list[tuple[str, str]]:
        """Return that nothing lies between the limits."""
        return span_problems(self.compile_options(value), "minimum", "maximum")

    def read(self, question: Question, raw: Raw, context: Context) -> int | float | None:
        """Return the number; full-width digits, thousands and the unit are accepted."""
        typed = read_text(question, raw, limit=40, code=True)
        unit = clean_unit(question)
        text = typed.removesuffix(unit).strip() if unit else typed
        if not text:
            return None
        number = read_number(text)
        if number is None:
            raise FieldError(
                _(
                    "{question}は、「{example}」のように、数字と小数点（.）で入力してください。"
                ).format(question=named(question), example=self._example(question))
            )
        self._check_places(question, number)
        self._check_range(question, number)
        return as_json(number)

    def _check_places(self, question: Question, number: Exact) -> None:
        most, places = question.options.get("places") or 2, places_of(number)
        if places > most:
            raise FieldError(
                _(
                    "{question}は、小数点以下{most}けたまでで入力してください。いまは小数点以下{places}"
                    "けたです。"
                ).format(question=named(question), most=most, places=places)
            )

    def _check_range(self, question: Question, number: Exact) -> None:
        least, most = (_limit(question, name) for name in ("minimum", "maximum"))
        if (least is None or number >= least) and (most is None or number <= most):
            return
        low, high = as_text(least, grouped=True), as_text(most, grouped=True)
        if low and high:
            span = _("{low}から{high}までの数").format(low=low, high=high)
        else:
            span = (
                _("{low}以上の数").format(low=low) if low else _("{high}以下の数").format(high=high)
            )
        unit = question.options.get("unit") or ""
        now = as_text(number, grouped=True)
        raise FieldError(
            _("{question}は、{span}を入力してください。いまは{now}{unit}です。").format(
                question=named(question), span=span, now=now, unit=unit
            )
        )

    def _example(self, question: Question) -> str:
        least, most = (_limit(question, name) for name in ("minimum", "maximum"))
        for example in (Exact("12.5"), Exact("0.5")):
            if (least is None or example >= least) and (most is None or example <= most):
                return as_text(example)
        return as_text(least if least is not None else most)

    def missing(self, question: Question) -> FieldError:
        """Return the error with a number of the range."""
        example = self._example(question)
        return FieldError(
            _("{question}を、「{example}」のように数字で入力してください。").format(
                question=named(question), example=example
            )
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the number without exponent."""
        return {"": [] if value is None else [as_text(value)]}

    def display(self, question: Question, value: float) -> list[str]:
        """Return the number with its unit."""
        return [f"{as_text(value, grouped=True)}{question.options.get('unit') or ''}"]

    def render(self, question: Question, view: View) -> str:
        """Return a narrow input with the unit behind."""
        box = text_input(question, view, width="w8", inputmode="decimal", autocomplete="off")
        unit = question.options.get("unit")
        if unit:
            box = element("div", box + element("span", unit, class_="unit"), class_="with-unit")
        return frame(question, view, escape(box))

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the bare number."""
        return [as_text(value)]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return a number with its range."""
        span = {name: question.options.get(name) for name in ("minimum", "maximum")}
        places = question.options.get("places") or 2
        return {"type": "number", "description": f"小数点以下{places}けたまで"} | {
            name: limit for name, limit in span.items() if limit is not None
        }

    def sample(self, question: Question, rng: random.Random) -> int | float:
        """Return a number of the range."""
        least, most = (_limit(question, name) for name in ("minimum", "maximum"))
        if least is None:
            least = Exact(1) if most is None or most >= 1 else most - 5
        step = Exact(1).scaleb(-(question.options.get("places") or 2))
        steps = int(((least + 5 if most is None else min(most, least + 5)) - least) / step)
        return as_json(least + rng.randint(0, steps) * step)


def clean_unit(question: Question) -> str:
    """Return the unit as it stands behind a number that went through ``clean_code``: ㎡ is m2."""
    return read_text(question, {"": [question.options.get("unit") or ""]}, limit=100, code=True)


def _limit(question: Question, name: str) -> Exact | None:
    limit = question.options.get(name)
    return None if limit is None else Exact(str(limit))

"""計算: a number the engine works out of other answers. Value: int, or number with decimals.

The formula is about other questions and is therefore the compiler's (``eforms.building.formulas``);
here is how its result looks. It is never taken from a request.
"""

import random
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named
from eforms.fields.html import element, escape, lines


MOST_PLACES = 4
NOTHING = "—"


class Calculated(FieldType):
    """A sum, product, count or age; ``hidden`` from citizens when only rules use it."""

    name = "calculated"
    label = "計算"
    help = "合計・金額・件数・年齢を、ほかの答えから計算して表示します。条件にも使えます。"
    icon = "calculator"
    asked = False
    value_kind = "number"
    json_words = "数"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return how the result is written and for whom."""
        return [
            (
                "places",
                blocks.IntegerBlock(
                    label="小数点以下のけた数",
                    required=False,
                    default=0,
                    min_value=0,
                    max_value=MOST_PLACES,
                    help_text="0から4まで。これより細かい数は四捨五入します。",
                ),
            ),
            (
                "unit",
                blocks.CharBlock(
                    label="単位", required=False, max_length=10, help_text="例：円、人、通、歳"
                ),
            ),
            (
                "hidden",
                blocks.BooleanBlock(
                    label="利用者には表示しない",
                    required=False,
                    default=False,
                    help_text="条件だけに使うときに選びます。職員の画面とCSVには表示します。",
                ),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"places": 0–4, "unit", "hidden": bool}``; the compiler adds ``formula``."""
        return {
            "places": min(max(value.get("places") or 0, 0), MOST_PLACES),
            "unit": (value.get("unit") or "").strip(),
            "hidden": bool(value.get("hidden")),
        }

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return none: there is no input."""
        return ()

    def read(self, question: Question, raw: Raw, context: Context) -> Any:
        """Return the number that stands for itself."""
        value = (raw.get("") or [None])[0]
        if value is None:
            return None
        try:
            return int(value) if float(value).is_integer() else float(value)
        except (ValueError, OverflowError):
            raise FieldError(
                _("{question}は、ほかの答えを直してください。").format(question=named(question))
            ) from None

    def missing(self, question: Question) -> FieldError:
        """Return the error; nothing can be typed here."""
        return FieldError(
            _("{question}を計算できるよう、ほかの質問に答えてください。").format(
                question=named(question)
            )
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the number as it is."""
        return {"": [] if value is None else [value]}

    def display(self, question: Question, value: Any) -> list[str]:
        """Return the number with its unit."""
        return [f"{value:,.{_places(question)}f}{question.options.get('unit') or ''}"]

    def render(self, question: Question, view: View) -> SafeString:
        """Return the result, which the browser keeps up to date (``data-calculated``)."""
        if question.options.get("hidden"):
            return SafeString("")
        value = (view.raw.get("") or [None])[0]
        name = escape(view.name)
        shown = NOTHING if value is None else self.display(question, value)[0]
        output = element(
            "output",
            shown,
            class_="calculated",
            id=view.name,
            aria_labelledby=f"{view.name}-label",
            data_calculated=question.id,
            data_places=_places(question),
            data_unit=question.options.get("unit") or None,
        )
        help = f'<p class="question__help">{lines(question.help)}</p>' if question.help else ""
        return SafeString(
            f'<div class="question question--calculated" data-question="{escape(question.id)}"'
            f"{' hidden' if view.hidden else ''}>"
            f'<p class="question__label" id="{name}-label">{escape(question.label)}</p>'
            f"{help}<p>{output}</p></div>"
        )

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the bare number."""
        return ["" if value is None else f"{value:.{_places(question)}f}"]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return a number that is only read."""
        return {"type": "number", "readOnly": True}

    def sample(self, question: Question, rng: random.Random) -> Any:
        """Return a number of as many decimals."""
        power = 10 ** _places(question)
        number = rng.randint(1, 5000 * power)
        return number // power if number % power == 0 else number / power


def _places(question: Question) -> int:
    return question.options.get("places") or 0

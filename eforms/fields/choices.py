"""いくつでも選ぶ: any number of choices. Value: list of ids in the order of the choices."""

import random
from typing import Any

from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields import choice_list
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named
from eforms.fields.markup import choices, frame


class Choices(FieldType):
    """Check boxes, of which ``minimum`` to ``maximum`` may be checked."""

    name = "choices"
    label = "いくつでも選ぶ"
    help = "当てはまるものをすべて選ぶ質問です。"
    icon = "list-ul"
    value_kind = "choices"
    json_words = "選択肢のIDの配列"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return choices and how many may be taken."""
        return [
            ("choices", choice_list.choices_block()),
            (
                "minimum",
                blocks.IntegerBlock(label="選ぶ数の下限", required=False, min_value=1),
            ),
            (
                "maximum",
                blocks.IntegerBlock(label="選ぶ数の上限", required=False, min_value=1),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"choices": […], "minimum": int|None, "maximum": int|None}``."""
        return {
            "choices": choice_list.compiled(value.get("choices")),
            "minimum": value.get("minimum"),
            "maximum": value.get("maximum"),
        }

    def read(self, question: Question, raw: Raw, context: Context) -> list[str]:
        """Return the ids of choices that exist, each once."""
        chosen = {key for key in raw.get("") or () if key}
        known = [key for key, _ in choice_list.of(question)]
        if not chosen <= set(known):
            raise FieldError(
                _("{question}を、表示されている中から選んでください。").format(
                    question=named(question)
                )
            )
        self._check_number(question, len(chosen))
        return [key for key in known if key in chosen]

    def _check_number(self, question: Question, number: int) -> None:
        least, most = question.options.get("minimum"), question.options.get("maximum")
        if number and least and number < least:
            raise FieldError(
                _("{question}を、{least}つ以上選んでください。いまは{number}つです。").format(
                    question=named(question), least=least, number=number
                )
            )
        if most and number > most:
            raise FieldError(
                _(
                    "{question}は、{most}つまでにしてください。いまは{number}つ選ばれています。"
                ).format(question=named(question), most=most, number=number)
            )

    def accept_json(self, question: Question, value: Any, context: Context) -> Any:
        """Take ids or codes of choices."""
        if isinstance(value, list):
            value = [
                choice_list.id_of(question, part) if isinstance(part, str) else part
                for part in value
            ]
        return super().accept_json(question, value, context)

    def missing(self, question: Question) -> FieldError:
        """Return the error."""
        least = question.options.get("minimum") or 1
        return FieldError(
            _("{question}を、{least}つ以上選んでください。").format(
                question=named(question), least=least
            )
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the ids."""
        return {"": list(value or ())}

    def display(self, question: Question, value: list[str]) -> list[str]:
        """Return the labels, one a line."""
        return choice_list.labels(question, value)

    def hint(self, question: Question) -> str:
        """Tell how many may be taken."""
        least, most = question.options.get("minimum"), question.options.get("maximum")
        if least and most:
            return (
                _("{least}つから{most}つまで選べます。").format(least=least, most=most)
                if least < most
                else _("{most}つ選べます。").format(most=most)
            )
        if most:
            return _("{most}つまで選べます。").format(most=most)
        return _("{least}つ以上選びます。").format(least=least) if least and least > 1 else ""

    def render(self, question: Question, view: View) -> str:
        """Return check boxes in a fieldset."""
        inputs = choices("checkbox", view, choice_list.of(question), view.raw.get("") or [])
        return frame(question, view, inputs, hint=self.hint(question), fieldset=True)

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the labels in one cell."""
        return ["、".join(choice_list.labels(question, value or ()))]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return a list of ids, with their labels in words."""
        known = choice_list.of(question)
        return {
            "type": "array",
            "items": {"type": "string", "enum": [key for key, _ in known]},
            "uniqueItems": True,
            "description": "、".join(f"{key}：{label}" for key, label in known),
        }

    def sample(self, question: Question, rng: random.Random) -> list[str]:
        """Return some of the choices."""
        known = [key for key, _ in choice_list.of(question)]
        least = min(question.options.get("minimum") or 1, len(known))
        most = min(question.options.get("maximum") or len(known), len(known))
        taken = set(rng.sample(known, rng.randint(least, max(least, most))))
        return [key for key in known if key in taken]

"""1つ選ぶ: one of several choices, as radio buttons or as a list. Value: the choice's id."""

import random
from typing import Any

from django.utils.translation import gettext as _

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields import choice_list
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named
from eforms.fields.html import attributes, element, escape, join
from eforms.fields.markup import choices, described_by, frame


class Choice(FieldType):
    """One choice; ``as`` tells whether radio buttons or a list."""

    name = "choice"
    label = "1つ選ぶ"
    help = "いくつかの中から1つを選ぶ質問です。"
    icon = "radio-full"
    value_kind = "choice"
    json_words = "選択肢のID"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return choices and looks."""
        return [
            ("choices", choice_list.choices_block()),
            (
                "as",
                blocks.ChoiceBlock(
                    label="見せ方",
                    choices=[("radios", "すべて並べる"), ("list", "一覧から選ぶ（多いとき）")],
                    default="radios",
                ),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"choices": [{"id", "label"}, …], "as": "radios"|"list"}``."""
        looks = "list" if value.get("as") == "list" else "radios"
        return {"choices": choice_list.compiled(value.get("choices")), "as": looks}

    def read(self, question: Question, raw: Raw, context: Context) -> str | None:
        """Return the id of a choice that exists."""
        chosen = (raw.get("") or [""])[0]
        if not chosen:
            return None
        if all(chosen != key for key, _ in choice_list.of(question)):
            raise FieldError(
                _("{question}を、表示されている中から選んでください。").format(
                    question=named(question)
                )
            )
        return chosen

    def accept_json(self, question: Question, value: Any, context: Context) -> Any:
        """Take the id or the code of a choice."""
        if isinstance(value, str):
            value = choice_list.id_of(question, value)
        return super().accept_json(question, value, context)

    def missing(self, question: Question) -> FieldError:
        """Return the error."""
        return FieldError(_("{question}を選んでください。").format(question=named(question)))

    def display(self, question: Question, value: str) -> list[str]:
        """Return the label."""
        return choice_list.labels(question, [value])

    def render(self, question: Question, view: View) -> str:
        """Return radio buttons in a fieldset, or a list."""
        if question.options.get("as") == "list":
            return frame(question, view, self._list(question, view))
        inputs = choices("radio", view, choice_list.of(question), view.raw.get("") or [])
        return frame(question, view, inputs, fieldset=True)

    def _list(self, question: Question, view: View) -> str:
        chosen = view.text()
        known = [("", _("選んでください")), *choice_list.of(question)]
        options = join(self._option(view, key, label, chosen) for key, label in known)
        return element(
            "select",
            options,
            class_="select",
            id=view.name,
            name=view.name,
            aria_describedby=described_by(question, view) or None,
            aria_invalid="true" if view.message else None,
        )

    def _option(self, view: View, key: str, label: str, chosen: str) -> str:
        hidden = key in view.hidden_choices
        states = {"selected": key == chosen and not hidden, "hidden": hidden, "disabled": hidden}
        return f"<option{attributes({'value': key, **states})}>{escape(label)}</option>"

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return the ids, with their labels in words."""
        known = choice_list.of(question)
        return {
            "type": "string",
            "enum": [key for key, _ in known],
            "description": "、".join(f"{key}：{label}" for key, label in known),
        }

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return one of the choices."""
        return rng.choice(choice_list.of(question))[0]

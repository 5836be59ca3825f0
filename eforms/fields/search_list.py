"""一覧から探して選ぶ: one of many choices (wards, schools, banks). Value: the choice's id.

The page holds each choice once, as ``<option>label</option>``: the label is what a browser sends.
With a script the list becomes a box to search in (``static/js/search-list.js``).
"""

import random
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from eforms.engine.schema import Question
from eforms.fields import choice_lines, choice_list
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.html import element, escape, join
from eforms.fields.markup import described_by, frame
from eforms.fields.text import clean_text


class SearchList(FieldType):
    """One choice out of up to 5,000."""

    name = "search_list"
    label = "一覧から探して選ぶ"
    help = "行政区・学校・金融機関など、選択肢が30を超えるときの質問です。文字を入れて探せます。"
    icon = "search"
    value_kind = "choice"
    json_words = "選択肢のID"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return the choices as text."""
        return [
            (
                "choices",
                choice_lines.ChoiceLinesBlock(
                    label="選択肢",
                    help_text="1行に1つ、5,000行まで。「コード,選択肢」のように、"
                    "半角のコードを前に付けることもできます。",
                    search_index=False,
                ),
            )
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"choices": [{"id", "label"[, "code"]}, …]}``."""
        return {"choices": choice_lines.compiled(value.get("choices"))}

    def option_problems(self, value: Any) -> list[tuple[str, str]]:
        """Return what is wrong with the lines."""
        problem = choice_lines.problem(value.get("choices"))
        return [("choices", problem)] if problem else []

    def options_from_data(self, options: dict[str, Any]) -> dict[str, Any]:
        """Take a list of labels or ``{label, code}`` as lines."""
        lines = [
            f"{choice['code']}\t{choice['label']}"
            if isinstance(choice, dict) and choice.get("code")
            else str(choice["label"] if isinstance(choice, dict) else choice)
            for choice in options.get("choices", ())
        ]
        return options | {"choices": "\n".join(lines)}

    def read(self, question: Question, raw: Raw, context: Context) -> str | None:
        """Return the id of the choice that was sent by label or id."""
        typed = read_text(question, raw, limit=choice_lines.LABEL_LIMIT)
        if not typed:
            return None
        found = _known(question).get(typed)
        if found is None:
            shown = typed if len(typed) <= 40 else f"{typed[:40]}…"
            raise FieldError(
                _("{question}の「{shown}」は一覧にありません。一覧から1つ選んでください。").format(
                    question=named(question), shown=shown
                )
            )
        return found

    def accept_json(self, question: Question, value: Any, context: Context) -> Any:
        """Take the id, the code or the label of a choice."""
        if isinstance(value, str):
            value = choice_list.id_of(question, value)
        return super().accept_json(question, value, context)

    def missing(self, question: Question) -> FieldError:
        """Return the error."""
        return FieldError(
            _("{question}を、一覧から選んでください。").format(question=named(question))
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the label, as the list sends it; of no choice what it is."""
        return {"": (choice_list.labels(question, [value]) or [str(value)]) if value else []}

    def display(self, question: Question, value: str) -> list[str]:
        """Return the label."""
        return choice_list.labels(question, [value])

    def render(self, question: Question, view: View) -> str:
        """Return a list; what was typed and is not in it stands there to be corrected."""
        chosen = view.text()
        options = _options(question)
        known = _known(question).get(clean_text(chosen))
        if known:
            label = escape(choice_list.labels(question, [known])[0])
            options = options.replace(f"<option>{label}<", f"<option selected>{label}<", 1)
        elif chosen:
            options = f"<option selected>{escape(chosen)}</option>{options}"
        box = element(
            "select",
            join([f'<option value="">{_("選んでください")}</option>{options}']),
            class_="select select--long",
            id=view.name,
            name=view.name,
            data_search_list=True,
            aria_describedby=described_by(question, view) or None,
            aria_invalid="true" if view.message else None,
        )
        return frame(question, view, box)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return the ids; labels and codes stand in ``options.choices``."""
        return {
            "type": "string",
            "enum": [key for key, _ in choice_list.of(question)],
            "description": "options.choices にある id（code か label でも受け付けます）",
        }

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return one of the choices."""
        return rng.choice(choice_list.of(question))[0]


@lru_cache(maxsize=64)
def _options(question: Question) -> str:
    # Made once in a process: versions never change.
    return "".join(f"<option>{escape(label)}</option>" for _, label in choice_list.of(question))


@lru_cache(maxsize=64)
def _known(question: Question) -> dict[str, str]:
    """Return id and label → id; an id that somebody used as a label stays an id."""
    known = choice_list.of(question)
    return {clean_text(label): key for key, label in known} | {key: key for key, _ in known}

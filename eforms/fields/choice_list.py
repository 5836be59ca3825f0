"""What questions with choices share: the editor's list, and choices by id.

Answers and rules hold the id of a choice, so that a label can be reworded.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from wagtail import blocks

from eforms.engine.schema import Question


class ChoiceBlock(blocks.StructBlock):
    """One choice; the editor's settings of it are given by ``eforms.building``."""

    label = blocks.CharBlock(label="選択肢", max_length=200)
    code = blocks.RegexBlock(
        label="コード",
        required=False,
        max_length=60,
        regex=r"^[A-Za-z0-9_]+$",
        error_messages={"invalid": "半角の英数字と下線で入力してください。"},
        help_text="CSVやAPIで選択肢を表す名前です。空のままでもかまいません。",
        search_index=False,
    )

    class Meta:
        icon = "radio-full"
        label_format = "{label}"


class ChoicesBlock(blocks.ListBlock):
    """The list of choices; the id of each entry is the choice's id."""

    def get_form_state(self, value: Any) -> list[dict[str, Any]]:
        """Leave ids out that were made up this moment.

        The state of a new question is sent once and used for each one that is added: its choices
        would have the ids of those of every other. The editor's script makes ids where none is.
        """
        value = self.normalize(value)
        states = super().get_form_state(value)
        for child, state in zip(value.bound_blocks, states, strict=True):
            if child.original_id is None:
                del state["id"]
        return states


def choices_block(settings: Sequence[tuple[str, blocks.Block]] = ()) -> blocks.ListBlock:
    """Return the list of choices for the editor.

    ``settings`` are further blocks of a choice, folded away behind its gear.
    """
    layout = blocks.BlockGroup(children=["label", "code"], settings=[name for name, _ in settings])
    choice = ChoiceBlock(settings, form_layout=layout) if settings else ChoiceBlock()
    # Every part is named: the editor's script would write "undefined" into the others.
    empty = [dict(choice.get_default()) for _number in range(2)]
    return ChoicesBlock(choice, label="選択肢", min_num=2, default=empty)


def compiled(value: Any) -> list[dict[str, Any]]:
    """Return ``[{"id", "label"[, "code"][, "show"]}, …]`` of the editor's list."""
    choices = []
    for child in getattr(value, "bound_blocks", ()):
        child.id = child.id or str(uuid.uuid4())  # kept when the page is saved
        label, code = (child.value.get(name) or "" for name in ("label", "code"))
        choice = {"id": child.id, "label": label.strip(), "code": code}
        choice["show"] = child.value.get("show")
        choices.append({k: v for k, v in choice.items() if v or k in ("id", "label")})
    return choices


def of(question: Question) -> list[tuple[str, str]]:
    """Return id and label of each choice."""
    return [(choice["id"], choice["label"]) for choice in question.options.get("choices", ())]


def labels(question: Question, ids: Iterable[str]) -> list[str]:
    """Return the labels of ids, in the order of the choices; strange ids are passed over."""
    wanted = set(ids)
    return [label for key, label in of(question) if key in wanted]


def id_of(question: Question, given: str) -> str:
    """Return the id of a choice a program named by id or code, else what it sent."""
    for choice in question.options.get("choices", ()):
        if given in (choice["id"], choice.get("code")):
            return choice["id"]
    return given

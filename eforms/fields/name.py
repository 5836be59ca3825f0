"""氏名: family and given name with their reading.

Value: ``{"family", "given", "family_kana", "given_kana"}``; somebody with one name has it in
``family``, and ``given`` is empty. Kanji stay as typed: no NFKC, ever (domain facts, 5.1).
"""

import random
import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import (
    Column,
    Context,
    FieldError,
    FieldType,
    Raw,
    View,
    named,
    part_name,
    read_text,
)
from eforms.fields.html import attributes, element, escape, join
from eforms.fields.markup import frame, part_input, part_state
from eforms.fields.personal import autocomplete, own_block
from eforms.fields.text import clean_kana


LIMIT = 60
FULL = {"family": gettext_lazy("お名前"), "family_kana": gettext_lazy("フリガナ")}
SPLIT = {
    "family": gettext_lazy("姓"),
    "given": gettext_lazy("名"),
    "family_kana": gettext_lazy("姓のフリガナ"),
    "given_kana": gettext_lazy("名のフリガナ"),
}
EXAMPLES = {
    "family": "一関",
    "given": "太郎",
    "family_kana": "イチノセキ",
    "given_kana": "タロウ",
}
FULL_EXAMPLES = {
    "family": gettext_lazy("一関 太郎"),
    "family_kana": gettext_lazy("イチノセキ タロウ"),
}
TOKENS = {"family": "family-name", "given": "given-name"}
# Said by the person: there is only one name.
ONE = "one"
_KANA = re.compile("[ァ-ヺー・ヽヾ　]+")


class Name(FieldType):
    """A name in two boxes (``single``: one), with its reading when ``kana``."""

    name = "name"
    label = "氏名"
    help = "姓と名、フリガナを聞く質問です。漢字は入力されたとおりに残ります。"
    icon = "user"
    value_kind = "record"
    json_words = "family、given、family_kana、given_kana の組"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return reading, boxes, and whose name it is."""
        return [
            ("kana", blocks.BooleanBlock(label="フリガナも聞く", required=False, default=True)),
            (
                "single",
                blocks.BooleanBlock(
                    label="姓と名を分けずに1つの欄で聞く", required=False, default=False
                ),
            ),
            own_block("氏名"),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"kana": bool, "single": bool, "own": bool}``."""
        return {
            "kana": value.get("kana") is not False,
            "single": bool(value.get("single")),
            "own": value.get("own") is not False,
        }

    def _boxes(self, question: Question) -> dict[str, str]:
        boxes = FULL if question.options.get("single") else SPLIT
        if question.options.get("kana") is False:
            return {part: label for part, label in boxes.items() if not part.endswith("kana")}
        return boxes

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return the boxes, and the check box of those with one name."""
        boxes = tuple(self._boxes(question))
        return boxes if question.options.get("single") else (*boxes, ONE)

    def read(self, question: Question, raw: Raw, context: Context) -> dict[str, str] | None:
        """Return the name; ``given`` may be missing only when the person says so."""
        boxes = self._boxes(question)
        value = dict.fromkeys(SPLIT, "")
        for part, label in boxes.items():
            value[part] = read_text(
                question, raw, part, limit=LIMIT, what=self._of(question, label)
            )
        if not any(value.values()):
            return None
        one = "given" not in boxes or bool((raw.get(ONE) or [""])[0])
        if one and not question.options.get("single"):
            value = self._joined(value)
        wanted = [part for part in boxes if not (one and part.startswith("given"))]
        missing = tuple(part for part in wanted if not value[part])
        if missing:
            raise self._missing(question, missing)
        return self._with_kana(question, value, boxes)

    def _joined(self, value: dict[str, str]) -> dict[str, str]:
        return {
            "family": f"{value['family']} {value['given']}".strip(),
            "given": "",
            "family_kana": f"{value['family_kana']} {value['given_kana']}".strip(),
            "given_kana": "",
        }

    def _with_kana(self, question: Question, value: dict, boxes: dict) -> dict[str, str]:
        wrong = []
        for part in ("family_kana", "given_kana"):
            value[part] = clean_kana(value[part]) if value[part] else ""
            if value[part] and not _KANA.fullmatch(value[part]):
                wrong.append(part)
        if wrong:
            example = self._example(question, wrong[0])
            what = _("と").join(str(boxes.get(part, _("フリガナ"))) for part in wrong)
            raise FieldError(
                _("{of}を、「{example}」のようにカタカナで入力してください。").format(
                    of=self._of(question, what), example=example
                ),
                parts=tuple(wrong),
            )
        return value

    def missing(self, question: Question) -> FieldError:
        """Return the error that shows a whole name."""
        boxes = self._boxes(question)
        reading = _("（イチノセキ タロウ）") if "family_kana" in boxes else ""
        return FieldError(
            _("{question}を、「一関 太郎{reading}」のように入力してください。").format(
                question=named(question), reading=reading
            ),
            parts=tuple(boxes),
        )

    def _missing(self, question: Question, parts: tuple[str, ...]) -> FieldError:
        boxes = self._boxes(question)
        what = "・".join(str(boxes[part]) for part in parts)
        example = self._example(question, parts[0])
        tail = ""
        if parts[0] == "given" and not question.options.get("single"):
            tail = _("名がない方は、下の欄を選んでください。")
        return FieldError(
            _("{of}を、「{example}」のように入力してください。{tail}").format(
                of=self._of(question, what), example=example, tail=tail
            ),
            parts=parts,
        )

    def _of(self, question: Question, what: str) -> str:
        return (
            _("{question}の{what}").format(question=named(question), what=what)
            if what != FULL["family"]
            else named(question)
        )

    def _example(self, question: Question, part: str) -> str:
        return (FULL_EXAMPLES if question.options.get("single") else EXAMPLES)[part]

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the boxes of a name."""
        value = value or {}
        raw: Raw = {part: [value.get(part) or ""] for part in self._boxes(question)}
        if "given" in raw:
            raw[ONE] = ["1"] if value.get("family") and not value.get("given") else []
        elif value.get("given"):
            raw["family"] = [f"{value.get('family', '')} {value['given']}".strip()]
            if "family_kana" in raw:
                kana = f"{value.get('family_kana', '')} {value.get('given_kana', '')}"
                raw["family_kana"] = [kana.strip()]
        return raw

    def display(self, question: Question, value: dict[str, str]) -> list[str]:
        """Return the name, and below it the reading."""
        kana = f"{value.get('family_kana', '')} {value.get('given_kana', '')}".strip()
        return [full_name(value)] + ([kana] if kana else [])

    def render(self, question: Question, view: View) -> str:
        """Return the boxes: names in one row, readings in the next."""
        boxes = self._boxes(question)
        rows = [
            element(
                "div",
                join(
                    self._box(question, view, part, label)
                    for part, label in boxes.items()
                    if part.endswith("kana") == kana
                ),
                class_="parts",
            )
            for kana in ([False, True] if "family_kana" in boxes else [False])
        ]
        if "given" in boxes:
            rows.append(self._one(view))
        return frame(question, view, join(rows), fieldset=True)

    def _box(self, question: Question, view: View, part: str, label: str) -> str:
        return part_input(
            view,
            part,
            label,
            width="w24" if question.options.get("single") else "w16",
            autocomplete=autocomplete(question, view, self._token(question, part)),
            spellcheck="false",
        )

    def _token(self, question: Question, part: str) -> str:
        return "name" if question.options.get("single") else TOKENS.get(part, "off")

    def _one(self, view: View) -> str:
        identity = escape(view.id(ONE))
        state = attributes({"checked": bool(view.text(ONE)), **part_state(view, ONE)})
        words = _("姓と名に分かれていない（外国籍の方など。「姓」の欄に入力してください）")
        return (
            f'<div class="choice choice--quiet"><input type="checkbox" id="{identity}"'
            f' name="{identity}" value="1"{state}><label for="{identity}">'
            f"{escape(words)}</label></div>"
        )

    def csv_columns(self, question: Question) -> list[Column]:
        """Return one column for each part."""
        return [
            Column(part_name(question.code, part).replace("-", "_"), f"{question.label} {label}")
            for part, label in SPLIT.items()
        ]

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the parts."""
        return [(value or {}).get(part, "") for part in SPLIT]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an object of texts."""
        return {
            "type": "object",
            "properties": {part: {"type": "string", "maxLength": LIMIT} for part in SPLIT},
            "required": ["family"],
        }

    def sample(self, question: Question, rng: random.Random) -> dict[str, str]:
        """Return a name of the region, some with rare characters."""
        family = rng.choice(
            [("佐藤", "サトウ"), ("千葉", "チバ"), ("𠮷田", "ヨシダ"), ("髙橋", "タカハシ")]
        )
        given = rng.choice(
            [
                ("太郎", "タロウ"),
                ("花子", "ハナコ"),
                ("さくら", "サクラ"),
                ("龍之介", "リュウノスケ"),
            ]
        )
        kana = question.options.get("kana") is not False
        if question.options.get("single"):
            return {
                "family": f"{family[0]} {given[0]}",
                "given": "",
                "family_kana": f"{family[1]}　{given[1]}" if kana else "",
                "given_kana": "",
            }
        return {
            "family": family[0],
            "given": given[0],
            "family_kana": family[1] if kana else "",
            "given_kana": given[1] if kana else "",
        }


def full_name(value: dict[str, str]) -> str:
    """Return family and given name with a blank between them."""
    return f"{value.get('family', '')} {value.get('given', '')}".strip()

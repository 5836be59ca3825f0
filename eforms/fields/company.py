"""法人: number, name, reading and address.

Value: ``{"corporate_number" (13 digits), "name", "kana", "address"}``; name and address stay as
typed.
"""

import random
import re
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields import corporate_number, lookups
from eforms.fields.base import Column, Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.html import element, join
from eforms.fields.markup import frame, part_input
from eforms.fields.personal import autocomplete, own_block
from eforms.fields.text import clean_kana


NUMBER = "corporate_number"
PARTS = {
    NUMBER: gettext_lazy("法人番号"),
    "name": gettext_lazy("名称"),
    "kana": gettext_lazy("名称のフリガナ"),
    "address": gettext_lazy("所在地"),
}
# What the label of an input adds.
NOTES = {
    "name": gettext_lazy("（「株式会社」なども含めて）"),
    "address": gettext_lazy("（本店または主な事務所）"),
}
LIMITS = {NUMBER: 40, "name": 150, "kana": 150, "address": 200}
EXAMPLES = {
    NUMBER: "4000020032093",
    "name": "株式会社一関商店",
    "kana": "イチノセキショウテン",
    "address": "岩手県一関市竹山町7-2",
}
_KANA = re.compile("[ァ-ヺー・ヽヾ　]+")


class Company(FieldType):
    """A company by its number, name and address; the reading when ``kana``."""

    name = "company"
    label = "法人"
    help = "会社などの法人番号、名称、所在地を聞く質問です。法人番号の打ち間違いを確かめます。"
    icon = "site"
    value_kind = "record"
    json_words = "corporate_number、name、kana、address の組"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return whether the number is needed, the reading, and whose company it is."""
        return [
            (
                "number_required",
                blocks.BooleanBlock(
                    label="法人番号を必ず聞く",
                    required=False,
                    default=True,
                    help_text="法人番号のない団体も答えるときは、チェックを外してください。",
                ),
            ),
            ("kana", blocks.BooleanBlock(label="フリガナも聞く", required=False, default=False)),
            own_block("法人"),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"number_required": bool, "kana": bool, "own": bool}``."""
        return {
            "number_required": value.get("number_required") is not False,
            "kana": bool(value.get("kana")),
            "own": value.get("own") is not False,
        }

    def _boxes(self, question: Question) -> dict[str, str]:
        kana = question.options.get("kana")
        return {part: label for part, label in PARTS.items() if part != "kana" or kana}

    def _needs_number(self, question: Question) -> bool:
        return question.options.get("number_required") is not False

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return the parts that are asked for."""
        return tuple(self._boxes(question))

    def read(self, question: Question, raw: Raw, context: Context) -> dict[str, str] | None:
        """Return the company, whole or not at all."""
        boxes = self._boxes(question)
        value = dict.fromkeys(PARTS, "")
        for part, label in boxes.items():
            what = _("{question}の{label}").format(question=named(question), label=label)
            value[part] = read_text(question, raw, part, limit=LIMITS[part], what=what)
        if not any(value.values()):
            return None
        optional = () if self._needs_number(question) else (NUMBER,)
        missing = tuple(part for part in boxes if not value[part] and part not in optional)
        if missing:
            raise self._missing(question, missing)
        value[NUMBER] = self._number(question, value[NUMBER])
        value["kana"] = self._kana(question, value["kana"])
        return value

    def _number(self, question: Question, text: str) -> str:
        if not text:
            return ""
        digits = corporate_number.read_digits(text)
        what = _("{question}の法人番号").format(question=named(question))
        if not (digits.isascii() and digits.isdigit()):
            problem = _("{what}を、「{example}」のように13けたの数字で入力してください。").format(
                what=what, example=EXAMPLES[NUMBER]
            )
        elif len(digits) == corporate_number.REGISTER_DIGITS:
            problem = _(
                "{what}は、13けたの数字で入力してください。いまは12けたです。"
                "登記にある12けたの会社法人等番号とは異なるので、法人番号の通知などで確かめて"
                "ください。"
            ).format(what=what)
        elif len(digits) != corporate_number.DIGITS:
            problem = _("{what}は、13けたの数字で入力してください。いまは{count}けたです。").format(
                what=what, count=len(digits)
            )
        elif not corporate_number.is_right(digits):
            problem = _(
                "{what}に、打ち間違いがあるようです。13けたの数字を1つずつ確かめて、"
                "もう一度入力してください。"
            ).format(what=what)
        else:
            return digits
        raise FieldError(problem, NUMBER)

    def _kana(self, question: Question, text: str) -> str:
        kana = clean_kana(text) if text else ""
        if kana and not _KANA.fullmatch(kana):
            raise FieldError(
                _("{question}の{part}を、「{example}」のようにカタカナで入力してください。").format(
                    question=named(question), part=PARTS["kana"], example=EXAMPLES["kana"]
                ),
                "kana",
            )
        return kana

    def missing(self, question: Question) -> FieldError:
        """Return the error that names what a company needs."""
        boxes = self._boxes(question)
        if not self._needs_number(question):
            boxes.pop(NUMBER)
        return self._missing(question, tuple(boxes))

    def _missing(self, question: Question, parts: tuple[str, ...]) -> FieldError:
        what = _("{question}の{parts}").format(
            question=named(question), parts="・".join(str(PARTS[part]) for part in parts)
        )
        example = f"、「{EXAMPLES[parts[0]]}」のように" if len(parts) == 1 else ""
        return FieldError(
            _("{what}を{example}入力してください。").format(what=what, example=example), parts=parts
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the parts."""
        value = value or {}
        return {part: [value.get(part) or ""] for part in self._boxes(question)}

    def display(self, question: Question, value: dict[str, str]) -> list[str]:
        """Return name, reading, number and address, one a line."""
        number = value.get(NUMBER)
        lines = [
            value.get("name"),
            value.get("kana"),
            number and _("法人番号：{number}").format(number=number),
        ]
        return [line for line in [*lines, value.get("address")] if line]

    def hint(self, question: Question) -> str:
        """Return where the number stands."""
        return _(
            "法人番号は13けたの数字です。「T」で始まる登録番号のまま入力してもかまいません"
            "。国税庁の「法人番号公表サイト」で調べられます。"
        )

    def render(self, question: Question, view: View) -> str:
        """Return the parts, with the look-ups by number and by name where the page offers them."""
        boxes = [
            self._box(question, view, part, label) for part, label in self._boxes(question).items()
        ]
        parts = element("div", join(boxes), class_="parts")
        hint = self.hint(question)
        if lookups.COMPANY_NUMBER in view.lookups.kinds:
            hint += _(
                "検索には国税庁の法人番号システムWeb-API機能を利用していますが、"
                "サービスの内容は国税庁によって保証されたものではありません。"
            )
        return frame(question, view, parts, hint=hint, fieldset=True)

    def _box(self, question: Question, view: View, part: str, label: str) -> str:
        if part == NUMBER:
            optional = "" if self._needs_number(question) else _("（ない場合は空のまま）")
            look = {"inputmode": "numeric"} if not view.text(part).upper().startswith("T") else {}
            box = part_input(view, part, label + optional, width="w16", autocomplete="off", **look)
            words, kind = _("法人番号で検索"), lookups.COMPANY_NUMBER
            return lookups.beside(box, lookups.button(view, kind, words, question.label))
        box = self._text_box(question, view, part, label)
        if part == "name":
            words, kind = _("名称で検索"), lookups.COMPANY_NAME
            search = lookups.button(view, kind, words, question.label)
            return lookups.beside(box, search, lookups.found(view))
        return box

    def _text_box(self, question: Question, view: View, part: str, label: str) -> SafeString:
        label += NOTES.get(part, "")
        token = "organization" if part == "name" else "off"
        return part_input(
            view,
            part,
            label,
            part_class="part--full",
            autocomplete=autocomplete(question, view, token),
            spellcheck="false",
        )

    def csv_columns(self, question: Question) -> list[Column]:
        """Return one column for each part."""
        return [
            Column(f"{question.code}_{part}", f"{question.label} {label}")
            for part, label in PARTS.items()
        ]

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the parts."""
        return [(value or {}).get(part, "") for part in PARTS]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an object of texts."""
        properties: dict[str, Any] = {
            part: {"type": "string", "maxLength": limit} for part, limit in LIMITS.items()
        }
        properties[NUMBER] |= {"description": "13けたの数字（先頭の1けたは検査用）"}
        number = [NUMBER] if self._needs_number(question) else []
        return {
            "type": "object",
            "properties": properties,
            "required": [*number, "name", "address"],
        }

    def sample(self, question: Question, rng: random.Random) -> dict[str, str]:
        """Return a company that does not exist, with a number that could."""
        name, kana = rng.choice(
            [
                ("株式会社磐井製作所", "イワイセイサクショ"),
                ("有限会社栗駒建設", "クリコマケンセツ"),
                ("㈱猊鼻観光", "ゲイビカンコウ"),
            ]
        )
        base = f"{rng.randint(0, 999_999_999_999):012}"
        return {
            NUMBER: f"{corporate_number.check_digit(base)}{base}",
            "name": name,
            "kana": kana if question.options.get("kana") else "",
            "address": f"岩手県一関市竹山町{rng.randint(1, 99)}-{rng.randint(1, 20)}",
        }

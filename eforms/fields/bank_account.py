"""振込先の口座: bank, branch, kind, number and holder, as the passbook prints them.

Value: ``{"bank_name", "branch_name", "account_kind", "account_number" (7 digits),
"account_holder"}``. The holder is in full-width: katakana without small letters, 0–9, A–Z and
（ ）．／「」ー, the characters of the banks' own system (全銀), which passbooks print.

ゆうちょ銀行 gives two names to an account, and both are accepted: 店名 and 口座番号 for transfers
from other banks (they are stored), and 記号 and 番号 as the passbook prints them first. Its public
rule (ゆうちょ銀行「記号・番号から振込用の店名・預金種目・口座番号への変換の法則」,
https://www.jp-bank.japanpost.jp/kojin/sokin/koza/kj_sk_kz_furikomi_ksk.html): for a 記号 that
begins with 1, the branch is its second and third digit and an 8, the account number is the 番号
without its last digit, with noughts to seven digits. 10530 and 12345671 are 〇五八, 1234567.
A 記号 of another beginning follows other rules; for it we ask for the branch.
"""

import random
import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import jaconv

from eforms.engine.schema import Question
from eforms.fields.base import Column, Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.html import attributes, element, escape, join
from eforms.fields.markup import frame, labelled_part, part_input, part_state
from eforms.fields.text import clean_code, clean_kana


BANK, BRANCH, KIND, NUMBER, HOLDER = (
    "bank_name",
    "branch_name",
    "account_kind",
    "account_number",
    "account_holder",
)
PARTS = {
    BANK: gettext_lazy("金融機関名"),
    BRANCH: gettext_lazy("支店名"),
    KIND: gettext_lazy("預金の種類"),
    NUMBER: gettext_lazy("口座番号"),
    HOLDER: gettext_lazy("口座名義（カナ）"),
}
# What the label of an input adds.
NOTES = {
    BRANCH: gettext_lazy("（ゆうちょ銀行は記号）"),
    NUMBER: gettext_lazy("（ゆうちょ銀行は番号）"),
}
LIMITS = {BANK: 40, BRANCH: 40, KIND: 10, NUMBER: 40, HOLDER: 60}
WIDTHS = {BANK: "w16", BRANCH: "w16", NUMBER: "w16", HOLDER: "w24"}
EXAMPLES = {
    BANK: "岩手銀行",
    BRANCH: "一関支店",
    NUMBER: "1234567",
    HOLDER: "イチノセキ　タロウ",
}
KINDS = ("普通", "当座", "貯蓄")
YUCHO = "ゆうちょ銀行"
_YUCHO = re.compile("ゆうちょ|ユウチョ|郵貯|郵便貯金|郵便局")
# A 記号; behind it 「-2」 counts how often the passbook was made anew.
_SYMBOL = re.compile(r"1(?P<branch>\d\d)\d0(?:-?\d)?")
_BRANCH = re.compile("[〇一二三四五六七八九]{3}")
_TO_KANJI = str.maketrans("0123456789零○◯", "〇一二三四五六七八九〇〇〇")
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HOLDER = re.compile("[ア-ヴー０-９Ａ-Ｚ（）．／「」　]+")


class BankAccount(FieldType):
    """An account that money can be sent to."""

    name = "bank_account"
    label = "振込先の口座"
    help = "還付金などを振り込む口座を聞く質問です。ゆうちょ銀行は、記号と番号でも入力できます。"
    icon = "key"
    value_kind = "record"
    json_words = "、".join(PARTS) + " の組"

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return the five parts."""
        return tuple(PARTS)

    def read(self, question: Question, raw: Raw, context: Context) -> dict[str, str] | None:
        """Return the account, whole or not at all."""
        value = {
            part: read_text(
                question,
                raw,
                part,
                limit=LIMITS[part],
                what=_("{question}の{label}").format(question=named(question), label=label),
                code=part == NUMBER,
            )
            for part, label in PARTS.items()
        }
        if not any(value.values()):
            return None
        missing = tuple(part for part in PARTS if not value[part])
        if missing:
            raise self._missing(question, missing)
        if value[KIND] not in KINDS:
            raise FieldError(
                _("{question}の{part}を、一覧から選んでください。").format(
                    question=named(question), part=PARTS[KIND]
                ),
                KIND,
            )
        if _YUCHO.search(value[BANK]):
            value |= self._yucho(question, value)
        value[NUMBER] = self._number(question, value[NUMBER])
        value[HOLDER] = self._holder(question, value[HOLDER])
        return value

    def _yucho(self, question: Question, value: dict[str, str]) -> dict[str, str]:
        typed = re.sub(r"\s|支?店$", "", clean_code(value[BRANCH]))
        symbol = _SYMBOL.fullmatch(typed)
        branch = f"{symbol['branch']}8" if symbol else typed
        branch = branch.translate(_TO_KANJI)
        if not _BRANCH.fullmatch(branch):
            raise FieldError(
                _(
                    "{question}の{part}には、通帳の記号（「10530」のように1で始まり0で終わる5けた"
                    "）か、振込用の店名（「〇五八」のような3文字）を入力してください。"
                ).format(question=named(question), part=PARTS[BRANCH]),
                BRANCH,
            )
        if symbol and value[KIND] == "当座":
            raise FieldError(
                _(
                    "{question}の{part}を、「普通」か「貯蓄」から選んでください。"
                    "1で始まる記号の口座に、当座はありません。"
                ).format(question=named(question), part=PARTS[KIND]),
                KIND,
            )
        number = _digits(value[NUMBER])
        if symbol or len(number) == 8:
            number = self._of_yucho_number(question, number)
        return {BANK: YUCHO, BRANCH: branch, NUMBER: number}

    def _of_yucho_number(self, question: Question, number: str) -> str:
        """Return the account number of a 番号, which is the same without the 1 at its end."""
        if not re.fullmatch(r"[0-9]{1,7}1", number):
            raise FieldError(
                _(
                    "{question}の番号を、「12345671」のように、1で終わる8けたまでの数字で入力して"
                    "ください。振込用の口座番号を入力するときは、支店名に「〇五八」のような店名を"
                    "入力してください。"
                ).format(question=named(question)),
                parts=(NUMBER, BRANCH),
            )
        return number[:-1]

    def _number(self, question: Question, text: str) -> str:
        digits = _digits(text)
        if not re.fullmatch(r"[0-9]{1,7}", digits):
            raise FieldError(
                _(
                    "{question}の{part}を、「{example}」のように、7けたまでの数字で入力してくださ"
                    "い。"
                ).format(question=named(question), part=PARTS[NUMBER], example=EXAMPLES[NUMBER]),
                NUMBER,
            )
        return digits.zfill(7)

    def _holder(self, question: Question, text: str) -> str:
        kana = jaconv.h2z(clean_kana(text).upper(), ascii=True, digit=True).translate(_SMALL)
        if not _HOLDER.fullmatch(kana):
            raise FieldError(
                _(
                    "{question}の{part}を、通帳に印字されているとおりに、「{example}」のようにカタ"
                    "カナで入力してください。会社などは「カ）イチノセキシヨウテン」のように入力し"
                    "てください。"
                ).format(question=named(question), part=PARTS[HOLDER], example=EXAMPLES[HOLDER]),
                HOLDER,
            )
        return kana

    def missing(self, question: Question) -> FieldError:
        """Return the error that names what an account needs."""
        return self._missing(question, tuple(PARTS))

    def _missing(self, question: Question, parts: tuple[str, ...]) -> FieldError:
        what = _("{question}の{parts}").format(
            question=named(question), parts="・".join(str(PARTS[part]) for part in parts)
        )
        if parts == (KIND,):
            return FieldError(_("{what}を選んでください。").format(what=what), parts=parts)
        example = EXAMPLES.get(parts[0]) if len(parts) == 1 else None
        words = _("、「{example}」のように").format(example=example) if example else ""
        return FieldError(
            _("{what}を{words}入力してください。").format(what=what, words=words), parts=parts
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the parts."""
        return {part: [(value or {}).get(part) or ""] for part in PARTS}

    def display(self, question: Question, value: dict[str, str]) -> list[str]:
        """Return bank and branch, kind and number, holder, one a line."""
        bank = f"{value.get(BANK, '')} {value.get(BRANCH, '')}".strip()
        return [bank, f"{value.get(KIND, '')} {value.get(NUMBER, '')}", value.get(HOLDER, "")]

    def hint(self, question: Question) -> str:
        """Return what to have at hand."""
        return _(
            "通帳やキャッシュカードを見ながら入力してください。ゆうちょ銀行は、"
            "通帳の記号と番号をそのまま入力できます。総合口座は「普通」を選んでください。"
        )

    def render(self, question: Question, view: View) -> str:
        """Return the parts: where the account is, then which one it is."""
        rows = [(BANK, BRANCH), (KIND, NUMBER), (HOLDER,)]
        boxes = join(
            element("div", join(self._box(view, part) for part in row), class_="parts")
            for row in rows
        )
        return frame(question, view, boxes, hint=self.hint(question), fieldset=True)

    def _box(self, view: View, part: str) -> str:
        if part == KIND:
            return self._kind(view)
        return part_input(
            view,
            part,
            PARTS[part] + NOTES.get(part, ""),
            width=WIDTHS[part],
            autocomplete="off",
            spellcheck="false",
            inputmode="numeric" if part == NUMBER else None,
        )

    def _kind(self, view: View) -> str:
        chosen, identity = view.text(KIND), view.id(KIND)
        options = join(
            f"<option{attributes({'value': key, 'selected': key == chosen})}>"
            f"{escape(key or _('選んでください'))}</option>"
            for key in ("", *KINDS)
        )
        select = element(
            "select",
            options,
            class_="select",
            id=identity,
            name=identity,
            **part_state(view, KIND),
        )
        return labelled_part(identity, PARTS[KIND], select)

    def csv_columns(self, question: Question) -> list[Column]:
        """Return one column for each part."""
        return [
            Column(f"{question.code}_{part}", f"{question.label} {label}")
            for part, label in PARTS.items()
        ]

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the parts; the number keeps its noughts."""
        return [(value or {}).get(part, "") for part in PARTS]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an object of texts."""
        properties: dict[str, Any] = {
            part: {"type": "string", "maxLength": limit} for part, limit in LIMITS.items()
        }
        properties[KIND] = {"type": "string", "enum": list(KINDS)}
        return {"type": "object", "properties": properties, "required": list(PARTS)}

    def sample(self, question: Question, rng: random.Random) -> dict[str, str]:
        """Return an account that nobody has."""
        bank, branch, kind = rng.choice(
            [
                ("岩手銀行", "一関支店", "普通"),
                ("一関信用金庫", "本店", "普通"),
                ("北上信用組合", "一関支店", "当座"),
                (YUCHO, "〇五八", "普通"),
            ]
        )
        return {
            BANK: bank,
            BRANCH: branch,
            KIND: kind,
            NUMBER: f"{rng.randint(0, 9999):07}",
            HOLDER: rng.choice(["イチノセキ　タロウ", "カ）イチノセキシヨウテン"]),
        }


def _digits(text: str) -> str:
    return re.sub(r"[\s-]", "", text)

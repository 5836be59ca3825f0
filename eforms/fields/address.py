"""住所 in Japan.

Value: ``{"postal_code" (7 digits), "prefecture", "city", "town", "street", "building"}``; all but
the postal code and the prefecture stay as typed.
"""

import random
import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eforms.engine.schema import Question
from eforms.fields import lookups
from eforms.fields.base import Column, Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.html import element, escape, join
from eforms.fields.markup import frame, labelled_part, part_input, part_state
from eforms.fields.personal import autocomplete, own_block
from eforms.fields.prefectures import PREFECTURES


PARTS = {
    "postal_code": gettext_lazy("郵便番号"),
    "prefecture": gettext_lazy("都道府県"),
    "city": gettext_lazy("市区町村"),
    "town": gettext_lazy("町名・大字"),
    "street": gettext_lazy("番地"),
    "building": gettext_lazy("建物名・部屋番号"),
}
EXAMPLES = {"city": "一関市", "town": "竹山町", "street": "7-2"}
LIMITS = {"city": 50, "town": 100, "street": 100, "building": 100}
TOKENS = {
    "postal_code": "postal-code",
    "prefecture": "address-level1",
    "city": "address-level2",
    "town": "address-level3",
    "street": "address-line1",
    "building": "address-line2",
}
WIDTHS = {"city": "w16", "town": "w16", "street": "w16", "building": "full"}


class Address(FieldType):
    """An address from postal code to room number."""

    name = "address"
    label = "住所"
    help = "郵便番号から部屋番号までの住所を聞く質問です。"
    icon = "home"
    value_kind = "record"
    json_words = "postal_code、prefecture、city、town、street、building の組"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return whose address it is."""
        return [own_block("住所")]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"own": bool}``."""
        return {"own": value.get("own") is not False}

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return the six parts."""
        return tuple(PARTS)

    def read(self, question: Question, raw: Raw, context: Context) -> dict[str, str] | None:
        """Return the address, whole or not at all."""
        value = {
            part: read_text(
                question,
                raw,
                part,
                limit=LIMITS.get(part, 20),
                what=_("{question}の{label}").format(question=named(question), label=label),
                code=part == "postal_code",
            )
            for part, label in PARTS.items()
        }
        if not any(value.values()):
            return None
        missing = tuple(part for part in self._needed(value) if not value[part])
        if missing:
            raise self._missing(question, missing)
        value["postal_code"] = self._postal_code(question, value["postal_code"])
        if value["prefecture"] not in PREFECTURES:
            raise FieldError(
                _("{question}の都道府県を、一覧から選んでください。").format(
                    question=named(question)
                ),
                "prefecture",
            )
        return value

    def _needed(self, value: dict[str, str]) -> list[str]:
        needed = ["postal_code", "prefecture", "city"]
        # 「霞が関1-2-3」 in one box is an address too, and some villages have no 町名.
        if not re.search("[0-9０-９一二三四五六七八九十]", value["town"]):
            needed.append("street")
        return needed

    def _postal_code(self, question: Question, text: str) -> str:
        digits = re.sub(r"[〒\s-]", "", text)
        if len(digits) != 7 or not (digits.isascii() and digits.isdigit()):
            raise FieldError(
                _(
                    "{question}の郵便番号を、「021-8501」のように7けたの数字で入力してください。"
                ).format(question=named(question)),
                "postal_code",
            )
        return digits

    def missing(self, question: Question) -> FieldError:
        """Return the error that names what an address needs."""
        return self._missing(question, ("postal_code", "prefecture", "city", "town", "street"))

    def _missing(self, question: Question, parts: tuple[str, ...]) -> FieldError:
        what = "・".join(str(PARTS[part]) for part in parts)
        if parts == ("prefecture",):
            message = _("{question}の都道府県を選んでください。").format(question=named(question))
        elif parts[0] == "postal_code":
            message = _("{question}の{what}を入力してください。").format(
                question=named(question), what=what
            )
        else:
            example = EXAMPLES.get(parts[-1], "")
            message = _("{question}の{what}を、「{example}」のように入力してください。").format(
                question=named(question), what=what, example=example
            )
        return FieldError(message, parts=parts)

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the parts, the postal code with its hyphen."""
        value = value or {}
        raw: Raw = {part: [value.get(part) or ""] for part in PARTS}
        raw["postal_code"] = [_with_hyphen(raw["postal_code"][0])]
        return raw

    def display(self, question: Question, value: dict[str, str]) -> list[str]:
        """Return postal code, address and building, one a line."""
        place = "".join(value.get(part, "") for part in ("prefecture", "city", "town", "street"))
        building = value.get("building", "")
        code = f"〒{_with_hyphen(value.get('postal_code', ''))}"
        return [code, place] + ([building] if building else [])

    def render(self, question: Question, view: View) -> str:
        """Return the parts, with the look-up by postal code where the page offers it."""
        code = part_input(
            view,
            "postal_code",
            PARTS["postal_code"],
            width="w10",
            inputmode="numeric",
            autocomplete=autocomplete(question, view, TOKENS["postal_code"]),
        )
        search = lookups.button(view, lookups.POSTAL, _("住所を検索"), question.label)
        boxes = [
            lookups.beside(code, search, lookups.found(view)),
            self._prefecture(question, view),
        ]
        boxes += [
            part_input(
                view,
                part,
                PARTS[part] + (_("（任意）") if part == "building" else ""),
                width=width,
                part_class="part--full" if width == "full" else "",
                autocomplete=autocomplete(question, view, TOKENS[part]),
            )
            for part, width in WIDTHS.items()
        ]
        parts = element("div", join(boxes), class_="parts")
        return frame(question, view, parts, fieldset=True)

    def _prefecture(self, question: Question, view: View) -> str:
        chosen = view.text("prefecture")
        options = f'<option value="">{_("選んでください")}</option>{_OPTIONS}'
        if chosen in PREFECTURES:
            options = options.replace(f">{chosen}<", f" selected>{chosen}<", 1)
        identity = view.id("prefecture")
        select = element(
            "select",
            join([options]),
            class_="select",
            id=identity,
            name=identity,
            autocomplete=autocomplete(question, view, TOKENS["prefecture"]),
            **part_state(view, "prefecture"),
        )
        return labelled_part(identity, PARTS["prefecture"], select)

    def csv_columns(self, question: Question) -> list[Column]:
        """Return one column for each part."""
        return [
            Column(f"{question.code}_{part}", f"{question.label} {label}")
            for part, label in PARTS.items()
        ]

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return the parts."""
        return [values[0] for values in self.raw_from_value(question, value).values()]

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an object of texts."""
        properties: dict[str, Any] = {
            part: {"type": "string", "maxLength": LIMITS.get(part, 20)} for part in PARTS
        }
        properties["prefecture"] = {"type": "string", "enum": list(PREFECTURES)}
        return {
            "type": "object",
            "properties": properties,
            "required": ["postal_code", "prefecture", "city", "street"],
        }

    def sample(self, question: Question, rng: random.Random) -> dict[str, str]:
        """Return an address in the city."""
        town = rng.choice(["竹山町", "山目字前田", "萩荘字高梨", "花泉町涌津字一ノ町"])
        return {
            "postal_code": rng.choice(["0218501", "0210821", "0293101"]),
            "prefecture": "岩手県",
            "city": "一関市",
            "town": town,
            "street": f"{rng.randint(1, 99)}-{rng.randint(1, 20)}",
            "building": rng.choice(["", "", "竹山ハイツ 201"]),
        }


def _with_hyphen(digits: str) -> str:
    return f"{digits[:3]}-{digits[3:]}" if len(digits) == 7 and digits.isdigit() else digits


# The value of an option without ``value`` is its text.
_OPTIONS = "".join(f"<option>{escape(name)}</option>" for name in PREFECTURES)

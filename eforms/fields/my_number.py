"""マイナンバー（個人番号）. Value: ``{"id": uuid}``; the number itself lies in a store of its own.

No page, mail, list, answer of the API or half-typed draft ever holds what was typed: ``read``
hands it to the store (:class:`eforms.fields.base.Store`) and keeps an id.
"""

import random
import re
import uuid
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eforms.engine.rules import is_empty
from eforms.engine.schema import Question, Section
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named
from eforms.fields.html import attributes, element, escape, join
from eforms.fields.markup import described_by, frame
from eforms.fields.text import clean_code


DIGITS = 12
# Parts of the input beside the number: the registered one's id, its removal, the mark that
# something was typed which the page did not keep, and the word that it is not wanted after all.
KEPT, REMOVE, AGAIN, STAY = "kept", "remove", "again", "stay"
STATE_PARTS = (KEPT, REMOVE, AGAIN, STAY)
STAY_LABEL = gettext_lazy("登録済みの番号のままにする")
# What the renderer puts into the raw input: the last four digits, for the owner of the draft.
MASK = "mask"
_SEPARATORS = re.compile(r"[-\s・.,_/]+")
_TYPED_AT_MOST = 60
# Ids are ``uuid4``: no number can pass for one.
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def check_digit(eleven: str) -> int:
    """Return the check digit of the first eleven digits.

    番号法施行規則（行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による
    通知カード及び個人番号カード並びに情報提供ネットワークシステムによる特定個人情報の提供等に関する
    省令、平成26年総務省令第85号）第5条: counted from the right, the weight of the n-th digit is
    n + 1 up to the sixth and n - 5 after it; 11 less the remainder of the sum by 11, 0 for a
    remainder of 0 or 1.
    """
    total = sum(
        int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(eleven), 1)
    )
    remainder = total % 11
    return 0 if remainder <= 1 else 11 - remainder


def is_my_number(text: str) -> bool:
    """Tell whether a text is twelve digits with the right check digit, not all of them zero."""
    return (
        len(text) == DIGITS
        and text.isascii()
        and text.isdigit()
        and text != "0" * DIGITS
        and check_digit(text[:-1]) == int(text[-1])
    )


def masked(tail: str) -> str:
    """Return how a number is shown whose last four digits are known; without them, stars only."""
    return "*" * (DIGITS - len(tail)) + tail


class MyNumber(FieldType):
    """個人番号, in procedures marked for it only."""

    name = "my_number"
    label = "マイナンバー（個人番号）"
    help = (
        "マイナンバーを聞く質問です。個人番号利用事務の手続だけで使えます。"
        "「基本情報」で、個人番号利用事務・根拠法令・保存期間を設定してください。"
    )
    icon = "lock"
    value_kind = "secret"
    secret = True
    json_words = "12けたの数字の文字列"

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return the number, and what tells of one that is registered already."""
        return ("", *STATE_PARTS)

    def read(self, question: Question, raw: Raw, context: Context) -> dict[str, str] | None:
        """Return the value of a newly typed number, else the one that is registered.

        Raises:
            FieldError: it is no My Number; the message never repeats what was typed.
        """
        typed = _first(raw, "").strip()
        if typed:
            return self._hold(question, typed, context)
        kept, remove = _first(raw, KEPT), _first(raw, REMOVE)
        value = self._registered(question, kept, context) if kept and not remove else None
        if _first(raw, AGAIN) and not remove and not _first(raw, STAY):
            # Nobody is to send the old number in the belief that it was the one typed last.
            way_out = (
                _("変更しないときは、「{STAY_LABEL}」を選んでください。").format(
                    STAY_LABEL=STAY_LABEL
                )
                if value
                else ""
            )
            raise FieldError(self._again(question) + way_out, kept=value)
        return value

    def _hold(self, question: Question, typed: str, context: Context) -> dict[str, str]:
        number = _SEPARATORS.sub("", clean_code(typed[: _TYPED_AT_MOST + 1]))
        if len(typed) > _TYPED_AT_MOST or not (number.isascii() and number.isdigit()):
            raise FieldError(
                _("{question}は、12けたの数字で入力してください。").format(question=named(question))
            )
        if len(number) != DIGITS:
            raise FieldError(
                _(
                    "{question}は12けたです。入力されたのは{count}けたです。マイナンバーカードか通"
                    "知カードを見て、もう一度入力してください。"
                ).format(question=named(question), count=len(number))
            )
        if not is_my_number(number):
            raise FieldError(
                _(
                    "{question}の数字に間違いがあるようです。マイナンバーカードか通知カードを見て"
                    "、もう一度入力してください。"
                ).format(question=named(question))
            )
        if context.store is None:
            return {"id": str(uuid.UUID(int=0))}  # a look at the rules only; nothing is kept
        return context.store.hold_secret(question, context.row_id, number)

    def _registered(self, question: Question, kept: str, context: Context) -> dict[str, str] | None:
        if context.store is None:
            return {"id": kept}
        value = context.store.registered_secret(question.id, context.row_id, kept)
        if value is None:
            raise FieldError(
                _(
                    "{question}の登録が残っていません。お手数ですが、もう一度入力してください。"
                ).format(question=named(question))
            )
        return value

    def _again(self, question: Question) -> str:
        return _(
            "{question}を、もう一度入力してください。安全のため、入力した番号は画面に残し"
            "ていません。"
        ).format(question=named(question))

    def accept_json(self, question: Question, value: Any, context: Context) -> Any:
        """Return the value of a number (text), or of ``{"registered": true}``: as it is.

        Rows that a program sends are known by their place only, so that a number in a row is
        always sent anew: it could become another person's.

        Raises:
            FieldError: as ``clean``, and for anything else.
        """
        if is_empty(value):
            return self.clean(question, {}, context)
        if isinstance(value, str):
            return self.clean(question, {"": [value]}, context)
        if isinstance(value, dict) and value.keys() == {"id"} and isinstance(value["id"], str):
            return self.clean(question, {KEPT: [value["id"]]}, context)
        if value == {"registered": True} and context.store is not None:
            if context.row_id is not None:
                raise FieldError(f"{named(question)}は、行ごとにもう一度送ってください。")
            return self.clean(
                question, {KEPT: [context.store.current_secret(question.id) or ""]}, context
            )
        raise FieldError(f"{named(question)}を、{self.json_words}で指定してください。")

    def missing(self, question: Question) -> FieldError:
        """Return the error of a question that must be answered and was not."""
        return FieldError(
            _("{question}を、12けたの数字で入力してください。").format(question=named(question))
        )

    def raw_from_value(self, question: Question, value: Any) -> Raw:
        """Return the id of the registered number."""
        return {} if self.is_empty(value) else {KEPT: [value["id"]]}

    def keepable(self, question: Question, raw: Raw, value: Any) -> Raw:
        """Return what a draft may keep of the input: that something was typed, never what."""
        kept = {part: keepable_state(part, raw.get(part) or []) for part in STATE_PARTS}
        if _first(raw, "").strip():
            kept |= {AGAIN: ["1"], STAY: []}
        return {part: values for part, values in kept.items() if values}

    def after_refusal(self, question: Question, raw: Raw) -> FieldError | None:
        """Return what to tell when the page was refused for another reason: type it again."""
        return FieldError(self._again(question)) if _first(raw, "").strip() else None

    def display(self, question: Question, value: Any) -> list[str]:
        """Return that there is one; only those who may see digits are shown some."""
        return [_("登録済み")]

    def hint(self, question: Question) -> str:
        """Tell why it is asked and what it is not used for (番号法)."""
        basis = question.options.get("legal_basis", "")
        why = _("{basis}に基づいてお聞きします。").format(basis=basis) if basis else ""
        return _(
            "12けたの数字です。{why}この手続の事務だけに使い、ほかの目的には使いません。"
            "番号は暗号化して保管し、途中の自動保存には残しません。"
        ).format(why=why)

    def render(self, question: Question, view: View) -> SafeString:
        """Return the input, always empty, and below it what is registered."""
        hint = self.hint(question)
        kept = view.text(KEPT)
        box = element(
            "input",
            type="text",
            class_="input input--w16",
            id=view.name,
            name=view.name,
            inputmode="numeric",
            autocomplete="off",
            spellcheck="false",
            maxlength=str(_TYPED_AT_MOST),
            data_secret=True,
            aria_describedby=_described(question, view, hint, bool(kept)),
            aria_invalid="true" if view.message else None,
        )
        inner = [self._kept(view, kept)] if kept else []
        if view.text(AGAIN):
            inner.append(self._typed_before(view, bool(kept)))
        inner.append(box)
        return frame(question, view, join(inner), hint=hint)

    def _typed_before(self, view: View, kept: bool) -> SafeString:
        """Return that a number was typed which is gone, and the way out for who leaves it so."""
        inner = [element("input", type="hidden", name=view.id(AGAIN), value="1")]
        if not view.message:
            told = _("入力したマイナンバーは、安全のため残していません。もう一度入力してください。")
            inner.append(element("p", told, class_="secret__again"))
        if kept:
            inner.append(_tick(view, STAY, STAY_LABEL))
        elif not view.required:
            inner.append(_tick(view, STAY, _("マイナンバーを入力しない")))
        return element("div", join(inner), class_="secret__before", data_secret_again=True)

    def _kept(self, view: View, kept: str) -> SafeString:
        tail = view.text(MASK)
        words = _("登録済み（{masked}）").format(masked=masked(tail)) if tail else _("登録済み")
        told = element(
            "p",
            _("{words}。変更するときだけ、もう一度入力してください。").format(words=words),
            id=f"{view.name}-registered",
            class_="secret__registered",
        )
        hidden = element("input", type="hidden", name=view.id(KEPT), value=kept)
        if view.required:
            return join([told, hidden])
        return join([told, hidden, _tick(view, REMOVE, _("登録した番号を取り消す"))])

    def csv_values(self, question: Question, value: Any) -> list[str]:
        """Return that there is one, and nothing of it."""
        return ["" if self.is_empty(value) else "登録あり"]

    def api_value(self, question: Question, value: Any) -> Any:
        """Return ``{"registered": true}``: a number goes in and never comes out."""
        return None if self.is_empty(value) else {"registered": True}

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return what a program may send: the number, or that it stays as it is."""
        stays = {"registered": {"type": "boolean"}, "id": {"type": "string"}}
        return {
            "type": ["string", "object"],
            "anyOf": [
                {"type": "string", "description": "12けたの数字"},
                {"type": "object", "properties": stays},
            ],
            "description": '番号は返しません。登録済みのときは {"registered": true} を返します。',
        }

    def sample(self, question: Question, rng: random.Random) -> dict[str, str]:
        """Return what a store would give for a number; the number itself is not made."""
        return {"id": str(uuid.UUID(int=rng.getrandbits(128), version=4))}


def secret_questions(section: Section) -> list[str]:
    """Return the ids of the questions of a page whose input is never kept."""
    return [
        question.id
        for item in section.items
        for question in getattr(item, "items", (item,))
        if question.type == MyNumber.name
    ]


def input_part(name: str, secret_ids: set[str]) -> str | None:
    """Return which part of a secret question an input is; None for any other input.

    ``secret_ids`` are the ids of the page's secret questions.
    """
    for secret_id in secret_ids:
        before, found, after = name.rpartition(secret_id)
        if found and before.endswith("-"):
            return after.removeprefix("-")
    return None


def keepable_state(part: str, values: list[Any]) -> list[str]:
    """Return what a draft may keep of one of STATE_PARTS: an id or a mark, whatever was sent."""
    value = values[0] if values and isinstance(values[0], str) else ""
    if part == KEPT:
        return [value] if _ID.fullmatch(value) else []
    return ["1"] if value else []


def _tick(view: View, part: str, label: str) -> SafeString:
    identity = escape(view.id(part))
    state = attributes({"checked": bool(view.text(part))})
    return join(
        [
            f'<div class="choice"><input type="checkbox" id="{identity}" name="{identity}"'
            f' value="1"{state}><label for="{identity}">{label}</label></div>'
        ]
    )


def _first(raw: Raw, part: str) -> str:
    values = raw.get(part) or [""]
    return values[0] if isinstance(values[0], str) else ""


def _described(question: Question, view: View, hint: str, kept: bool) -> str | None:
    ids = described_by(question, view, hint)
    return f"{ids} {escape(view.name)}-registered" if kept else ids or None

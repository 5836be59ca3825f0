"""メールアドレス. Value: str, at most 254 characters."""

import random
import re
from typing import Any

from django.utils.translation import gettext as _

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.markup import frame, text_input
from eforms.fields.personal import autocomplete, own_block


# RFC 5321, 4.5.3.1.3 (a path of 256 with its brackets).
LIMIT = 254
# Looser than RFC 5322 before the @: mobile carriers gave out addresses like "a..b.@docomo.ne.jp".
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


class Email(FieldType):
    """An address of mail, as long as one may be."""

    name = "email"
    label = "メールアドレス"
    help = "連絡に使うメールアドレスを聞く質問です。"
    icon = "mail"
    example = "ichinoseki@example.jp"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return whose address it is."""
        return [own_block("メールアドレス")]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"own": bool}``."""
        return {"own": value.get("own") is not False}

    def read(self, question: Question, raw: Raw, context: Context) -> str:
        """Return the address in half-width."""
        text = re.sub(r"\s", "", read_text(question, raw, limit=LIMIT, code=True))
        if text and not _ADDRESS.fullmatch(text):
            raise FieldError(
                _(
                    "{question}を、「{example}」のように、半角の英数字と「@」で入力してください。"
                ).format(question=named(question), example=self.example)
            )
        return text

    def render(self, question: Question, view: View) -> str:
        """Return a wide input with the keyboard for addresses."""
        box = text_input(
            question,
            view,
            inputmode="email",
            autocomplete=autocomplete(question, view, "email"),
            spellcheck="false",
            autocapitalize="none",
        )
        return frame(question, view, box)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an address."""
        return {"type": "string", "format": "email", "maxLength": LIMIT}

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return an address of a domain that exists for examples only."""
        person = rng.choice(["taro", "hanako", "sato.jiro", "k-chiba"])
        return f"{person}{rng.randint(1, 999)}@example.jp"

"""ウェブページのURL: http or https. Value: str, at most 500 characters."""

import random
import re
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.markup import frame, text_input
from eforms.fields.personal import autocomplete, own_block


LIMIT = 500
# Not clean_code: it would make a hyphen of the ー of a Japanese host.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x3002: 0x2E}
# Scheme and host; behind them a full-width character may be the name of a page.
_HEAD = re.compile(r"(?:[^:：/／]*[:：][/／]{2})?[^/／?？#＃]*[/／?？#＃]?")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?=//|[^0-9])", re.IGNORECASE)
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?|[^\W_]")
_TOP = re.compile(r"[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59}", re.IGNORECASE)


class Url(FieldType):
    """The address of a web page; ``https://`` is put before it when no scheme was typed."""

    name = "url"
    label = "ウェブページのURL"
    help = "ホームページのアドレスなどを聞く質問です。「https://」は省いても入力できます。"
    icon = "link"
    example = "https://www.example.jp/"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return whose page it is."""
        return [own_block("ウェブページ")]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"own": bool}``."""
        return {"own": value.get("own") is not False}

    def read(self, question: Question, raw: Raw, context: Context) -> str:
        """Return the address with its scheme; a host in Japanese stays readable."""
        text = _half_width(read_text(question, raw, limit=LIMIT)).strip()
        if not text:
            return ""
        if re.search(r"\s", text):
            raise FieldError(
                _("{question}には、空白を入れずに、URLを1つだけ入力してください。").format(
                    question=named(question)
                )
            )
        text = self._with_scheme(question, text)
        if len(text) > LIMIT:
            raise FieldError(
                _("{question}は、{LIMIT}文字以内のURLを入力してください。").format(
                    question=named(question), LIMIT=LIMIT
                )
            )
        self._check_host(question, text)
        return text

    def _with_scheme(self, question: Question, text: str) -> str:
        scheme = _SCHEME.match(text)
        if scheme is None:
            return f"https://{text.lstrip('/')}"
        name, rest = scheme[1].lower(), text[scheme.end() :]
        if name not in ("http", "https") or not rest.startswith("//"):
            raise FieldError(
                _("{question}を、「https://」か「http://」で始まるURLで入力してください。").format(
                    question=named(question)
                )
            )
        return f"{name}:{rest}"

    def _check_host(self, question: Question, text: str) -> None:
        try:
            parts = urlsplit(text)
            host, _port, signed_in = parts.hostname or "", parts.port, "@" in parts.netloc
        except ValueError:
            raise self._unreadable(question) from None
        if signed_in:
            raise FieldError(
                _(
                    "{question}には、メールアドレスやパスワードを含まない、「{example}」のようなU"
                    "RLを入力してください。"
                ).format(question=named(question), example=self.example)
            )
        labels = host.removesuffix(".").split(".")
        good = len(host) <= 253 and len(labels) > 1 and _TOP.fullmatch(labels[-1])
        if not good or not all(map(_LABEL.fullmatch, labels)):
            raise self._unreadable(question)

    def _unreadable(self, question: Question) -> FieldError:
        return FieldError(
            _(
                "{question}を、「{example}」のように、ブラウザーに表示されるURLのとおりに入力"
                "してください。"
            ).format(question=named(question), example=self.example)
        )

    def render(self, question: Question, view: View) -> str:
        """Return a wide input with the keyboard for addresses."""
        box = text_input(
            question,
            view,
            inputmode="url",
            autocomplete=autocomplete(question, view, "url"),
            spellcheck="false",
            autocapitalize="none",
        )
        return frame(question, view, box)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return an address, its host possibly in Japanese."""
        return {"type": "string", "format": "iri", "maxLength": LIMIT}

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return a page of a domain that exists for examples only."""
        page = rng.choice(["", "about/", "news/2026.html", "窓口/"])
        return f"https://{rng.choice(['www.example.jp', '例え.example'])}/{page}"


def _half_width(text: str) -> str:
    """Return an address with scheme and host in half-width; all of it when none of it was."""
    end = len(text) if not re.search("[!-~]", text) else _HEAD.match(text).end()
    return text[:end].translate(_HALF_WIDTH) + text[end:]

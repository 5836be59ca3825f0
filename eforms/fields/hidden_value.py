"""表示しない値: comes with the link that led to the form (``?campaign=spring``). Value: str.

Taken once, when the draft begins; no page asks for it and none can change it. The citizen sees it
on the confirmation, because nothing about a person is kept from them.
"""

import random
import re
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from wagtail import blocks

from eforms.engine.schema import Question
from eforms.fields.base import Context, FieldError, FieldType, Raw, View, named, read_text
from eforms.fields.text import clean_text, length


LIMIT = 200
# Parameters with a meaning of their own in the addresses of forms.
RESERVED = ("next",)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")


class HiddenValue(FieldType):
    """A text from the address, one of ``allowed`` when there are any."""

    name = "hidden_value"
    label = "表示しない値"
    help = "案内ページや広報のリンクに付けた値を、申請と一緒に受け取ります。入力欄は表示しません。"
    icon = "link"
    asked = False
    has_rule = False

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return where the value comes from and what it may be."""
        return [
            (
                "parameter",
                blocks.CharBlock(
                    label="URLの項目名",
                    required=False,
                    max_length=60,
                    help_text="「source」とすると「/f/…/?source=kouhou」の「kouhou」を受け取ります。"
                    "空のときは、項目コードと同じ名前です。",
                    search_index=False,
                ),
            ),
            (
                "default",
                blocks.CharBlock(
                    label="リンクに値がないときの値",
                    required=False,
                    max_length=LIMIT,
                    search_index=False,
                ),
            ),
            (
                "allowed",
                blocks.TextBlock(
                    label="受け取る値",
                    required=False,
                    rows=4,
                    help_text="1行に1つ。ほかの値は受け取りません。"
                    "空のときは、200文字までのどの値も受け取ります。",
                    search_index=False,
                ),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"parameter": str, "default": str, "allowed": [str, …]}``."""
        return {
            "parameter": (value.get("parameter") or "").strip(),
            "default": clean_text(value.get("default") or ""),
            "allowed": _lines(value.get("allowed")),
        }

    def option_problems(self, value: Any) -> list[tuple[str, str]]:
        """Return what cannot work."""
        options = self.compile_options(value)
        name = options["parameter"] or (value.get("code") or "").strip()
        problems = []
        if name and (not _NAME.fullmatch(name) or name in RESERVED):
            message = (
                "URLの項目名は、「next」を除く半角の英字で始まる英数字にしてください（例：source）"
            )
            problems.append(("parameter", message))
        if any(length(line) > LIMIT for line in options["allowed"]):
            problems.append(("allowed", f"受け取る値は、1行を{LIMIT}文字以内にしてください"))
        default, allowed = options["default"], options["allowed"]
        if default and allowed and default not in allowed:
            message = "「受け取る値」の中の1つを入力するか、空にしてください"
            problems.append(("default", message))
        return problems

    def options_from_data(self, options: dict[str, Any]) -> dict[str, Any]:
        """Take ``allowed`` as a list too."""
        if isinstance(options.get("allowed"), list):
            return options | {"allowed": "\n".join(map(str, options["allowed"]))}
        return options

    def parts(self, question: Question) -> tuple[str, ...]:
        """Return none: there is no input."""
        return ()

    def read(self, question: Question, raw: Raw, context: Context) -> str:
        """Return the text when it may be one."""
        text = read_text(question, raw, limit=LIMIT)
        allowed = question.options.get("allowed")
        if text and allowed and text not in allowed:
            raise FieldError(f"{named(question)}を、決められた値の中から指定してください。")
        return text

    def missing(self, question: Question) -> FieldError:
        """Return the error."""
        return FieldError(f"{named(question)}を、リンクに付けて指定してください。")

    def render(self, question: Question, view: View) -> SafeString:
        """Return nothing."""
        return SafeString("")

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Return a text, one of those that are allowed."""
        allowed = question.options.get("allowed")
        return {"type": "string", "maxLength": LIMIT} | ({"enum": allowed} if allowed else {})

    def sample(self, question: Question, rng: random.Random) -> str:
        """Return a value that may be one."""
        return rng.choice(question.options.get("allowed") or ["kouhou", "top-page"])


def given_value(question: Question, query: Mapping[str, str]) -> str | None:
    """Return what a link gives: a strange value counts as none, and none is the default."""
    kind = HiddenValue()
    typed = query.get(question.options.get("parameter") or question.code) or ""
    try:
        value = kind.clean(question, {"": [typed]}, Context())
    except FieldError:
        value = None
    return value or question.options.get("default") or None


def _lines(text: Any) -> list[str]:
    lines = (clean_text(line) for line in str(text or "").splitlines())
    return list(dict.fromkeys(filter(None, lines)))

"""Many choices as text: one a line, ``label`` or ``code<tab or comma>label``.

The id of a choice follows from its code, or from its label where it has none: lines may be put in
another order, or added, and answers and rules still name the same choice.
"""

import re
import uuid
from functools import lru_cache
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wagtail import blocks


# ``static/eforms/admin/choice-lines.js`` makes the same ids; a change would orphan every answer.
NAMESPACE = uuid.UUID("0d2c9a3e-6c1e-5b0f-8a75-63686f696365")
MOST = 5000
LABEL_LIMIT = 200
CODE_LIMIT = 60

_CODED = re.compile(rf"([A-Za-z0-9_.-]{{1,{CODE_LIMIT}}})[\t,](.*)")
# 「1,000人以上」 is a label, no code.
_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(?![0-9])")


class Line(NamedTuple):
    """One choice; ``number`` is its line, from 1."""

    number: int
    code: str
    label: str

    @property
    def id(self) -> str:
        """The id of the choice."""
        return choice_id(self.code or self.label)


def choice_id(name: str) -> str:
    """Return the id of a choice: of its code, or of its label."""
    return str(uuid.uuid5(NAMESPACE, name))


def read_lines(text: str) -> list[Line]:
    """Return the choices of a text; blank lines are passed over."""
    lines = []
    for number, written in enumerate(text.splitlines(), 1):
        if not written.strip():
            continue
        line = written.strip(" \r\u3000\ufeff")
        coded = None if _THOUSANDS.match(line) else _CODED.fullmatch(line)
        code, label = coded.groups() if coded else ("", line)
        lines.append(Line(number, code, label.strip()))
    return lines


@lru_cache(maxsize=64)
def _compiled(text: str) -> tuple[dict[str, str], ...]:
    return tuple(
        {"id": line.id, "label": line.label} | ({"code": line.code} if line.code else {})
        for line in read_lines(text)
    )


def compiled(text: Any) -> list[dict[str, str]]:
    """Return ``[{"id", "label"[, "code"]}, …]``; of lines with the same id, the first one."""
    choices: dict[str, dict[str, str]] = {}
    for choice in _compiled(str(text or "")):
        choices.setdefault(choice["id"], dict(choice))
    return list(choices.values())


def problem(text: Any) -> str | None:
    """Return what an editor must put right in the lines, or ``None``."""
    lines = read_lines(str(text or ""))
    if len(lines) < 2:
        return "選択肢を2つ以上、1行に1つずつ入力してください"
    if len(lines) > MOST:
        return f"選択肢は{MOST:,}個までにしてください。いまは{len(lines):,}個です"
    seen: dict[str, int] = {}
    for line in lines:
        if not line.label:
            return (
                f"{line.number}行目に、コード「{line.code}」に続く選択肢の文字がありません。"
                "文字を入力するか、その行を削除してください"
            )
        if len(line.label) > LABEL_LIMIT:
            return f"{line.number}行目の選択肢を、{LABEL_LIMIT}文字以内にしてください"
        for kind, name in (("選択肢", line.label), ("コード", line.code)):
            key = f"{kind}{name}"
            if name and key in seen:
                return (
                    f"{kind}「{name[:40]}」が、{seen[key]}行目と{line.number}行目にあります。"
                    "片方を変えるか、削除してください"
                )
            seen[key] = line.number
    return None


class ChoiceLinesInput(forms.Textarea):
    """A text box with a button that reads a CSV file of the editor's own computer into it."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the box in the frame where the script puts the button."""
        return format_html(
            '<div class="choice-lines" data-controller="choice-lines">{}</div>',
            super().render(name, value, attrs, renderer),
        )

    class Media:
        js = ["eforms/admin/choice-lines.js"]
        css = {"all": ["eforms/admin/form-editor.css"]}


class ChoiceLinesBlock(blocks.TextBlock):
    """The choices of a long list."""

    @cached_property
    def field(self) -> forms.Field:
        """Return a text field without limit: 5,000 lines are far from small."""
        widget = ChoiceLinesInput(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"})
        return forms.CharField(widget=widget, strip=False, **self.field_options)

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: a list of schools is not what a page is about."""
        return []

    class Meta:
        icon = "list-ul"

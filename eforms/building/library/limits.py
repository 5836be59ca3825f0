"""How codes of a file are spelled and how long its texts are, as the editor's own boxes ask."""

from collections.abc import Mapping
from typing import Any

from wagtail import blocks

from eforms.building.definition_parts import DefinitionError, each
from eforms.building.item_codes import PATTERN
from eforms.building.loading import LEGAL, TEXTS
from eforms.building.models import FormPage


CODE_LENGTH = 60
TITLE_LENGTH = 200  # as the screen that asks for it


def check_limits(form: dict[str, Any]) -> None:
    """Go through a form's definition whose shapes are right.

    Raises:
        DefinitionError: a code is misspelled or a text too long; tells where.
    """
    for name in (*TEXTS, *(name for name, kind in LEGAL.items() if kind is str)):
        most = FormPage._meta.get_field(name).max_length
        _check_length(form.get(name), TITLE_LENGTH if name == "title" else most, name)
    for event, mail in (form.get("mails") or {}).items():
        most = FormPage.mail_texts.field.model._meta.get_field("subject").max_length
        _check_length(mail.get("subject"), most, f"mails.{event}.subject")
    section = FormPage._meta.get_field("body").stream_block.child_blocks["section"]
    for path, part in each(form["sections"], "sections"):
        _check_part(part, section, path)


def _check_part(part: Any, block: blocks.StructBlock, path: str) -> None:
    if "code" in part and not isinstance(block.child_blocks.get("code"), blocks.RegexBlock):
        _check_code(part["code"], f"{path}.code")
    for name, child in block.child_blocks.items():
        value, place = part.get(name), f"{path}.{name}"
        if isinstance(child, blocks.StreamBlock) and isinstance(value, list):
            for at, item in each(value, place):
                _check_part(item, child.child_blocks[item["type"]], at)
        elif isinstance(child, blocks.ListBlock) and isinstance(value, list):
            for at, item in each(value, place):
                if isinstance(item, Mapping):
                    _check_part(item, child.child_block, at)
                else:  # a choice may be written as its label alone
                    _check_length(item, _most(child.child_block.child_blocks["label"]), at)
        else:
            _check_length(value, _most(child), place)


def _most(block: blocks.Block) -> int | None:
    return getattr(getattr(block, "field", None), "max_length", None)


def _check_code(code: Any, path: str) -> None:
    if not PATTERN.fullmatch(str(code)):
        raise DefinitionError(
            path,
            f"{str(code)[:CODE_LENGTH]!r} は使えません。半角の英小文字で始め、英小文字・数字・"
            "下線（_）で書いてください（例：birth_date）",
        )
    _check_length(str(code), CODE_LENGTH, path)


def _check_length(text: Any, most: int | None, path: str) -> None:
    if isinstance(text, str) and most and len(text) > most:
        raise DefinitionError(path, f"{most}文字以内で書いてください。いまは{len(text)}文字です")

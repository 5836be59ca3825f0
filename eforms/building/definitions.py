"""The sections of a data file turned into a form's body, with ids made from codes."""

import uuid
from typing import Any

from wagtail import blocks

from eforms.building import applicant
from eforms.building.definition_parts import DefinitionError, Known, Rules, checked_keys, each
from eforms.building.formulas import CALCULATED
from eforms.building.html import clean_html
from eforms.building.outline import APPLICANT, GROUP
from eforms.fields import registry
from eforms.fields.base import FieldType
from eforms.fields.choice_lines import choice_id


__all__ = ["DefinitionError", "body_of", "checked_keys"]

# Ids of loaded forms are derived from this and codes; a change would make every form another one.
NAMESPACE = uuid.UUID("6f1f3c1e-3a0b-5f6e-9d0c-6d61646f6775")

COMMON = {"type", "code", "label", "help", "required", "show", "require"}
GROUP_KEYS = {"type", "code", "label", "help", "minimum", "maximum", "row_title", "show", "items"}
GROUP_KEYS |= {"checks"}
CHECK_KEYS = {"code", "when", "message", "at"}
SECTION_KEYS = {"code", "title", "intro", "show", "checks", "items"}


def body_of(definition: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the raw stream of a definition's sections.

    Raises:
        DefinitionError: an unknown key, type, question or choice, or a code used twice.
    """
    return _Body(str(definition["code"])).sections(definition["sections"])


class _Body:
    """One walk to learn what the codes mean, one to build the blocks."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.known: dict[str, Known] = {}
        self.rules = Rules(self.known)

    def sections(self, sections: list[Any]) -> list[dict[str, Any]]:
        codes = set()
        for path, section in each(sections, "sections"):
            checked_keys(section, SECTION_KEYS, path, required=("code", "title", "items"))
            if section["code"] in codes:
                raise DefinitionError(f"{path}.code", f"{section['code']!r} は2回使われています")
            codes.add(section["code"])
            self._learn_all(section["items"], f"{path}.items")
        return [
            {
                "type": "section",
                "id": self._id("section", section["code"]),
                "value": {
                    "title": section["title"],
                    "intro": clean_html(section.get("intro")),
                    "items": self._items(section["items"], f"{path}.items"),
                    "checks": self._checks(section, path),
                    "show": self.rules.rule(section.get("show"), f"{path}.show"),
                },
            }
            for path, section in each(sections, "sections")
        ]

    def _learn_all(self, items: list[Any], path: str) -> None:
        for place, item in each(items, path):
            if not isinstance(item, dict) or not item.get("code") or not item.get("type"):
                raise DefinitionError(place, "type と code を入力してください")
            code = str(item["code"])
            if code in self.known:
                raise DefinitionError(f"{place}.code", f"{code!r} は2回使われています")
            choices: dict[str, str] = {}
            for _path, choice in each(item.get("choices") or [], f"{place}.choices"):
                label, short = _choice(choice)
                name = short or label
                choices[label] = choices[name] = (
                    choice_id(name)
                    if item["type"] == "search_list"
                    else self._id("choice", code, name)
                )
            self.known[code] = Known(self._id("item", code), choices)
            if item["type"] == GROUP:
                self._learn_all(item.get("items") or [], f"{place}.items")

    def _items(self, items: list[Any], path: str) -> list[dict[str, Any]]:
        return [
            {
                "type": item["type"],
                "id": self.known[str(item["code"])].id,
                "value": self._value(item, place),
            }
            for place, item in each(items, path)
        ]

    def _value(self, item: dict[str, Any], path: str) -> dict[str, Any]:
        if item["type"] == GROUP:
            return self._group(item, path)
        return (self._applicant if item["type"] == APPLICANT else self._question)(item, path)

    def _applicant(self, item: dict[str, Any], path: str) -> dict[str, Any]:
        checked_keys(item, {"type", "code", "label", "show", *applicant.OPTIONS}, path)
        given = {name: bool(item[name]) for name in applicant.OPTIONS if name in item}
        return given | {
            "code": str(item["code"]),
            "label": item.get("label") or applicant.WHO,
            "show": self.rules.rule(item.get("show"), f"{path}.show"),
        }

    def _group(self, item: dict[str, Any], path: str) -> dict[str, Any]:
        checked_keys(item, GROUP_KEYS, path, required=("label", "items"))
        return {
            "code": str(item["code"]),
            "label": item["label"],
            "help": item.get("help", ""),
            "row_title": item.get("row_title", ""),
            "minimum": _whole(item.get("minimum", 0), f"{path}.minimum"),
            "maximum": _whole(item.get("maximum", 10), f"{path}.maximum"),
            "show": self.rules.rule(item.get("show"), f"{path}.show"),
            "items": self._items(item["items"], f"{path}.items"),
            "checks": self._checks(item, path),
        }

    def _checks(self, owner: dict[str, Any], path: str) -> list[dict[str, Any]]:
        checks = []
        for place, check in each(owner.get("checks") or [], f"{path}.checks"):
            checked_keys(check, CHECK_KEYS, place, required=("when", "message", "at"))
            number = len(checks) + 1
            value = {
                "when": self.rules.rule(check["when"], f"{place}.when"),
                "message": check["message"],
                "at": self.rules.item(check["at"], f"{place}.at"),
            }
            check_id = self._id("check", owner["code"], check.get("code") or number)
            checks.append({"type": "item", "id": check_id, "value": value})
        return checks

    def _question(self, item: dict[str, Any], path: str) -> dict[str, Any]:
        names = {kind.name for kind in registry.all_types()}
        if item["type"] not in names:
            known = ", ".join(sorted(names | {GROUP, APPLICANT}))
            raise DefinitionError(
                f"{path}.type", f"{item['type']!r} は {known} のどれでもありません"
            )
        kind = registry.get(item["type"])
        options = dict(kind.option_blocks())
        extra = {"formula"} if kind.name == CALCULATED else set()
        checked_keys(item, COMMON | extra | set(options), path)
        value: dict[str, Any] = {"code": str(item["code"]), "label": item.get("label", "")}
        if kind.has_rule:
            value["show"] = self.rules.rule(item.get("show"), f"{path}.show")
        if kind.asked:
            value["help"] = item.get("help", "")
            value["required"] = bool(item.get("required", False))
            value["require"] = self.rules.rule(item.get("require"), f"{path}.require")
        if extra:
            value["formula"] = self.rules.formula(item.get("formula"), f"{path}.formula")
        given = kind.options_from_data({name: item[name] for name in options if name in item})
        for name, option in given.items():
            if isinstance(options[name], blocks.IntegerBlock):
                option = _whole(option, f"{path}.{name}")
            value[name] = self._option(name, option, item, kind, path)
        return value

    def _option(
        self, name: str, option: Any, item: dict[str, Any], kind: FieldType, path: str
    ) -> Any:
        if name == "choices" and isinstance(option, list):
            known = self.known[str(item["code"])].choices
            return [
                {"type": "item", "id": known[_choice(choice)[0]], "value": self._choice(choice, at)}
                for at, choice in each(item["choices"], f"{path}.choices")
            ]
        return clean_html(option) if name in kind.html_options else option

    def _choice(self, choice: Any, path: str) -> dict[str, Any]:
        label, short = _choice(choice)
        show = choice.get("show") if isinstance(choice, dict) else None
        return {
            "label": label,
            "code": short or "",
            "show": self.rules.rule(show, f"{path}.show"),
        }

    def _id(self, *parts: str) -> str:
        return str(uuid.uuid5(NAMESPACE, "/".join((self.form, *map(str, parts)))))


def _choice(choice: Any) -> tuple[str, str | None]:
    """Return label and code of a choice, which may be written as its label alone."""
    if isinstance(choice, dict):
        return str(choice.get("label", "")), choice.get("code")
    return str(choice), None


def _whole(value: Any, path: str) -> Any:
    """Return a whole number (or nothing) of the file; text would fail later, in front of people."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise DefinitionError(path, f"{value!r} ではなく、数を書いてください")

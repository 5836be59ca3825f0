"""The sections of a data file turned into a form's body, with ids made from codes."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from eforms.building import applicant
from eforms.building.formulas import CALCULATED
from eforms.building.html import clean_html
from eforms.building.outline import APPLICANT, GROUP
from eforms.engine.rules import APPLICANT_KIND, MATCHES
from eforms.fields import registry
from eforms.fields.base import FieldType
from eforms.fields.choice_lines import choice_id


# Ids of loaded forms are derived from this and codes; a change would make every form another one.
NAMESPACE = uuid.UUID("6f1f3c1e-3a0b-5f6e-9d0c-6d61646f6775")

COMMON = {"type", "code", "label", "help", "required", "show", "require"}
GROUP_KEYS = {"type", "code", "label", "help", "minimum", "maximum", "row_title", "show", "items"}
SECTION_KEYS = {"code", "title", "intro", "show", "items"}


class DefinitionError(ValueError):
    """A data file that cannot be loaded; ``path`` is the place in it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}：{message}" if path else message)
        self.path = path


@dataclass(frozen=True)
class _Known:
    """A question as rules of the file name it."""

    id: str
    choices: dict[str, str] = field(default_factory=dict)


def checked_keys(
    part: Any, allowed: set[str], path: str, required: Iterable[str] = ()
) -> dict[str, Any]:
    """Return a mapping of the file.

    Raises:
        DefinitionError: it is no mapping, has an unknown key, or lacks a required one.
    """
    if not isinstance(part, dict):
        raise DefinitionError(path, "名前と値の組で書いてください")
    unknown = sorted(set(map(str, part)) - allowed)
    if unknown:
        raise DefinitionError(
            _join(path, unknown[0]), f"使えるのは {', '.join(sorted(allowed))} です"
        )
    for name in required:
        if part.get(name) in (None, "", []):
            raise DefinitionError(_join(path, name), "入力してください")
    return part


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
        self.known: dict[str, _Known] = {}

    def sections(self, sections: list[Any]) -> list[dict[str, Any]]:
        codes = set()
        for path, section in _each(sections, "sections"):
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
                    "show": self._rule(section.get("show"), f"{path}.show"),
                },
            }
            for path, section in _each(sections, "sections")
        ]

    def _learn_all(self, items: list[Any], path: str) -> None:
        for place, item in _each(items, path):
            if not isinstance(item, dict) or not item.get("code") or not item.get("type"):
                raise DefinitionError(place, "type と code を入力してください")
            code = str(item["code"])
            if code in self.known:
                raise DefinitionError(f"{place}.code", f"{code!r} は2回使われています")
            choices: dict[str, str] = {}
            for _path, choice in _each(item.get("choices") or [], f"{place}.choices"):
                label, short = _choice(choice)
                name = short or label
                choices[label] = choices[name] = (
                    choice_id(name)
                    if item["type"] == "search_list"
                    else self._id("choice", code, name)
                )
            self.known[code] = _Known(self._id("item", code), choices)
            if item["type"] == GROUP:
                self._learn_all(item.get("items") or [], f"{place}.items")

    def _items(self, items: list[Any], path: str) -> list[dict[str, Any]]:
        return [
            {
                "type": item["type"],
                "id": self.known[str(item["code"])].id,
                "value": self._value(item, place),
            }
            for place, item in _each(items, path)
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
            "show": self._rule(item.get("show"), f"{path}.show"),
        }

    def _group(self, item: dict[str, Any], path: str) -> dict[str, Any]:
        checked_keys(item, GROUP_KEYS, path, required=("label", "items"))
        return {
            "code": str(item["code"]),
            "label": item["label"],
            "help": item.get("help", ""),
            "row_title": item.get("row_title", ""),
            "minimum": item.get("minimum", 0),
            "maximum": item.get("maximum", 10),
            "show": self._rule(item.get("show"), f"{path}.show"),
            "items": self._items(item["items"], f"{path}.items"),
        }

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
            value["show"] = self._rule(item.get("show"), f"{path}.show")
        if kind.asked:
            value["help"] = item.get("help", "")
            value["required"] = bool(item.get("required", False))
            value["require"] = self._rule(item.get("require"), f"{path}.require")
        if extra:
            value["formula"] = self._formula(item.get("formula"), f"{path}.formula")
        given = kind.options_from_data({name: item[name] for name in options if name in item})
        for name, option in given.items():
            value[name] = self._option(name, option, item, kind)
        return value

    def _option(self, name: str, option: Any, item: dict[str, Any], kind: FieldType) -> Any:
        if name == "choices" and isinstance(option, list):
            known = self.known[str(item["code"])].choices
            return [
                {"type": "item", "id": known[label], "value": {"label": label, "code": short or ""}}
                for label, short in map(_choice, item["choices"])
            ]
        return clean_html(option) if name in kind.html_options else option

    def _formula(self, formula: Any, path: str) -> dict[str, Any]:
        checked_keys(formula, {"op", "of", "at"}, path, required=("op", "of"))
        found = {"op": formula["op"]}
        if isinstance(formula["of"], list):
            terms = _each(formula["of"], f"{path}.of")
            found["of"] = [
                self._item_id(term, place) if isinstance(term, str) else term
                for place, term in terms
            ]
        else:
            found["of"] = self._item_id(formula["of"], f"{path}.of")
        if "at" in formula:
            at = str(formula["at"])
            found["at"] = self.known[at].id if at in self.known else at
        return found

    def _item_id(self, code: Any, path: str) -> str:
        if str(code) not in self.known:
            raise DefinitionError(path, f"質問 {code!r} がありません")
        return self.known[str(code)].id

    def _rule(self, rule: Any, path: str) -> dict[str, Any] | None:
        if not rule:
            return None
        if not isinstance(rule, dict):
            raise DefinitionError(path, "all、any、none のどれか1つで書いてください")
        key = next((name for name in MATCHES if name in rule), None)
        if key is not None:
            checked_keys(rule, {key}, path)
            return {
                key: [self._rule(part, place) for place, part in _each(rule[key], f"{path}.{key}")]
            }
        checked_keys(rule, {"question", "op", "value"}, path, required=("question", "op"))
        if rule["question"] == APPLICANT_KIND:
            return {"ref": APPLICANT_KIND, "op": rule["op"], "value": rule.get("value")}
        source = self.known.get(str(rule["question"]))
        if source is None:
            raise DefinitionError(f"{path}.question", f"質問 {rule['question']!r} がありません")
        value = rule.get("value")
        if source.choices and value is not None:
            value = self._choice_ids(value, source, f"{path}.value")
        return {"ref": source.id, "op": rule["op"], "value": value}

    def _choice_ids(self, value: Any, source: _Known, path: str) -> Any:
        if isinstance(value, list):
            return [self._choice_ids(part, source, path) for part in value]
        if value not in source.choices:
            raise DefinitionError(path, f"選択肢 {value!r} がありません")
        return source.choices[value]

    def _id(self, *parts: str) -> str:
        return str(uuid.uuid5(NAMESPACE, "/".join((self.form, *map(str, parts)))))


def _choice(choice: Any) -> tuple[str, str | None]:
    """Return label and code of a choice, which may be written as its label alone."""
    if isinstance(choice, dict):
        return str(choice.get("label", "")), choice.get("code")
    return str(choice), None


def _each(parts: Any, path: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(parts, list):
        raise DefinitionError(path, "並びで書いてください")
    return ((f"{path}[{index}]", part) for index, part in enumerate(parts))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name

"""A schema document as people read it: sections, questions, choices and rules in words."""

from typing import Any

from eforms.building.differences import GROUP, names_of
from eforms.building.sentences import sentence, when
from eforms.engine.schema import DISPLAY_TYPES
from eforms.fields import registry


def outline(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return sections (place, title, rule, lines); a line tells an item in words."""
    names = names_of(document)
    sections = []
    for place, section in enumerate(document["sections"], 1):
        lines = []
        for item in section["items"]:
            lines.append(_line(item, names, 0))
            for inner in item.get("items", ()) if item["type"] == GROUP else ():
                lines.append(_line(inner, names, 1))
        rule = when(sentence(section["show"], names)) if section.get("show") else ""
        sections.append({"place": place, "title": section["title"], "rule": rule, "lines": lines})
    return sections


def _line(item: dict[str, Any], names: dict, depth: int) -> dict[str, Any]:
    if item["type"] == GROUP:
        what = f"繰り返し（{item['minimum']}〜{item['maximum']}件）"
    else:
        what = registry.get(item["type"]).label
    choices = [choice["label"] for choice in (item.get("options") or {}).get("choices") or ()]
    rules = [
        f"{words}：{when(sentence(item[key], names))}"
        for key, words in (("show", "表示"), ("require", "必須"))
        if item.get(key)
    ]
    return {
        "id": item["id"],
        "label": item["label"] or f"（{what}）",
        "what": what,
        "required": bool(item.get("required")),
        "asks": item["type"] not in DISPLAY_TYPES and item["type"] != GROUP,
        "help": item.get("help", ""),
        "choices": choices,
        "rules": rules,
        "depth": depth,
    }

"""A form's body read as a list of questions in reading order, each with its place.

Checks, rules, codes and the compiler walk this; none of them digs in block values itself.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eforms.building.comparisons import OPERATORS, UNITS, Source
from eforms.fields import registry
from eforms.fields.base import FieldType


GROUP = "group"
APPLICANT = "applicant"  # stands for several questions: eforms.building.applicant

# Where something stands: section number, item number, number inside a group.
Path = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Node:
    """A section, a group, or a question of the body; ``value`` is its StructValue."""

    id: str
    type: str
    value: Any
    path: Path
    section: str
    group: str | None = None

    @property
    def is_section(self) -> bool:
        """Whether this is a section."""
        return self.type == "section"

    @property
    def is_question(self) -> bool:
        """Whether this asks or shows something itself."""
        return self.type not in ("section", GROUP)

    @cached_property
    def label(self) -> str:
        """How editors call it; never empty."""
        text = self.value.get("title" if self.is_section else "label") or ""
        return text.strip() or self.type_label

    @property
    def type_label(self) -> str:
        """What kind of thing it is, in Japanese."""
        fixed = {
            "section": "（見出しのないセクション）",
            GROUP: "（名前のない繰り返し）",
            APPLICANT: "（申請者）",
        }
        return fixed.get(self.type) or f"（{registry.get(self.type).label}）"

    @property
    def code(self) -> str:
        """The item's code, or an empty text."""
        return (self.value.get("code") or "").strip()

    @property
    def kind(self) -> str:
        """How its answer is compared (``FieldType.value_kind``); ``none`` has no answer."""
        return self.field_type.value_kind if self.field_type else "none"

    @property
    def field_type(self) -> FieldType | None:
        """The question type; None for sections, groups and the applicant's block."""
        asks = self.is_question and self.type != APPLICANT
        return registry.get(self.type) if asks else None

    @cached_property
    def options(self) -> dict[str, Any]:
        """The compiled options of a question."""
        return self.field_type.compile_options(self.value) if self.field_type else {}

    @property
    def choices(self) -> dict[str, str]:
        """Choice id → label."""
        return {choice["id"]: choice["label"] for choice in self.options.get("choices", ())}

    @cached_property
    def source(self) -> Source | None:
        """The question or group as rules see it; ``None`` when they cannot ask for it."""
        if self.type == GROUP:
            return Source(self.label, "rows")
        if self.kind not in OPERATORS:
            return None
        return Source(self.label, self.kind, self.choices, UNITS.get(self.type, ""))

    @cached_property
    def checks(self) -> list[tuple[str, Any]]:
        """Id and StructValue (``when``, ``message``, ``at``) of each check, in order."""
        found = []
        for child in getattr(self.value.get("checks"), "bound_blocks", ()):
            child.id = child.id or str(uuid.uuid4())  # kept when the page is saved
            found.append((child.id, child.value))
        return found

    @property
    def rules(self) -> list[tuple[str, Any]]:
        """Input (``show``, ``choices.0.show``, ``checks.0.when`` …) and rule of each rule here."""
        found = [(name, self.value.get(name)) for name in ("show", "require")]
        found += [
            (f"choices.{number}.show", choice.get("show"))
            for number, choice in enumerate(self.options.get("choices", ()))
        ]
        found += [
            (f"checks.{number}.when", check.get("when"))
            for number, (_id, check) in enumerate(self.checks)
        ]
        return [(name, rule) for name, rule in found if rule]


def walk(body: Any) -> Iterator[Node]:
    """Yield every section, group and question of a body (StreamValue) in reading order."""
    for i, section in enumerate(body):
        yield Node(section.id, "section", section.value, (i,), section.id)
        for j, item in enumerate(section.value["items"]):
            yield Node(item.id, item.block_type, item.value, (i, j), section.id)
            if item.block_type != GROUP:
                continue
            for k, inner in enumerate(item.value["items"]):
                yield Node(inner.id, inner.block_type, inner.value, (i, j, k), section.id, item.id)

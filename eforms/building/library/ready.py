"""What can be chosen from: templates kept by editors, and the ready ones that come along."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from eforms.building.library.models import FormTemplate


Kind = Literal["forms", "questions"]


@dataclass(frozen=True)
class Template:
    """A template, wherever it comes from. ``key`` is a file's name or a UUID."""

    key: str
    name: str
    description: str
    definition: dict[str, Any]
    is_ready: bool

    @property
    def sections(self) -> list[dict[str, Any]]:
        """Its sections, as data."""
        return self.definition["sections"]

    @property
    def count(self) -> int:
        """How many questions it has, those of groups counted one by one."""
        return sum(
            len(item["items"]) if "items" in item else 1
            for section in self.sections
            for item in section["items"]
        )


@cache
def ready(kind: Kind) -> tuple[Template, ...]:
    """Return the templates that come along: whole ``forms``, or ``questions`` to be put in."""
    folder = files("eforms.building.library") / kind
    found = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            data = yaml.safe_load(file.read_text(encoding="utf-8"))
            name, description = data.pop("template"), data.pop("description", "")
            found.append(Template(file.name.removesuffix(".yaml"), name, description, data, True))
    return tuple(found)


def own() -> list[Template]:
    """Return the templates that editors keep."""
    return [
        Template(str(kept.pk), kept.name, kept.description, kept.definition, False)
        for kept in FormTemplate.objects.all()
    ]


def find(key: str) -> Template | None:
    """Return a whole form's template by key."""
    return next((part for part in [*ready("forms"), *own()] if part.key == key), None)


def find_questions(key: str) -> Template | None:
    """Return a set of questions by key."""
    return next((part for part in ready("questions") if part.key == key), None)

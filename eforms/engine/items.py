"""The parts of a compiled form: pages, groups, questions and checks, as immutable objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


Rule = dict[str, Any]

# Types that only show something: no input, no answer.
DISPLAY_TYPES = frozenset({"static_text", "heading", "notice", "image", "stop"})
# Types whose answer the engine works out of others; never taken from a request.
COMPUTED_TYPES = frozenset({"calculated"})
# Types whose answer is set when the draft begins; kept, never taken from a page.
GIVEN_TYPES = frozenset({"hidden_value"})
# Whatever has no input of its own.
UNASKED_TYPES = DISPLAY_TYPES | COMPUTED_TYPES | GIVEN_TYPES
STOP = "stop"


@dataclass(frozen=True, slots=True)
class Check:
    """Answers that do not go together: fails when ``when`` holds, is told at the question ``at``.

    Those of a group are decided for each row.
    """

    id: str
    when: Rule
    message: str
    at: str

    def __hash__(self) -> int:
        return hash(self.id)

    def to_json(self) -> dict[str, Any]:
        """Return the check as it stands in a schema document."""
        return {"id": self.id, "when": self.when, "message": self.message, "at": self.at}


def _checks(checks: tuple[Check, ...]) -> dict[str, Any]:
    # Left out when there are none, as in documents from before there were any.
    return {"checks": [check.to_json() for check in checks]} if checks else {}


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``id`` is its StreamField block id and never changes; ``code`` names it."""

    id: str
    type: str
    code: str
    label: str
    help: str = ""
    required: bool = False
    show: Rule | None = None
    require: Rule | None = None
    options: dict[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def has_answer(self) -> bool:
        """Whether an answer belongs to the question, whoever gives it."""
        return self.type not in DISPLAY_TYPES

    @property
    def is_asked(self) -> bool:
        """Whether a person answers the question in an input."""
        return self.type not in UNASKED_TYPES

    @property
    def is_seen(self) -> bool:
        """Whether a page with nothing else on it has something for citizens to look at."""
        if self.type in COMPUTED_TYPES:
            return not self.options.get("hidden")
        return self.type not in GIVEN_TYPES

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The choices (``id``, ``label``, perhaps ``show``); none for most types."""
        return self.options.get("choices") or []

    def to_json(self) -> dict[str, Any]:
        """Return the question as it stands in a schema document."""
        return {
            "id": self.id,
            "type": self.type,
            "code": self.code,
            "label": self.label,
            "help": self.help,
            "required": self.required,
            "show": self.show,
            "require": self.require,
            "options": self.options,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """A repeated group: the same questions for each row, ``minimum`` to ``maximum`` rows."""

    id: str
    code: str
    label: str
    items: tuple[Question, ...]
    help: str = ""
    minimum: int = 0
    maximum: int = 10
    row_title: str = ""
    show: Rule | None = None
    checks: tuple[Check, ...] = ()

    type = "group"

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def is_seen(self) -> bool:
        """Whether a row of it has something for citizens to look at."""
        return any(question.is_seen for question in self.items)

    def to_json(self) -> dict[str, Any]:
        """Return the group as it stands in a schema document."""
        return {
            "id": self.id,
            "type": "group",
            "code": self.code,
            "label": self.label,
            "help": self.help,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "row_title": self.row_title,
            "show": self.show,
            **_checks(self.checks),
            "items": [question.to_json() for question in self.items],
        }


Item = Question | Group


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form."""

    id: str
    title: str
    items: tuple[Item, ...]
    intro: str = ""
    show: Rule | None = None
    checks: tuple[Check, ...] = ()

    def __hash__(self) -> int:
        return hash(self.id)

    def to_json(self) -> dict[str, Any]:
        """Return the section as it stands in a schema document."""
        return {
            "id": self.id,
            "title": self.title,
            "intro": self.intro,
            "show": self.show,
            **_checks(self.checks),
            "items": [item.to_json() for item in self.items],
        }

"""One thing that is not right with a form: where it stands, what it is, how to put it right."""

from dataclasses import dataclass
from typing import Literal

from eforms.building.outline import Node, Path


Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """What an editor must (error) or should (warning) put right.

    Of a question: ``path``, ``block`` (its id), ``label``, ``place`` (in words) and the ``input``.
    Of the page: ``field`` (its name) and ``label``.
    """

    path: Path
    label: str
    input: str | None
    message: str
    severity: Severity = "error"
    block: str = ""
    place: str = ""
    field: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the form cannot be published with it."""
        return self.severity == "error"

    @property
    def anchor(self) -> str:
        """The place in the editor's page: Wagtail's name of the block, or of the field's input."""
        return f"block-{self.block}-section" if self.block else f"id_{self.field}"


def problem_at(
    node: Node,
    name: str | None,
    message: str,
    *,
    place: str = "",
    severity: Severity = "error",
) -> Problem:
    """Return a problem of a section, group or question; ``name`` is the input it is about."""
    return Problem(node.path, node.label, name, message, severity, node.id, place)

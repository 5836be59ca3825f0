"""What a rule may ask for, by the place where it stands (docs/schema.md, "Rules")."""

from collections.abc import Sequence

from eforms.building.comparisons import Source
from eforms.building.conditions import Scope
from eforms.building.outline import GROUP, Node


def scope_of(nodes: Sequence[Node], node: Node, *, check: bool = False) -> Scope:
    """Return what a rule on ``node`` may ask for: questions answered before it.

    A check (of a section, or of each row of a group) may ask for all of its section too. In a
    group, and in its checks, the own row's questions are there; those of other groups row by row.
    """
    own = node.id if check and node.type == GROUP else node.group

    def usable(other: Node) -> bool:
        return other.path[:1] <= node.path[:1] if check else other.path < node.path

    sources: dict[str, Source] = {}
    rows: dict[str, dict[str, Source]] = {}
    for other in nodes:
        source = other.source
        if source is None or not usable(other):
            continue
        if other.type == GROUP:
            rows[other.id] = {}
        elif other.group is not None:
            rows.setdefault(other.group, {})[other.id] = source
        if other.group in (None, own):
            sources[other.id] = source
    return Scope(sources, rows, {other.id: other.label for other in nodes if not other.is_section})


def names_of(nodes: Sequence[Node]) -> dict[str, Source]:
    """Return everything that sentences may name, by id."""
    return {node.id: source for node in nodes if (source := node.source) is not None}

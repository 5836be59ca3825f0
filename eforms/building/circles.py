"""What depends on itself round a circle: nobody could tell whether it is shown, or what it is."""

from collections.abc import Iterator, Sequence
from typing import Any

from eforms.building.compiler import compile_body
from eforms.building.outline import Node
from eforms.engine.dependencies import Use, order, uses
from eforms.engine.schema import FormSchema


def circle_problems(
    body: Any, nodes: Sequence[Node], kinds: Sequence[str]
) -> Iterator[tuple[Node, str, str]]:
    """Yield node, input and message for each rule or calculation that closes a circle.

    The rules must be sound by themselves.
    """
    sections = FormSchema.from_json(compile_body(body, kinds), whole=False).sections
    found = order(sections).circles
    if not found:
        return
    every = list(uses(sections))
    by_id = {node.id: node for node in nodes}
    for circle in found:
        names = "→".join(f"「{by_id[part].label}」" for part in (*circle, circle[0]))
        steps = list(zip(circle, (*circle[1:], circle[0]), strict=True))
        for use in every:
            if (use.by, use.ref) in steps and use.where not in ("require", "check"):
                yield (
                    by_id[use.by],
                    _input(use, by_id[use.by]),
                    f"{names}のように、互いを使っていて決められません。"
                    "どれか1つの条件か計算を変えてください",
                )


def _input(use: Use, node: Node) -> str:
    if use.where != "choice":
        return use.where
    return f"choices.{list(node.choices).index(use.part)}.show"

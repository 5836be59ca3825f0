"""What was typed on a page and not accepted yet, as it is kept: inputs by their name."""

from collections.abc import Iterable

from eforms.engine.schema import Section
from eforms.fields.base import part_name
from eforms.fields.my_number import (
    AGAIN,
    STATE_PARTS,
    STAY,
    input_part,
    keepable_state,
    secret_questions,
)
from eforms.filling.models import Draft


# Per page.
UNCHECKED_CHARACTERS = 200_000

Unchecked = dict[str, list[str]]


def known_inputs(data: Iterable[tuple[str, list[str]]], section: Section) -> Unchecked:
    """Return the inputs of a page's own questions out of what was posted; the rest is dropped.

    So is what was typed for a secret question, whoever sends it: a mark stands for it. Too much
    text is cut off at the end rather than refused: it is only kept, not accepted.
    """
    ids, secrets = {item.id for item in section.items}, set(secret_questions(section))
    kept: Unchecked = {}
    marked: Unchecked = {}
    room = UNCHECKED_CHARACTERS
    for name, values in data:
        if not _belongs(name, ids):
            continue
        part = input_part(name, secrets)
        if part == "":
            if any(value.strip() for value in values):
                marked |= {part_name(name, AGAIN): ["1"], part_name(name, STAY): []}
            continue
        if part is not None:
            state = keepable_state(part, values) if part in STATE_PARTS else []
            if state:
                kept[name] = state
            continue
        room -= sum(len(value) for value in values) + len(name)
        if room < 0:
            break
        kept[name] = list(values)
    return {name: values for name, values in (kept | marked).items() if values}


def has_unkept(draft: Draft) -> bool:
    """Tell whether a My Number was typed on some page that is not accepted: it was not kept."""
    pages = (draft.unchecked or {}).values()
    return any(
        name.endswith(f"-{AGAIN}") and f"{name.removesuffix(AGAIN)}{STAY}" not in typed
        for typed in pages
        for name in typed
    )


def _belongs(name: str, ids: set[str]) -> bool:
    kind, _, rest = name.partition("-")
    return (
        kind in ("q", "g", "rows")
        and len(name) < 200
        and any(rest == item_id or rest.startswith(f"{item_id}-") for item_id in ids)
    )

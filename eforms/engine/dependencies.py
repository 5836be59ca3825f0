"""What depends on what in a form: who asks for an item, and what would run in a circle.

Works on pages as `FormSchema.sections` holds them; ids stand for pages, groups and questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from eforms.engine import calculation, rules
from eforms.engine.items import COMPUTED_TYPES, Group, Question, Section


Where = Literal["show", "require", "choice", "formula", "check"]


@dataclass(frozen=True, slots=True)
class Use:
    """One place that asks for an item.

    ``ref`` is asked for by ``by`` (a page, a group or a question) in its ``where``; ``part`` is the
    id of the choice or the check whose rule it is, else empty.
    """

    ref: str
    by: str
    where: Where
    part: str = ""


class Order(NamedTuple):
    """All ids, each after those it depends on, and the circles that make this impossible."""

    ids: tuple[str, ...]
    circles: tuple[tuple[str, ...], ...]


def uses(sections: Sequence[Section]) -> Iterator[Use]:
    """Yield every use of an item (or of `@applicant_kind`) in reading order."""
    for section in sections:
        yield from _of_rules(section)
        for item in section.items:
            yield from _of_rules(item)
            if isinstance(item, Group):
                for question in item.items:
                    yield from _of_rules(question)


def dependents(sections: Sequence[Section], item_id: str) -> list[Use]:
    """Return the places that ask for an item themselves, in reading order."""
    return [use for use in uses(sections) if use.ref == item_id]


def unknown(sections: Sequence[Section]) -> list[Use]:
    """Return the places that ask for something that is not in the form."""
    known = {rules.APPLICANT_KIND, *(item_id for item_id, _ in _homes(sections))}
    return [use for use in uses(sections) if use.ref not in known]


def circles(sections: Sequence[Section]) -> list[tuple[str, ...]]:
    """Return the ids of each circle: every one depends on the next, the last on the first.

    What ``require`` asks for counts not: nobody asks whether a question must be answered.
    """
    return list(order(sections).circles)


def order(sections: Sequence[Section]) -> Order:
    """Return the ids of pages, groups and questions, each after those it depends on."""
    graph = _graph(sections)
    done: dict[str, None] = {}
    found = []
    for start in graph:
        # By hand instead of by recursion: a form may be a chain of hundreds of questions.
        path: list[str] = [] if start in done else [start]
        ahead = {start: iter(graph[start])}
        while path:
            target = next((t for t in ahead[path[-1]] if t not in done), None)
            if target is None:
                done[path[-1]] = None
                del ahead[path.pop()]
            elif target in ahead:
                found.append(tuple(path[path.index(target) :]))
            else:
                path.append(target)
                ahead[target] = iter(graph[target])
    return Order(tuple(done), tuple(found))


def behind(questions: Mapping[str, Question | Group], asked: set[str]) -> set[str]:
    """Return what is asked for, and what stands behind the calculations among it."""
    found: set[str] = set()
    waiting = list(asked)
    while waiting:
        ref = waiting.pop()
        if ref not in found:
            found.add(ref)
            item = questions.get(ref)
            if isinstance(item, Question) and item.type in COMPUTED_TYPES:
                waiting += calculation.refs(item.options.get("formula"))
    return found


def _of_rules(one: Section | Group | Question) -> Iterator[Use]:
    yield from _uses(one.id, "show", rules.refs(one.show))
    if isinstance(one, Question):
        yield from _uses(one.id, "require", rules.refs(one.require))
        for choice in one.choices:
            yield from _uses(one.id, "choice", rules.refs(choice.get("show")), choice["id"])
        if one.type in COMPUTED_TYPES:
            yield from _uses(one.id, "formula", calculation.refs(one.options.get("formula")))
    else:
        for check in one.checks:
            yield from _uses(one.id, "check", rules.refs(check.when), check.id)


def _uses(by: str, where: Where, refs: set[str], part: str = "") -> Iterator[Use]:
    return (Use(ref, by, where, part) for ref in sorted(refs))


def _homes(sections: Sequence[Section]) -> Iterator[tuple[str, str | None]]:
    """Yield every id with that of the page or group it stands in, in reading order."""
    for section in sections:
        yield section.id, None
        for item in section.items:
            yield item.id, section.id
            if isinstance(item, Group):
                yield from ((question.id, item.id) for question in item.items)


def _graph(sections: Sequence[Section]) -> dict[str, list[str]]:
    graph = {item_id: [home] if home else [] for item_id, home in _homes(sections)}
    for use in uses(sections):
        if use.where not in ("require", "check") and use.ref in graph:
            graph[use.by].append(use.ref)
    return graph

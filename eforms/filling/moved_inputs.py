"""What was typed and not accepted yet, on its way to the pages of another version.

Inputs are named by their question (``eforms.fields.rows``), so that each finds its page whatever
the pages are now.
"""

from eforms.engine.journey import ROW, Answers
from eforms.engine.schema import FormSchema, Group, Item, Section
from eforms.fields import registry
from eforms.fields.base import part_name
from eforms.fields.rows import Typed, question_name, rows_name


def moved(
    old: FormSchema, new: FormSchema, unchecked: dict[str, Typed], answers: Answers
) -> tuple[dict[str, Typed], Typed]:
    """Return what lies on which page now (``{section id: inputs}``), and what has no place."""
    everything = {name: values for typed in unchecked.values() for name, values in typed.items()}
    stale = {question.id for question in new.questions() if _retyped(old, question)}
    return placed(new, everything, answers, without=stale)


def placed(
    schema: FormSchema, inputs: Typed, answers: Answers, *, without: set[str] = frozenset()
) -> tuple[dict[str, Typed], Typed]:
    """Return inputs by the page they belong to, and those that belong to none.

    A page that gets some is completed with what is stored: a page half-way is shown as typed only.
    ``without`` are questions whose inputs mean something else now.
    """
    left = dict(inputs)
    pages: dict[str, Typed] = {}
    for section in schema.sections:
        own: Typed = {}
        for item in section.items:
            mine = {name: left[name] for name in left if _belongs(name, item, without)}
            own |= mine
            for name in mine:
                del left[name]
        if own:
            pages[section.id] = _completed(section, own, answers, without)
    return pages, left


def _completed(section: Section, own: Typed, answers: Answers, without: set[str]) -> Typed:
    whole: Typed = {}
    for item in section.items:
        typed = {name: values for name, values in own.items() if _belongs(name, item, without)}
        whole |= typed or _stored(item, answers)
    return whole


def _stored(item: Item, answers: Answers) -> Typed:
    """Return the inputs that stand for a stored answer."""
    if item.id not in answers:
        return {}
    typed: Typed = {}
    places = [(item, None, answers)]
    if isinstance(item, Group):
        rows = answers[item.id] or []
        typed[rows_name(item)] = [row[ROW] for row in rows]
        places = [(question, row[ROW], row) for row in rows for question in item.items]
    for question, row_id, given in places:
        if not question.has_answer or given.get(question.id) is None:
            continue
        name = question_name(question, item if row_id is not None else None, row_id)
        raw = registry.get(question.type).raw_from_value(question, given[question.id])
        typed |= {part_name(name, part): values for part, values in raw.items() if values}
    return typed


def _belongs(name: str, item: Item, without: set[str]) -> bool:
    if not isinstance(item, Group):
        return item.id not in without and _is_of(name, f"q-{item.id}")
    if name == rows_name(item):
        return True
    beginning = f"g-{item.id}-"
    if not name.startswith(beginning):
        return False
    _row, _, rest = name[len(beginning) :].partition("-")
    return any(_is_of(rest, q.id) for q in item.items if q.id not in without)


def _is_of(name: str, beginning: str) -> bool:
    return name == beginning or name.startswith(f"{beginning}-")


def _retyped(old: FormSchema, question) -> bool:
    was = old.item(question.id)
    return was is not None and was.type != question.type

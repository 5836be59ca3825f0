"""What to put right on a page, and where; checks that fail are told at a question."""

from collections.abc import Sequence
from dataclasses import dataclass

from eforms.engine import rules
from eforms.engine.dependencies import behind
from eforms.engine.journey import ROW, FailedCheck, Journey
from eforms.engine.schema import FormSchema, Group, Question, Section
from eforms.fields import registry
from eforms.fields.base import FieldError, part_name
from eforms.fields.rows import question_name


@dataclass(frozen=True, slots=True)
class InputError:
    """What to put right, and where. ``anchor`` is the id of the input that gets the focus."""

    anchor: str
    message: str
    label: str
    question_id: str
    row_id: str | None = None
    part: str = ""
    parts: tuple[str, ...] = ("",)


def at_question(
    question: Question, group: Group | None, row_id: str | None, error: FieldError
) -> InputError:
    """Return the error of a question, by itself or in a row."""
    return InputError(
        anchor=part_name(question_name(question, group, row_id), error.part),
        message=error.message,
        label=question.label,
        question_id=question.id,
        row_id=row_id,
        part=error.part,
        parts=error.parts,
    )


def at_group(group: Group, message: str) -> InputError:
    """Return the error of a group as a whole."""
    return InputError(f"g-{group.id}", message, group.label, group.id)


def of_checks(journey: Journey, section: Section, errors: Sequence[InputError]) -> list[InputError]:
    """Return the failed checks of a page as errors at their questions.

    One that asks for an answer that is wrong in itself is passed over: that comes first.
    """
    told = []
    for failure in journey.failed_checks(section):
        group = _group_of(section, failure)
        if not any(_is_asked_by(journey.schema, failure, group, error) for error in errors):
            told.append(_told(journey, section, failure, group))
    return told


def _group_of(section: Section, failure: FailedCheck) -> Group | None:
    groups = (item for item in section.items if isinstance(item, Group))
    return next((group for group in groups if failure.check in group.checks), None)


def _is_asked_by(
    schema: FormSchema, failure: FailedCheck, group: Group | None, error: InputError
) -> bool:
    if error.question_id not in behind(schema.items, rules.refs(failure.check.when)):
        return False
    own = group is not None and schema.group_of(error.question_id) is group
    return not own or error.row_id == failure.row_id


def _told(
    journey: Journey, section: Section, failure: FailedCheck, group: Group | None
) -> InputError:
    """Return where a check is told: at its question, or near by when that is not shown."""
    check = failure.check
    wanted = [check.at, *sorted(rules.refs(check.when)), *(item.id for item in section.items)]
    for item_id in wanted:
        item, home = journey.schema.item(item_id), journey.schema.group_of(item_id)
        if item is None or journey.schema.section_of(item_id) is not section:
            continue
        if isinstance(item, Group):
            if journey.is_visible(item.id):
                return at_group(item, check.message)
            continue
        if not (item.is_asked or (item_id == check.at and item.has_answer)):
            continue
        for row_id in _rows(journey, home, group, failure.row_id):
            if journey.is_visible(item_id, row_id):
                return _at_first_part(item, home, row_id, check.message)
    at = journey.schema.item(check.at) or section.items[0]
    return InputError(f"q-{at.id}", check.message, at.label, at.id)


def _rows(
    journey: Journey, home: Group | None, group: Group | None, row_id: str | None
) -> list[str | None]:
    if home is None:
        return [None]
    return [row_id] if home is group else [row.get(ROW) for row in journey.rows(home.id)]


def _at_first_part(
    question: Question, group: Group | None, row_id: str | None, message: str
) -> InputError:
    parts = registry.get(question.type).parts(question)
    return at_question(question, group, row_id, FieldError(message, parts[0] if parts else ""))

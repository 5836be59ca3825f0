"""Taking a page of answers: check it, and store it unless another page was there first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from eforms.applications.submission import file_ids
from eforms.engine.journey import Answers, Journey
from eforms.engine.schema import FormSchema, Question, Section
from eforms.fields import registry
from eforms.fields.base import Context
from eforms.fields.processing import (
    InputError,
    SectionResult,
    process_section,
    process_values,
    typed_journey,
)
from eforms.filling import store, writing
from eforms.filling.half_typed import Unchecked
from eforms.filling.marks import PageMark
from eforms.filling.models import Draft
from eforms.filling.store import DraftStore


# Writers of one draft that come in at the same moment are a person's own few tabs.
TRIES = 5


@dataclass(frozen=True)
class Saved:
    """What became of a page.

    ``saved``; ``refused`` (there are errors); ``behind`` (another page wrote the same section);
    ``moved`` (another page took the draft to a newer version of the form in this very moment).
    ``again`` tells what has to be typed once more on a refused page though it was right.
    """

    outcome: Literal["saved", "refused", "behind", "moved"]
    errors: list[InputError] = field(default_factory=list)
    again: tuple[InputError, ...] = ()
    unchecked: Unchecked = field(default_factory=dict)


def save_section(
    draft: Draft,
    schema: FormSchema,
    section: Section,
    data: Any,
    files: Any,
    mark: PageMark,
    *,
    now: datetime,
) -> Saved:
    """Check and store a page as a browser sent it (``data`` and ``files``: request.POST, FILES).

    A page with errors is kept as typed. One that another page has overtaken is not stored, unless
    it says the same.

    Raises:
        DraftGone: the draft was sent or has expired.
    """
    own, today = DraftStore(draft), timezone.localdate(now)

    def check() -> SectionResult:
        return process_section(
            schema, section, data, files, draft.answers, draft.applicant_kind, own, today=today
        )

    return _save(draft, schema, section, check, own, mark, now, keep=True)


def save_values(
    draft: Draft, schema: FormSchema, section: Section, values: dict, *, now: datetime
) -> Saved:
    """Check and store a page as a program sent it: values by question code. The last one counts.

    Raises:
        DraftGone: the draft was sent or has expired.
    """
    own, today = DraftStore(draft), timezone.localdate(now)

    def check() -> SectionResult:
        return process_values(
            schema, section, values, draft.answers, draft.applicant_kind, own, today=today
        )

    return _save(draft, schema, section, check, own, None, now, keep=False)


def _save(
    draft: Draft,
    schema: FormSchema,
    section: Section,
    check: Callable[[], SectionResult],
    own: DraftStore,
    mark: PageMark | None,
    now: datetime,
    *,
    keep: bool,
) -> Saved:
    for _ in range(TRIES):
        result = check()
        if result.errors:
            if keep:
                writing.keep_unchecked(draft, section.id, result.unchecked, None, now=now)
            return Saved("refused", result.errors, result.again, result.unchecked)
        if (
            mark is not None
            and mark.is_behind(draft, section.id)
            and not _same(section, draft.answers, result.answers)
        ):
            return Saved("behind", unchecked=result.unchecked)
        writer = mark or PageMark(draft.revision, "")
        before = file_ids(schema, draft.answers)
        if _write(draft, schema, section, result.answers, own, writer, now):
            store.remove(draft, before - file_ids(schema, result.answers))
            return Saved("saved")
        made_on = draft.version_id
        writing.refresh(draft)
        if draft.version_id != made_on:
            return Saved("moved", unchecked=result.unchecked)
    return Saved("behind", unchecked=result.unchecked)


def _write(
    draft: Draft,
    schema: FormSchema,
    section: Section,
    answers: Answers,
    own: DraftStore,
    writer: PageMark,
    now: datetime,
) -> bool:
    """Store a page's answers and, in the same transaction, the numbers that they name."""
    came = file_ids(schema, answers) - file_ids(schema, draft.answers)
    with transaction.atomic():
        written = writing.write_answers(draft, section.id, answers, writer, now=now)
        if written and came and not store.all_there(draft, came):
            transaction.set_rollback(True)  # one was taken away since the page was checked
            return False
        if written:
            own.keep_secrets(schema, answers)
    return written


def only_opened(
    journey: Journey, part: Section, before: Unchecked | None, errors: list[InputError]
) -> bool:
    """Tell whether every error is about a question that the page, as it was shown, did not show.

    ``journey`` and ``before`` (what lay there as typed) are those the page was made from. Without
    a script a choice opens its questions only when the page comes back: to call them wrong at
    once would blame people for what they had not seen.
    """
    if before:
        journey = typed_journey(part, MultiValueDict(before), journey)
    return not any(journey.is_visible(error.question_id, error.row_id) for error in errors)


def typed(draft: Draft, schema: FormSchema, section: Section, data: Any, files: Any) -> Unchecked:
    """Return a page's inputs as typed, without accepting them; files that came are kept by id."""
    result = process_section(
        schema, section, data, files, draft.answers, draft.applicant_kind, DraftStore(draft)
    )
    return dict(result.unchecked)


def accept_file(question: Question, uploaded: Any, store: DraftStore) -> dict:
    """Check one file that a program sent, and keep it.

    Raises:
        FieldError: what is wrong with it.
    """
    kind = registry.get(question.type)
    return kind.clean(question, {"files": [uploaded]}, Context(store=store))[0]


def _same(section: Section, before: Answers, after: Answers) -> bool:
    return all(before.get(item.id) == after.get(item.id) for item in section.items)


def next_section(journey: Journey, after: Section | None, *, to_check: bool) -> Section | None:
    """Return the page to go to after one was saved; None when the check comes next.

    The first gap comes first. With ``to_check`` (a correction that began at the check) only pages
    with a gap are asked on the way back.
    """
    gap = journey.first_gap()
    if to_check or after is None:
        return gap
    following = journey.following(after.id)
    if gap is None or following is None:
        return following or gap
    order = [section.id for section in journey.sections]
    return gap if order.index(gap.id) < order.index(following.id) else following

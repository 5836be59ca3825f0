"""Drafts: beginning, finding and writing them. No two pages overwrite each other unnoticed."""

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from eforms.building.models import FormVersion
from eforms.building.versions import schema_of
from eforms.engine.journey import Answers
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
from eforms.filling import carrying, moved_inputs, reminders
from eforms.filling.guests import Applicant
from eforms.filling.models import Draft


# From the last time something was kept; the citizen is told the date.
KEPT_FOR = timedelta(days=30)
# Drafts of one person for one form: enough for a family, too few to fill the disk.
MOST_OPEN = 20
# What was typed and not accepted yet, per page.
UNCHECKED_CHARACTERS = 200_000

Unchecked = dict[str, list[str]]


class TooManyDrafts(Exception):
    """The person has begun this form too often without sending it."""


class DraftGone(Exception):
    """The draft was sent or has expired while something was to be written."""


@dataclass(frozen=True)
class PageMark:
    """Which page is writing: the revision it was made from, a token of its own, and the version.

    A page that wrote already (pressed twice, or gone back to) is no stranger to its own write.
    ``version`` is the form's version by number; None where the page did not say.
    """

    revision: int
    token: str
    version: int | None = None

    @classmethod
    def fresh(cls, draft: Draft) -> "PageMark":
        """Return the mark of a page that is being made now."""
        return cls(draft.revision, secrets.token_urlsafe(9), draft.version.number)

    @classmethod
    def posted(cls, revision: str, token: str, version: str = "") -> "PageMark":
        """Read a mark from a form; what is missing or strange counts as the oldest page."""
        return cls(number_of(revision) or 0, token[:24], number_of(version))

    def is_behind(self, draft: Draft, section_id: str) -> bool:
        """Tell whether another page has written this section since this one was made."""
        revision, token = draft.writers.get(section_id, (0, ""))
        return revision > self.revision and token != self.token


def number_of(text: str) -> int | None:
    """Return a number that a page sent, None for anything else."""
    known = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if known else None


def begin(
    version: FormVersion,
    applicant: Applicant,
    kind: str,
    *,
    now: datetime,
    given: Answers | None = None,
    suggested: dict[str, Unchecked] | None = None,
) -> Draft:
    """Make a draft on a version, empty but for what is ``given`` and ``suggested`` by section.

    Raises:
        TooManyDrafts: there are MOST_OPEN open ones of this person for the form already.
    """
    if open_drafts(applicant, version.page_id, now=now).count() >= MOST_OPEN:
        raise TooManyDrafts
    return Draft.objects.create(
        version=version,
        citizen=applicant.citizen,
        email=applicant.email,
        email_index=applicant.email_index,
        applicant_kind=kind,
        answers=given or {},
        unchecked=suggested or None,
        expires_at=now + KEPT_FOR,
    )


def open_drafts(applicant: Applicant, page_id: int, *, now: datetime) -> QuerySet[Draft]:
    """Return a person's unfinished drafts of a form, the newest first."""
    owner = (
        {"citizen": applicant.citizen}
        if applicant.citizen
        else {"citizen": None, "email_index": applicant.email_index}
    )
    return (
        Draft.objects.filter(
            version__page_id=page_id, submitted_at=None, expires_at__gt=now, **owner
        )
        .order_by("-updated_at")
        .select_related("version")
        .defer("version__schema")
    )


def load(draft_id: uuid.UUID, *, now: datetime) -> Draft | None:
    """Return a draft with its version, page and organisation: one query, only what pages show.

    It is on the version it belongs on now; where that is another than the stored one, it was
    carried in memory. The schema comes from the process's memory (``versions.schema_of``), the
    page's body is never needed.
    """
    draft = next(iter(_SHOWN.filter(pk=draft_id)[:1]), None)
    if draft is not None:
        carrying.bring_up(draft, now=now, newest=draft.newest)
    return draft


def _under(prefix: str, names: str) -> tuple[str, ...]:
    return tuple(f"{prefix}__{name}" for name in names.split())


_DRAFT = tuple(field.name for field in Draft._meta.concrete_fields)
_VERSION = _under("version", "number sha256 page")
_PAGE = _under(
    "version__page",
    "title live path code organisation my_number_task retention_days accepts_from accepts_until"
    " allow_guest contact_name contact_phone contact_email reference_url fee_text documents_text"
    " minutes processing_text next_steps",
)
_ORGANISATION = _under("version__page__organisation", "name phone email location")
_NEWEST = FormVersion.objects.filter(page=OuterRef("version__page")).order_by("-number")
# Put together once: that takes longer than asking the database.
_SHOWN = (
    Draft.objects.select_related("version__page__organisation")
    .only(*_DRAFT, *_VERSION, *_PAGE, *_ORGANISATION)
    .annotate(newest=Subquery(_NEWEST.values("number")[:1]))
)


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


def keep_unchecked(
    draft: Draft, section_id: str, unchecked: Unchecked, mark: PageMark | None, *, now: datetime
) -> bool:
    """Keep what was typed on a page without accepting it; answers stay as they are.

    Returns False, and writes nothing, when another page has written the section since.

    Raises:
        DraftGone: the draft was sent or has expired.
    """
    with transaction.atomic():
        stored = _locked(draft, now)
        if mark is not None and mark.is_behind(stored, section_id):
            return False
        fields = _carried(stored, draft.version)
        if stored.version_id == draft.version_id:
            stored.unchecked = {**(stored.unchecked or {}), section_id: unchecked}
        else:  # the form was changed in this very moment
            fields = _place(stored, unchecked)
        _save(stored, {*fields, "unchecked"}, now)
    _follow(draft, stored)
    return True


def keep_of_older_page(draft: Draft, typed: Unchecked, *, now: datetime) -> set[str]:
    """Keep what was typed on a page that an earlier version of the form had.

    Each input goes to the page that holds its question now; what has no place is set aside.
    Returns the ids of the pages that got something.

    Raises:
        DraftGone: the draft was sent or has expired.
    """
    with transaction.atomic():
        stored = _locked(draft, now)
        before = stored.unchecked or {}
        _save(stored, {*_carried(stored, draft.version), *_place(stored, typed)}, now)
    _follow(draft, stored)
    after = stored.unchecked or {}
    return {key for key in after if after[key] != before.get(key)}


def _place(stored: Draft, typed: Unchecked) -> list[str]:
    schema = schema_of(stored.version)
    pages, left = moved_inputs.placed(schema, typed, stored.answers)
    stored.unchecked = {**(stored.unchecked or {}), **pages} or None
    if left:
        orphans = stored.orphans or {}
        aside = {**orphans.get("unchecked", {}), **left}
        stored.orphans = {**orphans, "unchecked": aside}
    return ["unchecked", "orphans"]


def write_answers(
    draft: Draft, section_id: str, answers: Answers, mark: PageMark, *, now: datetime
) -> bool:
    """Store answers that passed validation; what was kept unchecked of the section goes.

    ``answers`` were made from ``draft`` as it was read. Returns False, and writes nothing, when
    the draft has changed since: read it again and try again.

    Raises:
        DraftGone: the draft was sent or has expired.
    """
    with transaction.atomic():
        moved = Draft.objects.filter(
            pk=draft.pk, revision=draft.revision, submitted_at=None, expires_at__gt=now
        ).update(revision=draft.revision + 1)
        if not moved:
            _locked(draft, now)
            return False
        stored = _locked(draft, now)
        carried = _settle(stored, draft.version)
        stored.answers = answers
        stored.unchecked = {
            key: value for key, value in (stored.unchecked or {}).items() if key != section_id
        } or None
        stored.writers = {**stored.writers, section_id: [stored.revision, mark.token]}
        section = schema_of(draft.version).section(section_id)
        if section is not None and stored.to_check:
            saw = mark.version in (None, draft.version.number)
            stored.to_check = reminders.without(stored.to_check, section, gone=saw)
        _save(stored, {*carried, "answers", "unchecked", "writers", "to_check"}, now)
    _follow(draft, stored)
    return True


def refresh(draft: Draft) -> None:
    """Read again what other pages may have written; a version it was carried to stays."""
    version = draft.version
    stored = Draft.objects.get(pk=draft.pk)
    _settle(stored, version)
    _follow(draft, stored)
    draft.submitted_at = stored.submitted_at


def _settle(stored: Draft, version: FormVersion) -> tuple[str, ...]:
    """Carry a stored draft to the version that a request works on; return what that changes.

    One that was carried further meanwhile stays there.
    """
    if stored.version_id == version.pk:
        stored.version = version
        return ()
    stored.version = FormVersion.objects.defer("schema").get(pk=stored.version_id)
    stored.version.page = version.page
    if stored.version.number > version.number:
        return ()
    carrying.carry(stored, version)
    return (*carrying.FIELDS, "version")


def _carried(stored: Draft, version: FormVersion) -> tuple[str, ...]:
    """Do the same for a write that leaves answers alone.

    Carrying changes them: whoever read the draft before must find another revision.
    """
    fields = _settle(stored, version)
    if fields:
        stored.revision += 1
        return (*fields, "revision")
    return ()


def _follow(draft: Draft, stored: Draft) -> None:
    for name in ("version", "revision", "writers", "expires_at", *carrying.FIELDS):
        setattr(draft, name, getattr(stored, name))


def _locked(draft: Draft, now: datetime) -> Draft:
    # Without a join: a row whose version another writer changes meanwhile would not be found.
    stored = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if stored is None or stored.submitted_at or stored.expires_at <= now:
        raise DraftGone
    return stored


def _save(stored: Draft, fields: Iterable[str], now: datetime) -> None:
    stored.expires_at = now + KEPT_FOR
    stored.save(update_fields=[*fields, "expires_at", "updated_at"])

"""Drafts: beginning, finding and writing them. No two pages overwrite each other unnoticed."""

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from eforms.building.models import FormVersion
from eforms.engine.journey import Answers
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
    """Which page is writing: the revision it was made from, and a token of its own.

    A page that wrote already (pressed twice, or gone back to) is no stranger to its own write.
    """

    revision: int
    token: str

    @classmethod
    def fresh(cls, draft: Draft) -> "PageMark":
        """Return the mark of a page that is being made now."""
        return cls(draft.revision, secrets.token_urlsafe(9))

    @classmethod
    def posted(cls, revision: str, token: str) -> "PageMark":
        """Read a mark from a form; what is missing or strange counts as the oldest page."""
        known = revision.isascii() and revision.isdigit() and len(revision) < 10
        return cls(int(revision) if known else 0, token[:24])

    def is_behind(self, draft: Draft, section_id: str) -> bool:
        """Tell whether another page has written this section since this one was made."""
        revision, token = draft.writers.get(section_id, (0, ""))
        return revision > self.revision and token != self.token


def begin(version: FormVersion, applicant: Applicant, kind: str, *, now: datetime) -> Draft:
    """Make an empty draft on a version.

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
        answers={},
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


def load(draft_id: uuid.UUID) -> Draft | None:
    """Return a draft with its version, page and organisation: one query, only what pages show.

    The schema comes from the process's memory (``versions.schema_of``), the page's body is never
    needed.
    """
    found = (
        Draft.objects.select_related("version__page__organisation")
        .only(*_DRAFT, *_VERSION, *_PAGE, *_ORGANISATION)
        .filter(pk=draft_id)
    )
    return next(iter(found[:1]), None)


def _under(prefix: str, names: str) -> tuple[str, ...]:
    return tuple(f"{prefix}__{name}" for name in names.split())


_DRAFT = tuple(field.name for field in Draft._meta.concrete_fields)
_VERSION = _under("version", "number sha256 page")
_PAGE = _under(
    "version__page",
    "title live path code organisation accepts_from accepts_until allow_guest contact_name"
    " contact_phone contact_email reference_url fee_text documents_text minutes processing_text"
    " next_steps",
)
_ORGANISATION = _under("version__page__organisation", "name phone email location")


def known_inputs(data: Iterable[tuple[str, list[str]]], item_ids: Iterable[str]) -> Unchecked:
    """Return the inputs of a page's own questions out of what was posted; the rest is dropped.

    Too much text is cut off at the end rather than refused: it is only kept, not accepted.
    """
    ids = set(item_ids)
    kept: Unchecked = {}
    room = UNCHECKED_CHARACTERS
    for name, values in data:
        if not _belongs(name, ids):
            continue
        room -= sum(len(value) for value in values) + len(name)
        if room < 0:
            break
        kept[name] = list(values)
    return kept


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
        stored.unchecked = {**(stored.unchecked or {}), section_id: unchecked}
        _save(stored, ["unchecked"], now)
    draft.unchecked, draft.expires_at = stored.unchecked, stored.expires_at
    return True


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
        stored = Draft.objects.select_for_update().get(pk=draft.pk)
        stored.answers = answers
        stored.unchecked = {
            key: value for key, value in (stored.unchecked or {}).items() if key != section_id
        } or None
        stored.writers = {**stored.writers, section_id: [stored.revision, mark.token]}
        _save(stored, ["answers", "unchecked", "writers"], now)
    for name in ("answers", "unchecked", "writers", "revision", "expires_at"):
        setattr(draft, name, getattr(stored, name))
    return True


def refresh(draft: Draft) -> None:
    """Read again what other pages may have written."""
    draft.refresh_from_db(
        fields=["answers", "unchecked", "writers", "revision", "expires_at", "submitted_at"]
    )


def _locked(draft: Draft, now: datetime) -> Draft:
    stored = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if stored is None or stored.submitted_at or stored.expires_at <= now:
        raise DraftGone
    return stored


def _save(stored: Draft, fields: list[str], now: datetime) -> None:
    stored.expires_at = now + KEPT_FOR
    stored.save(update_fields=[*fields, "expires_at", "updated_at"])

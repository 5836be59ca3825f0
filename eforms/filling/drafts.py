"""Drafts: beginning and finding them, and how long they are kept."""

import uuid
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from eforms.building.models import FormVersion
from eforms.engine.journey import Answers
from eforms.filling import carrying
from eforms.filling.guests import Applicant
from eforms.filling.half_typed import Unchecked
from eforms.filling.models import Draft


# From the last time something was kept; the citizen is told the date.
KEPT_FOR = timedelta(days=30)
# Drafts of one person for one form: enough for a family, too few to fill the disk.
MOST_OPEN = 20


class TooManyDrafts(Exception):
    """The person has begun this form too often without sending it."""


def begin(
    version: FormVersion,
    applicant: Applicant,
    kind: str,
    *,
    now: datetime,
    given: Answers | None = None,
    suggested: dict[str, Unchecked] | None = None,
    draft_id: uuid.UUID | None = None,
) -> Draft:
    """Make a draft on a version, empty but for what is ``given`` and ``suggested`` by section.

    With ``draft_id`` it gets that id, so that the same press makes no second one.

    Raises:
        TooManyDrafts: there are MOST_OPEN open ones of this person for the form already.
    """
    if open_drafts(applicant, version.page_id, now=now).count() >= MOST_OPEN:
        raise TooManyDrafts
    return Draft.objects.create(
        id=draft_id or uuid.uuid4(),
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

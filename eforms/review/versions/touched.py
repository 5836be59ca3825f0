"""Whom a new version of a form meets: drafts that are being filled, applications being handled."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from eforms.applications.models import Application
from eforms.applications.states import OPEN_STATES
from eforms.building.models import FormPage
from eforms.filling.models import Draft


@dataclass(frozen=True)
class Touched:
    """Numbers only: who may publish a form may not see what was sent with it."""

    drafts: int
    open_applications: int
    applications: int


def touched(page: FormPage, *, now: datetime) -> Touched:
    """Return how many drafts and applications a form has."""
    sent = Application.objects.filter(page=page)
    return Touched(
        _running(page, now).count(), sent.filter(state__in=OPEN_STATES).count(), sent.count()
    )


def by_version(page: FormPage, *, now: datetime) -> dict[object, Touched]:
    """Return the same for each version, by its id; versions with nothing are left out."""
    drafts = _counted(_running(page, now))
    sent = Application.objects.filter(page=page)
    applications, being_handled = _counted(sent), _counted(sent.filter(state__in=OPEN_STATES))
    return {
        key: Touched(drafts.get(key, 0), being_handled.get(key, 0), applications.get(key, 0))
        for key in {*drafts, *applications}
    }


def _running(page: FormPage, now: datetime):
    return Draft.objects.filter(version__page=page, submitted_at=None, expires_at__gt=now)


def _counted(rows) -> dict[object, int]:
    found = rows.order_by().values("version_id").annotate(number=Count("pk"))
    return {row["version_id"]: row["number"] for row in found}

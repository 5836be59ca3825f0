"""Destroying the My Numbers whose time is over (番号法, retention of the procedure)."""

from datetime import datetime, timedelta

from django.db.models import Max, Q

from audit.log import SYSTEM
from eforms.applications.models import Application
from eforms.applications.my_numbers import MyNumber, destroy_of, destroy_of_draft
from eforms.applications.states import CLOSED_STATES


def destroy_due_numbers(now: datetime) -> int:
    """Destroy the numbers of expired drafts and of applications past their retention.

    The retention (``FormPage.retention_days``) is counted from the day the application was
    closed; one that is still handled keeps its numbers. Returns how many were destroyed.
    """
    gone = 0
    expired = MyNumber.objects.filter(draft__expires_at__lte=now).select_related(
        "draft__version__page"
    )
    drafts = {one.draft_id: one.draft for one in expired}
    for draft in drafts.values():
        gone += destroy_of_draft(draft, SYSTEM, why="draft_expired")
    for application in _closed(now):
        gone += destroy_of(application, SYSTEM, why="retention_over")
    return gone


def _closed(now: datetime) -> list[Application]:
    with_numbers = MyNumber.objects.exclude(application=None).values("application_id")
    closed = (
        Application.objects.filter(
            pk__in=with_numbers, state__in=CLOSED_STATES, page__retention_days__isnull=False
        )
        .annotate(closed_at=Max("events__at", filter=Q(events__to_state__in=CLOSED_STATES)))
        .select_related("page")
        .only("id", "organisation_id", "page_id", "page__retention_days")
        .order_by()
    )
    return [
        application
        for application in closed
        if application.closed_at + timedelta(days=application.page.retention_days) <= now
    ]

"""Destroying the My Numbers whose time is over (番号法, retention of the procedure)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from audit.log import SYSTEM
from eforms.applications.models import ApplicationEvent
from eforms.applications.my_numbers import MyNumber, destroy_of_draft, destroy_one
from eforms.applications.states import CLOSED_STATES


logger = logging.getLogger(__name__)


def destroy_due_numbers(now: datetime) -> int:
    """Destroy the numbers of expired drafts and of applications past their retention.

    The retention is the one that lies with the number, counted from the day the application was
    closed; one that is still handled keeps its numbers. What cannot be worked off is logged and
    stays for the next time, the others go. Returns how many were destroyed.
    """
    expired = MyNumber.objects.filter(draft__expires_at__lte=now).select_related(
        "draft__version__page"
    )
    drafts = {one.draft_id: one.draft for one in expired}
    gone = sum(
        _guarded(draft, lambda draft: destroy_of_draft(draft, SYSTEM, why="draft_expired"))
        for draft in drafts.values()
    )
    for number in _of_closed():
        gone += _guarded(number, lambda number: _destroy_if_due(number, now))
    return gone


def _guarded(whose: Any, destroy: Callable[[Any], int]) -> int:
    try:
        return destroy(whose)
    except Exception:
        logger.exception("A My Number was not destroyed: %s %s", whose._meta.label, whose.pk)
        return 0


def _of_closed() -> QuerySet[MyNumber]:
    closings = ApplicationEvent.objects.filter(
        application=OuterRef("application"), to_state__in=CLOSED_STATES
    )
    return (
        MyNumber.objects.filter(application__state__in=CLOSED_STATES)
        .annotate(
            # Without a line of the closing the last change is the latest it can have been.
            closed_at=Coalesce(
                Subquery(closings.order_by("-at").values("at")[:1]), F("application__updated_at")
            ),
            kept_days=Coalesce("retention_days", "application__page__retention_days"),
        )
        .select_related("application")
        .only("id", "application__organisation_id", "application__page_id")
    )


def _destroy_if_due(number: MyNumber, now: datetime) -> int:
    if number.kept_days is None:
        logger.error("My Number %s has no retention: set one on its form", number.pk)
        return 0
    if number.closed_at + timedelta(days=number.kept_days) > now:
        return 0
    return destroy_one(number, SYSTEM, why="retention_over")

"""The first page of the admin: what waits for this person, nothing of Wagtail's own business."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import RecentEditsPanel, WorkflowObjectsToModeratePanel
from wagtail.permissions import policy_registry

from eforms.applications.models import Application
from eforms.applications.states import OPEN_STATES
from eforms.review.editing_panel import EditingPanel, may_edit_forms
from eforms.review.listing import waiting
from eforms.review.scope import visible_to


OLDEST = 5
KEPT = (WorkflowObjectsToModeratePanel, RecentEditsPanel)


class WaitingPanel(Component):
    """対応が必要な申請: counts by state, each a link to the list."""

    name = "waiting_applications"
    template_name = "eforms/review/waiting_panel.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count the user's own."""
        mine = visible_to(parent_context["request"])
        counts = waiting(mine)
        return {
            "waiting": counts,
            "total": sum(number for _, number in counts),
            "oldest": oldest(mine, timezone.now()),
        }


def oldest(applications: QuerySet[Application], now: datetime) -> list[tuple[Application, int]]:
    """Return the open applications that came first, each with the days since then."""
    first = (
        applications.filter(state__in=OPEN_STATES)
        .annotate(page_title=F("page__title"))
        .order_by("received_at", "id")
        .only("id", "receipt_number", "state", "received_at")[:OLDEST]
    )
    today = timezone.localdate(now)
    return [(item, (today - timezone.localdate(item.received_at)).days) for item in first]


def arrange_panels(request: Any, panels: list) -> None:
    """Put the waiting applications first; keep of Wagtail's panels what editors work with."""
    panels[:] = [panel for panel in panels if isinstance(panel, KEPT)]
    if policy_registry.get_by_type(Application).user_has_permission(request.user, "view"):
        panels.insert(0, WaitingPanel())
    if may_edit_forms(request.user):
        panels.append(EditingPanel())


def arrange_menu(request: Any, items: list) -> None:
    """Leave out Wagtail's own help: English pages on an outside host."""
    items[:] = [item for item in items if item.name != "help"]


def arrange_summary(request: Any, items: list) -> None:
    """Leave out the counts of images and documents."""
    items.clear()

"""The first page of the admin: what waits for this person, nothing of Wagtail's own business."""

from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import RecentEditsPanel, WorkflowObjectsToModeratePanel
from wagtail.permissions import policy_registry

from eforms.applications.access import visible_applications
from eforms.applications.models import Application
from eforms.review.listing import waiting


KEPT = (WorkflowObjectsToModeratePanel, RecentEditsPanel)


class WaitingPanel(Component):
    """対応が必要な申請: counts by state, each a link to the list."""

    name = "waiting_applications"
    template_name = "eforms/review/waiting_panel.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count the user's own."""
        counts = waiting(visible_applications(parent_context["request"].user))
        return {"waiting": counts, "total": sum(number for _, number in counts)}


def arrange_panels(request: Any, panels: list) -> None:
    """Put the waiting applications first; keep of Wagtail's panels what editors work with."""
    panels[:] = [panel for panel in panels if isinstance(panel, KEPT)]
    if policy_registry.get_by_type(Application).user_has_permission(request.user, "view"):
        panels.insert(0, WaitingPanel())


def arrange_summary(request: Any, items: list) -> None:
    """Leave out the counts of images and documents."""
    items.clear()

"""What Wagtail asks before it shows an application: looking only, and only at one's own."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

from eforms.applications.access import VIEW, may, visible_applications
from eforms.applications.models import Application


class ApplicationPolicy(ModelPermissionPolicy):
    """Nobody adds, changes or deletes applications through Wagtail's generic screens."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether a user may use the desk at all."""
        return action == "view" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: Application
    ) -> bool:
        """Tell whether a user may see this application."""
        return self.user_has_permission(user, action) and may(user, VIEW, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """Return the applications a user may see."""
        if self.user_has_any_permission(user, actions):
            return visible_applications(user)
        return Application.objects.none()

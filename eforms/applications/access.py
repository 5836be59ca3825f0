"""THE answer to "which applications may this member of staff see, and do what with".

Every list, detail, file, mail, panel and log view of the admin asks here. Wagtail's generic views
check the model's permission only, never the object's.
"""

from typing import Any

from django.db.models import QuerySet

from accounts.organisations import Membership
from eforms.applications.models import Application


VIEW = "view"
ACT = "act"
_ROLES = {
    VIEW: (Membership.Role.VIEWER, Membership.Role.REVIEWER),
    ACT: (Membership.Role.REVIEWER,),
}


def visible_applications(user: Any, action: str = VIEW) -> QuerySet[Application]:
    """Return what a user may see (or ACT on): all for administrators, else their organisations'."""
    if not _is_active(user):
        return Application.objects.none()
    if user.is_superuser:
        return Application.objects.all()
    return Application.objects.filter(organisation_id__in=organisation_ids(user, action))


def organisation_ids(user: Any, action: str = VIEW) -> list[int]:
    """Return the organisations in which a user (no administrator) may do something."""
    if not _is_active(user):
        return []
    return list(
        Membership.objects.filter(user_id=user.pk, role__in=_ROLES[action]).values_list(
            "organisation_id", flat=True
        )
    )


def may(user: Any, action: str, application: Application) -> bool:
    """Tell whether a user may VIEW an application, or ACT on it (change its state)."""
    if not _is_active(user):
        return False
    if user.is_superuser:
        return True
    return Membership.objects.filter(
        user_id=user.pk, organisation_id=application.organisation_id, role__in=_ROLES[action]
    ).exists()


def _is_active(user: Any) -> bool:
    # A citizen or a visitor has no membership, nor anything to see here.
    return bool(getattr(user, "is_active", False)) and hasattr(user, "is_superuser")

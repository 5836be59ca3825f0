"""Views of the desk: the right to use it, and only applications that the user may see."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from audit import log
from eforms.applications import reading
from eforms.applications.access import visible_applications
from eforms.applications.handlers import may_reveal
from eforms.applications.models import Application


def visible_to(request: Any) -> Any:
    """Return the applications that a request's user may see; memberships are read once for it."""
    if not hasattr(request, "_visible_applications"):
        request._visible_applications = visible_applications(request.user)
    return request._visible_applications.all()


class DeskView(PermissionCheckedMixin):
    """Base of every view of the desk."""

    model = Application
    permission_required = "view"

    @property
    def visible(self) -> Any:
        """The applications of this user, as a QuerySet."""
        return visible_to(self.request)


class ApplicationView(DeskView):
    """Base of the views about one application; another department's does not exist."""

    application: Application

    def dispatch(self, request, *args, **kwargs):
        """Find the application before anything else happens.

        Raises:
            Http404: there is none, or the user may not see it.
        """
        self.application = self.find(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def find(self, pk: uuid.UUID) -> Application:
        """Return the application with form, version and organisation, or raise Http404."""
        found = reading.find(self.visible, pk)
        if found is None:
            raise Http404
        return found


class MyNumberView(ApplicationView):
    """Base of what shows a My Number: for the named handlers of the procedure, and nobody else."""

    def find(self, pk: uuid.UUID) -> Application:
        """Return the application.

        Raises:
            Http404: there is none, or the user may not see it.
            PermissionDenied: the user is no handler, whatever else they may do; a try is recorded.
        """
        found = super().find(pk)
        if not may_reveal(self.request.user, found):
            if self.request.method == "POST":
                log.record(
                    "my_number.revealed",
                    actor=log.staff(self.request.user),
                    target=f"eforms.Application/{found.pk}",
                    organisation_id=found.organisation_id,
                    result="refused",
                    data={"form": found.page_id, "why": "no_handler"},
                )
            raise PermissionDenied
        return found

"""One application made ready to be shown: its answers as they were sent, and its files."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy

from eforms.applications.models import Application
from eforms.building.versions import schema_of
from eforms.engine.journey import Journey
from eforms.fields.display import summary


KINDS = {
    "individual": gettext_lazy("個人"),
    "corporation": gettext_lazy("法人"),
    "organization": gettext_lazy("団体"),
}
# What no page of an application shows; a form's body alone may weigh a megabyte.
HEAVY = ("version__schema", "page__body", "page__search_description")


def answers_as_sent(
    application: Application, *, staff: bool = False, tails: Mapping[str, str] | None = None
) -> list[Any]:
    """Return the sections of the form as the applicant saw them before sending.

    They are read against the version the application was filled on, as of the day it came.
    ``staff`` sees what was calculated for rules alone, too. With ``tails`` (``my_numbers.tails``)
    My Numbers show their last digits.
    """
    schema = schema_of(application.version)
    received = timezone.localdate(application.received_at)
    journey = Journey(schema, application.answers, application.applicant_kind, received)
    return summary(schema, journey, staff=staff, tails=tails)


def find(applications: Any, application_id: UUID) -> Application | None:
    """Return one of ``applications`` (a QuerySet) with form, version and organisation."""
    return (
        applications.select_related("page", "version", "organisation")
        .defer(*HEAVY)
        .filter(pk=application_id)
        .first()
    )


def kind_label(application: Application) -> str:
    """Return 個人, 法人 or 団体."""
    return KINDS.get(application.applicant_kind, "")

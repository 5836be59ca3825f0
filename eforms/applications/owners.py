"""Whose an application is: what was sent from an account is the account's, the rest the address's.

An account holder's applications are not opened by a proven address alone: the account's sign-in
would be worth nothing.
"""

from django.db.models import QuerySet

from accounts.citizens import Citizen
from eforms.applications.models import Application


def applications_of_citizen(citizen: Citizen) -> QuerySet[Application]:
    """Return what a citizen has sent from the account, the newest first."""
    return Application.objects.filter(citizen=citizen)


def applications_of_address(email_index: str) -> QuerySet[Application]:
    """Return what was sent without an account under an address, the newest first."""
    return Application.objects.filter(citizen=None, email_index=email_index)


def applications_of(citizen: Citizen | None, email_index: str) -> QuerySet[Application]:
    """Return the applications of a signed-in citizen, or of a guest's address."""
    if citizen is not None:
        return applications_of_citizen(citizen)
    return applications_of_address(email_index)


def is_owner(citizen: Citizen | None, email_index: str, application: Application) -> bool:
    """Tell whether an application is a signed-in citizen's, or a guest's of a proven address."""
    if citizen is not None:
        return application.citizen_id == citizen.pk
    return application.citizen_id is None and application.email_index == email_index

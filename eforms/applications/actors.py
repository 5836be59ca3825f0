"""Who acts on an application: a member of staff, or the person who sent it."""

from dataclasses import dataclass
from typing import Any

from accounts.citizens import Citizen
from accounts.staff import User
from audit import log
from eforms.applications import access, owners
from eforms.applications.models import Application, ApplicationEvent
from eforms.applications.states import APPLICANT, STAFF


@dataclass(frozen=True)
class StaffActor:
    """職員. May act where :mod:`eforms.applications.access` says so."""

    user: User

    side = STAFF
    event_type = ApplicationEvent.Actor.STAFF

    def may_act(self, application: Application) -> bool:
        """Tell whether the person may change the application's state."""
        return access.may(self.user, access.ACT, application)

    def audit(self) -> log.Actor:
        """Return the person as the audit log names them."""
        return log.staff(self.user)

    @property
    def staff(self) -> User:
        """The account kept in the history."""
        return self.user


@dataclass(frozen=True)
class ApplicantActor:
    """申請者: the signed-in citizen, or without one the guest of a proven address."""

    citizen: Citizen | None
    email_index: str

    side = APPLICANT
    event_type = ApplicationEvent.Actor.APPLICANT
    staff = None

    def may_act(self, application: Application) -> bool:
        """Tell whether the application is this person's own."""
        return owners.is_owner(self.citizen, self.email_index, application)

    def audit(self) -> log.Actor:
        """Return the person as the audit log names them."""
        return log.citizen(self.citizen) if self.citizen else log.GUEST


Actor = StaffActor | ApplicantActor


def applicant(person: Any) -> ApplicantActor:
    """Return the actor of anything that carries ``citizen`` and ``email_index``."""
    return ApplicantActor(person.citizen, person.email_index)

"""Noting that the applicant or the staff is to be told something, for ``eforms.notices``."""

from uuid import UUID

from eforms.applications.models import Application
from outbox import effects


# What may happen to an application more than once; each time has a mail of its own.
REPEATED = frozenset({"correction", "correction_off", "message", "document"})


def key_of(application_id: UUID | str, event: str, step: UUID | str) -> str:
    """Return what tells one mail of an application from another (ids and names only)."""
    return f"{application_id}:{event}:{step}" if event in REPEATED else f"{application_id}:{event}"


def tell(application: Application, event: str, step: UUID) -> None:
    """Note, in the running transaction, that the applicant gets the mail of an event.

    ``step`` is the id of the step, message or document that caused it.
    """
    effects.enqueue(
        "notice",
        key=f"notice:{key_of(application.pk, event, step)}",
        payload={"application": str(application.pk), "event": event, "step": str(step)},
    )


def tell_staff(application: Application, event: str, step: UUID, *, user_id: int) -> None:
    """Note, in the running transaction, that a member of staff is told of an applicant's act."""
    effects.enqueue(
        "staff_notice",
        key=f"staff-notice:{application.pk}:{event}:{step}",
        payload={
            "application": str(application.pk),
            "event": event,
            "step": str(step),
            "user": user_id,
        },
    )

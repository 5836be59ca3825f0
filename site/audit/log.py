"""Writing the audit log."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField
from django.utils import timezone

from audit.chain import append
from audit.models import Entry


@dataclass(frozen=True)
class Actor:
    """Who did it: ``staff``, ``citizen``, ``guest`` or ``system``, and the id, never a name."""

    type: str
    id: str = ""


GUEST = Actor("guest")
SYSTEM = Actor("system")


def staff(user: Any) -> Actor:
    """Return the actor for a staff user."""
    return Actor("staff", str(user.pk))


def citizen(person: Any) -> Actor:
    """Return the actor for a citizen."""
    return Actor("citizen", str(person.pk))


def record(
    action: str,
    *,
    actor: Actor,
    target: str = "",
    organisation_id: int | None = None,
    result: str = "ok",
    data: dict[str, Any] | None = None,
) -> Entry:
    """Append an entry to the log.

    Inside a transaction the entry stands or falls with it: record a refusal outside of the
    transaction that is rolled back. ``target`` is like ``eforms.Application/<id>``; ``data`` is
    JSON of ids, numbers, states and field names. Nothing here may be personal data.

    Raises:
        ValueError: a text is too long for its column (SQLite would take it silently).
    """
    entry = Entry(
        at=timezone.now(),
        actor_type=actor.type,
        actor_id=actor.id,
        action=action,
        target=target,
        organisation_id=organisation_id,
        result=result,
        data=data or {},
    )
    for field in Entry._meta.fields:
        if not isinstance(field, CharField):
            continue
        if len(getattr(entry, field.attname)) > (field.max_length or 0):
            raise ValueError(f"audit: {field.name} is longer than {field.max_length} characters")
    with transaction.atomic(savepoint=False):
        entry.save(force_insert=True)
        if connection.vendor == "sqlite":
            append(entry)
    return entry

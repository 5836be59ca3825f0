"""補正: what an office asks an applicant to put right, and what became of it.

A :class:`Correction` names places of the form, each with the office's words; nothing else can be
changed by answering it. What stood there before is kept for ever in an
:class:`ApplicationRevision`. Who may ask, answer and take back: ``correction_steps``.
"""

import uuid
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db import models

from eforms.applications.models import Application
from eforms.building.windows import JAPAN
from vault.fields import EncryptedJSONField, EncryptedTextField


class Place(NamedTuple):
    """Where an answer stands: a question (in a row), or a group with all of its rows."""

    item_id: str
    row_id: str | None = None

    def __str__(self) -> str:
        return f"{self.item_id}/{self.row_id}" if self.row_id else self.item_id


def place_of(key: str) -> Place:
    """Return the place that a key of ``Correction.items`` names."""
    item_id, _, row_id = key.partition("/")
    return Place(item_id, row_id or None)


class Correction(models.Model):
    """補正の依頼. One at a time is open for an application.

    ``items`` is ``{place: the office's words}``; ``typed`` what the applicant has typed so far:
    ``{"inputs": {name: [values]}, "opened": [place]}``. ``revision`` counts what was typed, so that
    what is sent is what the person has checked.
    """

    class Status(models.TextChoices):
        OPEN = "open", "依頼中"
        ANSWERED = "answered", "補正済み"
        WITHDRAWN = "withdrawn", "取消し"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="corrections")
    asked_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    # The last day on which it can be answered, in Japan.
    due_on = models.DateField("期限")
    words = EncryptedTextField(null=True)
    items = EncryptedJSONField()
    typed = EncryptedJSONField(null=True)
    revision = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=16, choices=Status, default=Status.OPEN)
    ended_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(status="open"),
                name="one_open_correction_per_application",
            )
        ]

    def __str__(self) -> str:
        return f"補正 {self.pk}"

    @property
    def places(self) -> list[Place]:
        """What is asked, in the order it was asked."""
        return [place_of(key) for key in self.items]

    @property
    def ends_at(self) -> datetime:
        """The first moment at which it cannot be answered any more."""
        return datetime.combine(self.due_on + timedelta(days=1), time(), JAPAN)

    def is_open_at(self, now: datetime) -> bool:
        """Tell whether it can be answered."""
        return self.status == self.Status.OPEN and now < self.ends_at


class ApplicationRevision(models.Model):
    """The answers before and after one correction, sealed; never changed and never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="revisions")
    correction = models.OneToOneField(Correction, models.PROTECT, related_name="revision_made")
    before = EncryptedJSONField()
    after = EncryptedJSONField()
    made_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"補正の記録 {self.pk}"


def open_correction(application: Application) -> Correction | None:
    """Return the correction that is asked for now, answered in time or not."""
    return application.corrections.filter(status=Correction.Status.OPEN).first()


def close_open(application: Application, *, now: datetime) -> None:
    """End a correction that stayed unanswered: taken back, or overtaken by the application's end.

    Call it in the transaction that holds the application's lock. What was half-typed goes.
    """
    for correction in application.corrections.filter(
        status=Correction.Status.OPEN
    ).select_for_update():
        correction.status = Correction.Status.WITHDRAWN
        correction.ended_at = now
        correction.typed = None
        correction.save(update_fields=["status", "ended_at", "typed"])

"""Documents that an office delivers: on the application's page, for a while, on the record."""

import uuid
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from audit import log
from eforms.applications import quarantine, telling
from eforms.applications.actors import ApplicantActor, StaffActor
from eforms.applications.messages import NewFile
from eforms.applications.models import Application, Attachment
from eforms.building.windows import JAPAN
from vault.fields import EncryptedTextField


TITLE_LIMIT = 100
USUAL = timedelta(days=90)
LONGEST = timedelta(days=366)


class DeliveryRefused(Exception):
    """Nothing was delivered; ``field`` is "title", "until" or "files"."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Delivery(models.Model):
    """交付した文書. ``until`` is the last day (in Japan) on which the applicant can have it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="deliveries")
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="delivery")
    title = EncryptedTextField()
    key = models.UUIDField()
    delivered_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    delivered_at = models.DateTimeField()
    until = models.DateField()
    first_had_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["delivered_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="one_delivery_per_press")
        ]

    def __str__(self) -> str:
        return f"交付文書 {self.pk}"

    def is_there(self, now: datetime) -> bool:
        """Tell whether the applicant can have it at a moment."""
        return now.astimezone(JAPAN).date() <= self.until


def check(title: str, until: date | None, now: datetime) -> str:
    """Return the title as it is kept.

    Raises:
        DeliveryRefused: title or day are missing or too far away.
    """
    title, today = " ".join(title.split()), now.astimezone(JAPAN).date()
    if not title:
        raise DeliveryRefused("文書の名前を入力してください。申請者の画面に表示します。", "title")
    if len(title) > TITLE_LIMIT:
        raise DeliveryRefused(f"文書の名前は{TITLE_LIMIT}文字以内で入力してください。", "title")
    if until is None or not today < until <= today + LONGEST:
        raise DeliveryRefused(
            "いつまで受け取れるかを、明日から1年以内の日にしてください。", "until"
        )
    return title


def deliver(
    application_id: uuid.UUID,
    *,
    actor: StaffActor,
    title: str,
    until: date | None,
    file: NewFile,
    key: uuid.UUID,
    now: datetime | None = None,
) -> tuple[Delivery, bool]:
    """Put a document on the applicant's page; return it, and whether it is new.

    Raises:
        DeliveryRefused: see :func:`check`; or the person may not act on the application.
    """
    now = now or timezone.now()
    title = check(title, until, now)
    with transaction.atomic():
        application = Application.objects.select_for_update().get(pk=application_id)
        if not actor.may_act(application):
            raise DeliveryRefused(
                "この申請を操作する権限がありません。担当の組織を確認してください。"
            )
        before = application.deliveries.filter(key=key).first()
        if before is not None:
            return before, False
        attachment = Attachment.objects.create(
            id=file.stored.id,
            question_id="",
            name=file.name,
            content_type=file.content_type,
            size=file.stored.size,
            sha256=file.stored.sha256,
            scan=quarantine.first_state(),
        )
        made = Delivery.objects.create(
            application=application,
            attachment=attachment,
            title=title,
            key=key,
            delivered_by=actor.user,
            delivered_at=now,
            until=until,
        )
        _record("document.delivered", made, actor)
        telling.tell(application, "document", made.pk)
    return made, True


def hand_over(delivery: Delivery, *, actor: ApplicantActor | StaffActor, now: datetime) -> None:
    """Note that somebody takes the document; the applicant's first time is kept with it."""
    with transaction.atomic():
        if isinstance(actor, ApplicantActor):
            first = Delivery.objects.filter(pk=delivery.pk, first_had_at=None)
            first.update(first_had_at=now)
        _record("document.download", delivery, actor)


def _record(action: str, delivery: Delivery, actor: ApplicantActor | StaffActor) -> None:
    log.record(
        action,
        actor=actor.audit(),
        target=f"eforms.Delivery/{delivery.pk}",
        organisation_id=delivery.application.organisation_id,
        data={"application": str(delivery.application_id)},
    )

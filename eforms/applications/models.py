"""What was sent, its history and its files."""

import uuid

from django.db import models

from eforms.applications.states import State
from vault.fields import EncryptedJSONField, EncryptedTextField


class ReceiptCounter(models.Model):
    """The last receipt number given out on a day (Japan time); counted under a row lock."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}"


class Application(models.Model):
    """申請: read, shown and exported against the version it was filled on, for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt_number = models.CharField("受付番号", max_length=24, unique=True)
    version = models.ForeignKey("eforms.FormVersion", models.PROTECT, related_name="applications")
    page = models.ForeignKey("eforms.FormPage", models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        related_name="applications",
        verbose_name="担当組織",
    )
    # The draft's id: unique, so that one draft can become one application only.
    draft_id = models.UUIDField(unique=True)
    citizen = models.ForeignKey(
        "accounts.Citizen", models.SET_NULL, null=True, related_name="applications"
    )
    email = EncryptedTextField()
    email_index = models.CharField(max_length=64, db_index=True)
    applicant_kind = models.CharField("申請者の区分", max_length=16)
    applicant_name = EncryptedTextField(null=True)
    answers = EncryptedJSONField()
    state = models.CharField("状態", max_length=24, choices=State, default=State.RECEIVED)
    received_at = models.DateTimeField("受付日時")
    updated_at = models.DateTimeField("更新日時", auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["-received_at", "-id"]),
            models.Index(fields=["organisation", "-received_at", "-id"]),
            models.Index(fields=["organisation", "state", "-received_at"]),
            models.Index(fields=["page", "-received_at"]),
        ]
        verbose_name = "申請"
        verbose_name_plural = "申請"

    def __str__(self) -> str:
        return self.receipt_number


class ApplicationEvent(models.Model):
    """One step of an application's history."""

    class Actor(models.TextChoices):
        APPLICANT = "applicant", "申請者"
        STAFF = "staff", "職員"
        SYSTEM = "system", "システム"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="events")
    at = models.DateTimeField("日時")
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24)
    actor_type = models.CharField(max_length=16, choices=Actor)
    staff = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    # Told to the applicant.
    reason = EncryptedTextField(null=True)
    next_step = EncryptedTextField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.application_id} → {self.to_state}"


class Attachment(models.Model):
    """添付ファイル: an encrypted file in private storage; its name is sealed too."""

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", "ウイルス検査なし"
        PENDING = "pending", "ウイルス検査待ち"
        CLEAN = "clean", "ウイルス検査済み"
        INFECTED = "infected", "ウイルス検出"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(
        "eforms.Draft", models.SET_NULL, null=True, related_name="attachments"
    )
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, related_name="attachments"
    )
    # What came with a correction; part of the application once that was sent.
    correction = models.ForeignKey(
        "eforms.Correction", models.PROTECT, null=True, related_name="attachments"
    )
    message = models.ForeignKey(
        "eforms.Message", models.PROTECT, null=True, related_name="attachments"
    )
    # Named by the answers until then; kept all the same.
    replaced_at = models.DateTimeField(null=True)
    question_id = models.CharField(max_length=36)
    name = EncryptedTextField()
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=16, choices=Scan, default=Scan.NOT_SCANNED)
    # Which upload of a page brought it, so that one tried again is not kept twice.
    upload_key = models.CharField(max_length=36, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "upload_key"],
                condition=~models.Q(upload_key=""),
                name="one_attachment_per_upload",
            )
        ]

    def __str__(self) -> str:
        return f"添付 {self.pk}"

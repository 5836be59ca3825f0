"""What a citizen has begun and not yet sent."""

import uuid

from django.db import models

from vault.fields import EncryptedJSONField, EncryptedTextField


class Draft(models.Model):
    """下書き: answers given so far, pinned to the version it was begun on.

    ``answers`` holds what passed validation (keyed by question id), ``unchecked`` what was typed
    but not accepted yet, per section: ``{section_id: {input_name: [values]}}``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey("eforms.FormVersion", models.PROTECT, related_name="drafts")
    citizen = models.ForeignKey(
        "accounts.Citizen", models.CASCADE, null=True, related_name="drafts"
    )
    # The verified address of a guest (or of the account), where mails go.
    email = EncryptedTextField()
    email_index = models.CharField(max_length=64, db_index=True)
    applicant_kind = models.CharField(max_length=16)
    answers = EncryptedJSONField()
    unchecked = EncryptedJSONField(null=True)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "下書き"
        verbose_name_plural = "下書き"

    def __str__(self) -> str:
        return f"下書き {self.pk}"


class EmailCode(models.Model):
    """A one-time code that proves a guest reads an address. Only hashes are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = EncryptedTextField()
    email_index = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=128)
    browser_hash = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code {self.pk}"

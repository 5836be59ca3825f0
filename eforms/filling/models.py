"""What a citizen has begun and not yet sent, and how guests prove their address."""

import uuid

from django.db import models

from vault.fields import EncryptedJSONField, EncryptedTextField


class Draft(models.Model):
    """下書き: answers given so far, on the version it was begun on or carried over to.

    ``answers`` holds what passed validation (keyed by question id), ``unchecked`` what was typed
    but not accepted yet, per section: ``{section_id: {input_name: [values]}}``. ``writers`` tells
    which page wrote a section last: ``{section_id: [revision, page token]}``; two tabs are told
    apart by it. ``orphans`` holds what a newer version has no place for, and ``to_check`` what the
    person is asked to look at after the form was changed (both: ``eforms.filling.carrying``).
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
    writers = models.JSONField(default=dict)
    orphans = EncryptedJSONField(null=True)
    to_check = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField()
    # The end (``expires_at``) that a mail has warned of: one mail for each.
    warned_of = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "下書き"
        verbose_name_plural = "下書き"

    def __str__(self) -> str:
        return f"下書き {self.pk}"


class Profile(models.Model):
    """登録情報: what a citizen keeps about one kind of applicant, to fill forms by their wish.

    ``answers``: ``options.profile`` of the applicant's questions → value as the type has it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey("accounts.Citizen", models.CASCADE, related_name="profiles")
    kind = models.CharField(max_length=16)
    answers = EncryptedJSONField()
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["citizen", "kind"], name="one_profile_for_each_kind")
        ]

    def __str__(self) -> str:
        return f"登録情報 {self.pk}"


class ResumeLink(models.Model):
    """A link of a mail that leads back to a draft; of a draft's links only the newest works.

    It proves nothing: whoever opens it is asked who they are. Only its hash is kept.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"link {self.pk}"


class HeldPage(models.Model):
    """What was typed on a page that came back after its sign-in had ended.

    It belongs to the browser that sent it (``browser_hash`` of a cookie) and is put back into the
    page when that browser's person has proven to be the draft's owner.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="held_pages")
    section_id = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64)
    typed = EncryptedJSONField()
    held_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"held page {self.pk}"


class EmailCode(models.Model):
    """A one-time code that proves a guest reads an address. Only hashes are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = EncryptedTextField()
    email_index = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=128)
    browser_hash = models.CharField(max_length=64)
    # Typed by somebody who looks for one application (eforms.filling.numbers).
    receipt_number = models.CharField(max_length=24, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["email_index", "created_at"])]

    def __str__(self) -> str:
        return f"code {self.pk}"


class ApiToken(models.Model):
    """A verified address on the JSON API: the bearer token is stored as its hash only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = EncryptedTextField()
    email_index = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"token {self.pk}"

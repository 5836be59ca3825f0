"""Effects that must happen exactly once for a change, and the mails among them."""

import uuid

from django.db import models

from vault.fields import EncryptedJSONField, EncryptedTextField


class Effect(models.Model):
    """One effect, written in the transaction of its cause; delivered at least once."""

    class State(models.TextChoices):
        WAITING = "waiting", "待機中"
        DONE = "done", "完了"
        FAILED = "failed", "失敗"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("種類", max_length=40)
    key = models.CharField("冪等キー", max_length=160, unique=True)
    payload = EncryptedJSONField()
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField("試行回数", default=0)
    next_try_at = models.DateTimeField("次の試行")
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField("最後の誤り", max_length=200, blank=True)  # class name only
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_try_at"])]
        verbose_name = "送信処理"
        verbose_name_plural = "送信処理"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Mail(models.Model):
    """An outgoing mail: the ledger row, its address and text sealed."""

    class State(models.TextChoices):
        WAITING = "waiting", "送信待ち"
        SENT = "sent", "送信済み"
        FAILED = "failed", "送信失敗"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField("冪等キー", max_length=150, unique=True)
    event = models.CharField("種類", max_length=40)
    # What it is about: an application's id, or empty for account mails.
    subject_id = models.UUIDField(null=True, db_index=True)
    to = EncryptedTextField()
    subject = EncryptedTextField()
    body = EncryptedTextField()
    state = models.CharField("状態", max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField("作成日時", auto_now_add=True)
    sent_at = models.DateTimeField("送信日時", null=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "送信メール"
        verbose_name_plural = "送信メール"

    def __str__(self) -> str:
        return f"メール {self.pk}"

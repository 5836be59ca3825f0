"""Append-only log: entries, and the links that chain them at commit."""

import uuid

from django.db import models


class Entry(models.Model):
    """Something that happened. Holds ids and words of the trade, never personal data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField("日時")
    actor_type = models.CharField("行為者の種類", max_length=16)  # staff, citizen, guest, system
    actor_id = models.CharField("行為者", max_length=64, blank=True)
    action = models.CharField("行為", max_length=64)
    target = models.CharField("対象", max_length=128, blank=True)
    organisation_id = models.BigIntegerField("組織", null=True)
    result = models.CharField("結果", max_length=16, default="ok")
    data = models.JSONField("詳細", default=dict)

    class Meta:
        indexes = [models.Index(fields=["target", "at"]), models.Index(fields=["action", "at"])]
        verbose_name = "監査記録"
        verbose_name_plural = "監査記録"

    def __str__(self) -> str:
        return f"{self.action} {self.target}"


class Link(models.Model):
    """The chain: hash over the previous hash and the entry's canonical text, made at commit."""

    seq = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="link")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"link {self.seq}"

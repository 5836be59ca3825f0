"""Append-only log: entries, the links that chain them at commit, and the chain's head.

The database itself refuses to change them (``audit.triggers``).
"""

import json
import uuid
from datetime import UTC
from typing import Any

from django.db import models


def canonical_json(data: object) -> str:
    """Return the one spelling in which ``data`` is stored and hashed."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class CanonicalJSONField(models.TextField):
    """JSON as text of one fixed spelling, so that SQL and Python hash the same characters.

    A JSON column would not do: PostgreSQL spells jsonb its own way.
    """

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> str:
        return canonical_json(value)


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
    data = CanonicalJSONField("詳細", default=dict)

    class Meta:
        indexes = [models.Index(fields=["target", "at"]), models.Index(fields=["action", "at"])]
        verbose_name = "監査記録"
        verbose_name_plural = "監査記録"

    def __str__(self) -> str:
        return f"{self.action} {self.target}"

    def canonical(self, data_text: str) -> str:
        """Return the text that is hashed; ``audit_canonical`` in SQL makes the same.

        Each part is preceded by its length in characters, so no two entries share a text.
        """
        parts = [
            str(self.id),
            self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            self.actor_type,
            self.actor_id,
            self.action,
            self.target,
            "" if self.organisation_id is None else str(self.organisation_id),
            self.result,
            data_text,
        ]
        return "".join(f"{len(part)}:{part}" for part in parts)


class Link(models.Model):
    """The chain: hash over number, previous hash and the entry's canonical text."""

    seq = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="link")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"link {self.seq}"


class Head(models.Model):
    """The newest link, in one row: what is locked while a link is added, and shows a cut tail."""

    id = models.SmallIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"head {self.seq}"

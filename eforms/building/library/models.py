"""Templates that editors keep."""

import uuid

from django.conf import settings
from django.db import models


class FormTemplate(models.Model):
    """テンプレート: a form as data under a name of its own (specification 6(2): 様式の雛形)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("名前", max_length=100, unique=True)
    description = models.CharField("説明", max_length=300, blank=True)
    # As eforms.building.writing writes it; never anything a citizen typed.
    definition = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name"]
        verbose_name = "テンプレート"
        verbose_name_plural = "テンプレート"

    def __str__(self) -> str:
        return self.name

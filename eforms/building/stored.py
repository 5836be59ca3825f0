"""What publishing stores: the versions of a form and the addresses it has ever had."""

import uuid

from django.conf import settings
from django.db import models


class ImmutableError(TypeError):
    """Somebody tried to change or delete what never changes."""


class ImmutableQuerySet(models.QuerySet):
    """Rows that can be added and read, and nothing else."""

    def _refuse(self, *args, **kwargs):
        raise ImmutableError(f"{self.model.__name__} never changes")

    update = delete = bulk_update = update_or_create = _refuse
    aupdate = adelete = _refuse


class FormVersion(models.Model):
    """An immutable compiled form: what is filled, checked, shown, exported and signed against."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey("eforms.FormPage", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版")
    schema = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = ImmutableQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["page", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="one_version_per_number")
        ]
        verbose_name = "フォームの版"
        verbose_name_plural = "フォームの版"

    def __str__(self) -> str:
        return f"{self.page_id} 第{self.number}版"

    def save(self, *args, **kwargs) -> None:
        """Store a new version.

        Raises:
            ImmutableError: it is stored already.
        """
        if not self._state.adding:
            raise ImmutableError("FormVersion never changes")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: applications are read against their version for ever.

        Raises:
            ImmutableError: always.
        """
        raise ImmutableError("FormVersion never changes")


class FormCode(models.Model):
    """A path a form was ever published under. Old ones lead to the form's present address."""

    code = models.SlugField(max_length=60, unique=True)
    page = models.ForeignKey("eforms.FormPage", models.CASCADE, related_name="codes")
    claimed_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "アクセスURL"
        verbose_name_plural = "アクセスURL"

    def __str__(self) -> str:
        return self.code

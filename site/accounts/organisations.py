"""Departments of the city, and who works in which."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class Organisation(ClusterableModel):
    """組織: a department (課). Procedures and applications belong to one."""

    name = models.CharField("組織名", max_length=100, unique=True)
    code = models.SlugField("組織コード", max_length=40, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上位組織",
    )
    phone = models.CharField("電話番号", max_length=20, blank=True)
    email = models.EmailField("メールアドレス", blank=True)
    location = models.CharField("場所", max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "組織"
        verbose_name_plural = "組織"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a department that would stand above itself."""
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError(
                    {
                        "parent": "この組織の下にある組織は、上位組織にできません。"
                        "別の組織を選んでください。"
                    }
                )
            above = above.parent


class Membership(models.Model):
    """A staff member's role in one organisation."""

    class Role(models.TextChoices):
        VIEWER = "viewer", "閲覧者"
        REVIEWER = "reviewer", "審査担当者"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name="職員",
    )
    organisation = ParentalKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name="組織",
    )
    role = models.CharField("役割", max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="one_role_per_organisation"
            )
        ]
        verbose_name = "所属"
        verbose_name_plural = "所属"

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_role_display()}"

"""事務取扱担当者: who may see the My Numbers of a procedure, named one by one.

Nobody has the right by a role, administrators neither. A handler works in the organisation of
the procedure; who leaves it, or whose account is closed, has lost the right at once.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction

from accounts.organisations import Membership
from audit import log
from eforms.applications.models import Application


class MyNumberHandler(models.Model):
    """A person named for a procedure."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(
        "eforms.FormPage", models.CASCADE, related_name="my_number_handlers", verbose_name="手続"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="my_number_handlings",
        verbose_name="職員",
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="指定した管理者",
    )
    granted_at = models.DateTimeField("指定日時", auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["page__title", "granted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "user"],
                name="one_my_number_handler",
                violation_error_message="この職員は、すでにこの手続の担当者です。",
            )
        ]
        verbose_name = "マイナンバー取扱担当者"
        verbose_name_plural = "マイナンバー取扱担当者"

    def __str__(self) -> str:
        return f"{self.page}：{self.user}"

    @property
    def is_effective(self) -> bool:
        """Whether the person still works where the procedure is handled."""
        return self.user.is_active and _works_in(self.user, self.page.organisation_id)


def may_reveal(user: Any, application: Application) -> bool:
    """Tell whether a user is a named handler of an application's My Numbers."""
    return (
        bool(getattr(user, "is_active", False))
        and _works_in(user, application.organisation_id)
        and MyNumberHandler.objects.filter(user_id=user.pk, page_id=application.page_id).exists()
    )


def grant(handler: MyNumberHandler, *, by: Any) -> None:
    """Name a handler and record it."""
    with transaction.atomic():
        handler.granted_by = by
        handler.save(force_insert=True)
        _record("my_number.handler_granted", handler, by)


def withdraw(handler: MyNumberHandler, *, by: Any) -> None:
    """Take the right back and record it."""
    with transaction.atomic():
        _record("my_number.handler_withdrawn", handler, by)
        handler.delete()


def works_for(user: Any, page: Any) -> bool:
    """Tell whether a user works in the organisation of a procedure."""
    return _works_in(user, page.organisation_id)


def _works_in(user: Any, organisation_id: int | None) -> bool:
    return Membership.objects.filter(user_id=user.pk, organisation_id=organisation_id).exists()


def _record(action: str, handler: MyNumberHandler, by: Any) -> None:
    log.record(
        action,
        actor=log.staff(by),
        target=f"accounts.User/{handler.user_id}",
        organisation_id=handler.page.organisation_id,
        data={"form": handler.page_id},
    )

"""Where My Numbers lie: each sealed under a data key of its own (docs/decisions/0014).

Answers name a number by its id; nothing else in the database can be read without the key ring,
and what seals My Numbers opens nothing else. Destroying a number destroys its key with it and
leaves a line in the audit log.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from audit import log
from eforms.applications import actors
from eforms.applications.models import Application
from vault.data_key import new_key, open_with, seal_with
from vault.envelope import VaultError
from vault.fields import DataKeyField


if TYPE_CHECKING:
    from eforms.filling.models import Draft

# Organisation and form, as the audit log names them.
Home = tuple[int | None, int]

PURPOSE = "my_number"
TAIL = 4


class MyNumberLost(Exception):
    """An answer names a number that the draft does not have."""


@dataclass(frozen=True)
class Held:
    """A number that was typed and is not stored yet. It never shows itself."""

    id: uuid.UUID
    question_id: str
    row_id: str
    number: str = field(repr=False)


class MyNumber(models.Model):
    """A person's 個人番号: of a draft until that is sent, then of the application."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A draft that goes takes its numbers along; an application with numbers cannot go.
    draft = models.ForeignKey("eforms.Draft", models.CASCADE, null=True, related_name="my_numbers")
    application = models.ForeignKey(
        "eforms.Application", models.PROTECT, null=True, related_name="my_numbers"
    )
    question_id = models.CharField(max_length=36)
    row_id = models.CharField(max_length=12, blank=True)
    data_key = DataKeyField(purpose=PURPOSE)
    sealed = models.BinaryField()
    sealed_tail = models.BinaryField()
    # Days after the closing, as the procedure said when the number was collected (番号法20条): what
    # its form says later is no matter. None only for rows older than this column.
    retention_days = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(draft=None, application__isnull=False)
                | models.Q(draft__isnull=False, application=None),
                name="my_number_of_draft_or_application",
            )
        ]
        verbose_name = "マイナンバー"
        verbose_name_plural = "マイナンバー"

    def __str__(self) -> str:
        return f"マイナンバー {self.pk}"

    def seal(self, number: str) -> None:
        """Put a number in, under a fresh key."""
        key = new_key()
        self.data_key = key
        self.sealed = seal_with(key, number.encode(), context=self._context("number"))
        tail = number[-TAIL:].encode()
        self.sealed_tail = seal_with(key, tail, context=self._context("tail"))

    def number(self) -> str:
        """Return the number; only :mod:`eforms.review.revealing` asks.

        Raises:
            VaultError: the row was altered, moved or got another's key, or the key is gone.
        """
        return open_with(
            self.data_key, bytes(self.sealed), context=self._context("number")
        ).decode()

    def tail(self) -> str:
        """Return the last four digits. Raises ``VaultError`` like :meth:`number`."""
        return open_with(
            self.data_key, bytes(self.sealed_tail), context=self._context("tail")
        ).decode()

    def _context(self, part: str) -> str:
        return f"eforms.MyNumber/{self.pk}/{part}"


def tails(owner: Any) -> dict[str, str]:
    """Return id → last four digits of the numbers of a draft or an application.

    Of one that does not open nothing is told; the vault has logged its place.
    """
    return {str(one.pk): _tail(one) for one in owner.my_numbers.all()}


def _tail(one: MyNumber) -> str:
    try:
        return one.tail()
    except VaultError:
        return ""


def follow(draft: "Draft", named: set[uuid.UUID], held: Iterable[Held]) -> None:
    """Let a draft's numbers be those that its answers name: keep new ones, destroy the others."""
    actor, home = actors.applicant(draft).audit(), _home(draft)
    with transaction.atomic(savepoint=False):
        _destroy(draft.my_numbers.exclude(pk__in=named), actor, home, why="answer_changed")
        for one in held:
            if one.id in named:
                kept = MyNumber(
                    id=one.id,
                    draft=draft,
                    question_id=one.question_id,
                    row_id=one.row_id,
                    retention_days=draft.version.page.retention_days,
                )
                kept.seal(one.number)
                kept.save(force_insert=True)
                _record("my_number.registered", kept, actor, home)


def move(draft: "Draft", application: Application, named: set[uuid.UUID]) -> None:
    """Hand the numbers that an application's answers name over to it and destroy the others.

    The retention of this moment goes with them; where the form has none any more, that of the
    moment they were typed stays.

    Raises:
        MyNumberLost: an answer names a number that is not the draft's.
    """
    own = MyNumber.objects.filter(draft_id=draft.pk, application=None)
    actor = actors.applicant(draft).audit()
    _destroy(own.exclude(pk__in=named), actor, _home(draft), why="not_sent")
    days = draft.version.page.retention_days
    fixed = {} if days is None else {"retention_days": days}
    if own.filter(pk__in=named).update(application=application, draft=None, **fixed) != len(named):
        raise MyNumberLost(f"of {len(named)} numbers")


def follow_application(application: Application, named: set[uuid.UUID], actor: log.Actor) -> int:
    """Destroy an application's numbers that its answers name no more; return how many."""
    home = (application.organisation_id, application.page_id)
    gone = application.my_numbers.exclude(pk__in=named)
    return _destroy(gone, actor, home, why="answer_changed")


def destroy_of(application: Application, actor: log.Actor, *, why: str) -> int:
    """Destroy an application's numbers and their keys for good; return how many."""
    home = (application.organisation_id, application.page_id)
    return _destroy(application.my_numbers.all(), actor, home, why=why)


def destroy_one(number: MyNumber, actor: log.Actor, *, why: str) -> int:
    """Destroy one number of an application; return how many went (1, or 0: it was gone)."""
    home = (number.application.organisation_id, number.application.page_id)
    return _destroy(MyNumber.objects.filter(pk=number.pk), actor, home, why=why)


def destroy_of_draft(draft: "Draft", actor: log.Actor, *, why: str) -> int:
    """Destroy a draft's numbers and their keys for good; return how many."""
    return _destroy(draft.my_numbers.all(), actor, _home(draft), why=why)


def _home(draft: "Draft") -> Home:
    page = draft.version.page
    return page.organisation_id, page.pk


def _destroy(numbers: models.QuerySet[MyNumber], actor: log.Actor, home: Home, *, why: str) -> int:
    ids = list(numbers.values_list("pk", flat=True))
    if not ids:
        return 0
    with transaction.atomic():
        # Locked: two who destroy at the same time leave one line, not two.
        locked = MyNumber.objects.select_for_update().filter(pk__in=ids)
        gone = list(locked.only("id", "draft_id", "application_id", "question_id"))
        for one in gone:
            _record("my_number.destroyed", one, actor, home, why=why)
        MyNumber.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return len(gone)


def _record(action: str, one: MyNumber, actor: log.Actor, home: Home, **more: str) -> None:
    kind, of = ("Draft", one.draft_id) if one.draft_id else ("Application", one.application_id)
    organisation_id, page_id = home
    log.record(
        action,
        actor=actor,
        target=f"eforms.MyNumber/{one.pk}",
        organisation_id=organisation_id,
        data={"of": f"eforms.{kind}/{of}", "form": page_id, "question": one.question_id} | more,
    )

"""Messages between an applicant and the office, about one application.

Text and names of files are sealed. To the applicant the office writes, never an employee.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from eforms.applications import quarantine, telling
from eforms.applications.actors import Actor
from eforms.applications.files import Stored
from eforms.applications.models import Application, Attachment
from eforms.applications.states import APPLICANT, CLOSED_STATES, STAFF
from vault.fields import EncryptedTextField


TEXT_LIMIT = 2000
# How long one can still write after an application has come to its end.
OPEN_AFTER_END = timedelta(days=30)
# Of one side about one application; nobody writes as much, programs do.
MOST_IN_A_DAY = 50


class MessageRefused(Exception):
    """The message was not sent; the text says why and what to do."""


@dataclass(frozen=True)
class NewFile:
    """A file that was examined and stored, and belongs to nothing yet."""

    stored: Stored
    name: str
    content_type: str


class Message(models.Model):
    """One message. ``read_at``: when the other side said that it has read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="messages")
    side = models.CharField(max_length=16, choices=[(APPLICANT, "申請者"), (STAFF, "担当課")])
    staff = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    text = EncryptedTextField()
    # Made by the page: the same one pressed twice is sent once.
    key = models.UUIDField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="one_message_per_press")
        ]

    def __str__(self) -> str:
        return f"メッセージ {self.pk}"


def closes_at(application: Application) -> datetime | None:
    """Return when writing ends or has ended; None while the application is being handled."""
    if application.state not in CLOSED_STATES:
        return None
    ended = application.events.filter(to_state__in=CLOSED_STATES).order_by("-at").first()
    return (ended.at if ended else application.updated_at) + OPEN_AFTER_END


def is_open(application: Application, now: datetime) -> bool:
    """Tell whether messages can be written."""
    end = closes_at(application)
    return end is None or now < end


def unread(application: Application, side: str) -> int:
    """Return how many messages wait to be read by a side (STAFF or APPLICANT)."""
    return application.messages.filter(read_at=None).exclude(side=side).count()


def send(
    application_id: uuid.UUID,
    *,
    actor: Actor,
    text: str,
    key: uuid.UUID,
    files: Sequence[NewFile] = (),
    now: datetime | None = None,
) -> tuple[Message, bool]:
    """Write a message; return it, and whether it is new (False: the same press came before).

    What the other side had written counts as read. The files' bytes belong to the message only
    when it is new.

    Raises:
        MessageRefused: there is no text, too much, or writing has ended.
    """
    now, text = now or timezone.now(), text.strip().replace("\r\n", "\n")
    with transaction.atomic():
        application = Application.objects.select_for_update().get(pk=application_id)
        if not actor.may_act(application):
            raise MessageRefused(_("この申請についてメッセージを送る権限がありません。"))
        before = application.messages.filter(key=key, side=actor.side).first()
        if before is not None:
            return before, False
        _check(application, actor.side, text, now)
        message = Message.objects.create(
            application=application,
            side=actor.side,
            staff=actor.staff,
            text=text,
            key=key,
            sent_at=now,
        )
        for file in files:
            _attach(message, file)
        _mark_read(application, actor.side, now)
        _record("message.sent", message, actor, files=len(files))
        _tell(application, message, actor)
    return message, True


def mark_read(application: Application, *, actor: Actor, now: datetime | None = None) -> None:
    """Note that a side has read what the other has written."""
    if actor.may_act(application):
        _mark_read(application, actor.side, now or timezone.now())


def _check(application: Application, side: str, text: str, now: datetime) -> None:
    if not text:
        raise MessageRefused(_("メッセージを入力してください。"))
    if len(text) > TEXT_LIMIT:
        raise MessageRefused(
            _("メッセージは%(limit)d文字以内で入力してください。いまは%(number)d文字です。")
            % {"limit": TEXT_LIMIT, "number": len(text)}
        )
    if not is_open(application, now):
        raise MessageRefused(
            _("この申請の手続きは終わったため、メッセージは送れません。担当課へお電話ください。")
        )
    lately = application.messages.filter(side=side, sent_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_IN_A_DAY:
        raise MessageRefused(
            _("1日に送れるメッセージの数を超えました。お急ぎのときは、担当課へお電話ください。")
        )


def _attach(message: Message, file: NewFile) -> None:
    Attachment.objects.create(
        id=file.stored.id,
        message=message,
        question_id="",
        name=file.name,
        content_type=file.content_type,
        size=file.stored.size,
        sha256=file.stored.sha256,
        scan=quarantine.first_state(),
    )


def _mark_read(application: Application, side: str, now: datetime) -> None:
    application.messages.filter(read_at=None).exclude(side=side).update(read_at=now)


def _tell(application: Application, message: Message, actor: Actor) -> None:
    if actor.side == STAFF:
        telling.tell(application, "message", message.pk)
        return
    # Whoever dealt with it last; the desk shows it to all.
    last = application.events.exclude(staff=None).order_by("-at", "-id").first()
    if last is not None:
        telling.tell_staff(application, "message", message.pk, user_id=last.staff_id)


def _record(action: str, message: Message, actor: Actor, **more: int) -> None:
    log.record(
        action,
        actor=actor.audit(),
        target=f"eforms.Message/{message.pk}",
        organisation_id=message.application.organisation_id,
        data={"application": str(message.application_id)} | more,
    )

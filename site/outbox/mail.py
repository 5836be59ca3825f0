"""Mail: the ledger row and its effect in one step, and sending it.

SMTP cannot promise exactly once: a mail whose acknowledgement was lost is sent again, with the
same Message-ID and date, so that mail programs can drop the copy.
"""

from email.utils import format_datetime, parseaddr
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from outbox.delivery import retry
from outbox.effects import Payload, PermanentFailure, enqueue, handler
from outbox.models import Effect, Mail


def queue_mail(
    *, key: str, event: str, to: str, subject: str, body: str, subject_id: UUID | None = None
) -> Mail:
    """Write a mail into the ledger and note its sending, in the running transaction.

    ``key`` (up to 150 characters, ids only) makes it idempotent: the same key again returns the
    mail that is there, unchanged. ``event`` is the kind of mail, ``subject_id`` what it is about.

    Raises:
        BadHeaderError: address or subject hold a line break or another control character.
        ValidationError: ``to`` is not one plain address.
        TransactionManagementError: no transaction is running.
    """
    if not (to.isprintable() and subject.isprintable()):
        raise BadHeaderError("a mail header holds a control character")
    validate_email(to)
    mail, created = Mail.objects.get_or_create(
        key=key,
        defaults={
            "event": event,
            "to": to,
            "subject": subject,
            "body": body,
            "subject_id": subject_id,
        },
    )
    enqueue("mail", key=_effect_key(mail), payload={"mail": str(mail.pk)})
    return mail


def resend(mail: Mail) -> None:
    """Try a failed mail again."""
    with transaction.atomic():
        Mail.objects.filter(pk=mail.pk, state=Mail.State.FAILED).update(state=Mail.State.WAITING)
        for effect in Effect.objects.filter(key=_effect_key(mail)):
            retry(effect)


def message_id(mail: Mail) -> str:
    """Return the Message-ID of a mail, the same at every attempt (RFC 5322, 3.6.4)."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.pk.hex}@{domain}>"


def build_message(mail: Mail) -> EmailMessage:
    """Return the message as it is sent."""
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        headers={
            "Message-ID": message_id(mail),
            "Date": format_datetime(timezone.localtime(mail.created_at)),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no automatic answers, please
        },
    )


def _note_failed(payload: Payload) -> None:
    Mail.objects.filter(pk=payload["mail"], state=Mail.State.WAITING).update(
        state=Mail.State.FAILED
    )


@handler("mail", give_up=_note_failed)
def _send(payload: Payload) -> None:
    mail = Mail.objects.filter(pk=payload["mail"]).first()
    if mail is None or mail.state == Mail.State.SENT:
        return  # disposed of meanwhile, or sent by a process that died before saying so
    try:
        build_message(mail).send()
    except (BadHeaderError, ValidationError) as error:
        raise PermanentFailure from error
    except SMTPRecipientsRefused as error:
        # 5xx is a final answer (RFC 5321, 4.2.1), 4xx asks to come back later.
        if all(code >= 500 for code, _ in error.recipients.values()):
            raise PermanentFailure from error
        raise
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=timezone.now())


def _effect_key(mail: Mail) -> str:
    return f"mail:{mail.key}"

"""Asking for a correction and answering it: each one step of the application, all or nothing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eforms.applications import my_numbers, telling, transitions
from eforms.applications.actors import ApplicantActor, StaffActor
from eforms.applications.corrections import ApplicationRevision, Correction, Place
from eforms.applications.models import Application, Attachment
from eforms.applications.submission import AttachmentLost, file_ids, secret_ids
from eforms.applications.transitions import TransitionRefused
from eforms.building.versions import schema_of
from eforms.building.windows import JAPAN
from eforms.engine.journey import Answers
from eforms.fields.display import applicant_name


WORDS_LIMIT = 2000
ITEM_LIMIT = 500
# A deadline further away than this is a slip of the keyboard.
LONGEST = timedelta(days=180)


class NotAsked(Exception):
    """There is no open correction: it was answered, taken back, or never asked."""


class TooLate(Exception):
    """The deadline has passed."""


class Changed(Exception):
    """What is to be sent is not what the person has checked."""


def ask(
    application_id: UUID,
    *,
    actor: StaffActor,
    items: dict[Place, str],
    words: str,
    due_on: date | None,
    seen_state: str | None = None,
    now: datetime | None = None,
) -> Correction:
    """Ask the applicant to answer ``items`` anew, each with the office's words.

    Raises:
        TransitionRefused: nothing is asked, a text or the deadline is missing or too long
            (``field``: "items", "words", "due_on" or the place), or the state does not allow it.
    """
    now = now or timezone.now()
    words = words.strip()
    items = {place: text.strip() for place, text in items.items()}
    _check_request(items, words, due_on, now)
    with transaction.atomic():
        # The application's row is locked first, by whoever changes anything about it.
        application = transitions.perform(
            application_id, "request_correction", actor=actor, seen_state=seen_state, now=now
        )
        return Correction.objects.create(
            application=application,
            asked_by=actor.user,
            asked_at=now,
            due_on=due_on,
            words=words or None,
            items={str(place): text for place, text in items.items()},
        )


def _check_request(items: dict[Place, str], words: str, due_on: date | None, now: datetime) -> None:
    if not items:
        raise TransitionRefused("補正を依頼する質問を、1つ以上選んでください。", field="items")
    for place, text in items.items():
        if len(text) > ITEM_LIMIT:
            raise TransitionRefused(
                f"質問ごとの説明は{ITEM_LIMIT}文字以内で入力してください。", field=str(place)
            )
    if not words and not any(items.values()):
        raise TransitionRefused(
            "何をどう直すのか、全体か質問ごとの説明を入力してください。", field="words"
        )
    if len(words) > WORDS_LIMIT:
        raise TransitionRefused(
            f"全体の説明は{WORDS_LIMIT}文字以内で入力してください。", field="words"
        )
    today = now.astimezone(JAPAN).date()
    if due_on is None:
        raise TransitionRefused("期限を、年月日で入力してください。", field="due_on")
    if not today < due_on <= today + LONGEST:
        raise TransitionRefused(
            f"期限は、明日から{LONGEST.days}日以内の日にしてください。", field="due_on"
        )


def answer(
    application_id: UUID,
    correction_id: UUID,
    *,
    actor: ApplicantActor,
    seen: str | None,
    rework: Callable[[Application, Correction], Answers],
    now: Callable[[], datetime] = timezone.now,
) -> Application:
    """Put the answers of a correction in the place of the old ones, once.

    ``rework`` gives the answers of the whole form, under the locks; what it raises undoes
    everything. ``seen`` is the ``revision`` that was checked (None: whatever there is).

    Raises:
        NotAllowed: the application is not this person's.
        NotAsked, TooLate, Changed: see there.
        AttachmentLost: an answer names a file that is neither the application's nor new.
    """
    with transaction.atomic():
        application = Application.objects.select_for_update().get(pk=application_id)
        correction = (
            application.corrections.select_for_update()
            .filter(pk=correction_id, status=Correction.Status.OPEN)
            .first()
        )
        moment = now()
        if not actor.may_act(application):
            raise transitions.NotAllowed(_("この申請を操作する権限がありません。"))
        if correction is None:
            raise NotAsked
        if not correction.is_open_at(moment):
            raise TooLate
        if seen is not None and seen != str(correction.revision):
            raise Changed
        _replace(application, correction, rework(application, correction), actor, moment)
        done = transitions.perform(application_id, "answer_correction", actor=actor, now=moment)
        if correction.asked_by_id is not None:
            telling.tell_staff(
                application, "correction_answered", correction.pk, user_id=correction.asked_by_id
            )
    return done


def _replace(
    application: Application,
    correction: Correction,
    answers: Answers,
    actor: ApplicantActor,
    now: datetime,
) -> None:
    before, schema = application.answers, schema_of(application.version)
    ApplicationRevision.objects.create(
        application=application, correction=correction, before=before, after=answers, made_at=now
    )
    _move_files(application, correction, file_ids(schema, before), file_ids(schema, answers), now)
    my_numbers.follow_application(application, secret_ids(schema, answers), actor.audit())
    application.answers = answers
    application.applicant_name = applicant_name(schema, answers, application.applicant_kind)
    application.save(update_fields=["answers", "applicant_name", "updated_at"])
    correction.status = Correction.Status.ANSWERED
    correction.ended_at = now
    correction.typed = None
    correction.save(update_fields=["status", "ended_at", "typed"])


def _move_files(
    application: Application,
    correction: Correction,
    old: set[UUID],
    new: set[UUID],
    now: datetime,
) -> None:
    """Take new files over and mark those that the answers name no more; none is deleted.

    What was uploaded and not sent, the sweep removes.
    """
    came = Attachment.objects.filter(pk__in=new - old, correction=correction, application=None)
    if came.update(application=application) != len(new - old):
        raise AttachmentLost(f"of {len(new - old)} files")
    application.attachments.filter(pk__in=old - new).update(replaced_at=now)


def keep_typed(
    application_id: UUID,
    correction_id: UUID,
    typed: dict,
    *,
    now: datetime,
) -> Correction:
    """Keep what was typed so far, sealed; nothing is sent by it.

    Raises:
        NotAsked, TooLate: it cannot be answered any more.
    """
    with transaction.atomic():
        correction = (
            Correction.objects.select_for_update()
            .filter(pk=correction_id, application_id=application_id)
            .first()
        )
        if correction is None or correction.status != Correction.Status.OPEN:
            raise NotAsked
        if not correction.is_open_at(now):
            raise TooLate
        if correction.typed != typed:
            correction.typed = typed
            correction.revision += 1
            correction.save(update_fields=["typed", "revision"])
    return correction

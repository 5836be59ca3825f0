"""Walking from state to state. The only code that assigns a state.

A change, its history, its audit record and its mail stand in one transaction: all or nothing.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import log
from eforms.applications import corrections, my_numbers, telling
from eforms.applications.actors import Actor
from eforms.applications.models import Application, ApplicationEvent
from eforms.applications.states import APPLICANT, TRANSITIONS, State, Transition


__all__ = ["TRANSITIONS", "TransitionRefused", "available", "perform", "receive"]

TEXT_LIMIT = 2000


class TransitionRefused(Exception):
    """The change was not made; the message (Japanese) says why and what to do.

    ``field`` is "reason" or "next_step" when that text is the cause.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(TransitionRefused):
    """The person may not act on this application at all."""


def available(application: Application, actor: Actor) -> list[Transition]:
    """Return the transitions an actor may make now, in the order of the table."""
    open_ones = [
        transition
        for transition in TRANSITIONS.values()
        if transition.by == actor.side and application.state in transition.sources
    ]
    return open_ones if open_ones and actor.may_act(application) else []


def perform(
    application_id: UUID,
    name: str,
    *,
    actor: Actor,
    reason: str = "",
    next_step: str = "",
    seen_state: str | None = None,
    now: datetime | None = None,
) -> Application:
    """Make one transition and return the application.

    ``seen_state`` is the state the person had before their eyes; when it has moved since, nothing
    is done. ``reason`` and ``next_step`` are told to the applicant.

    Raises:
        NotAllowed: the actor may not act on it, or the transition is the other side's.
        TransitionRefused: the state does not allow it (any more), or a text is missing.
        Application.DoesNotExist: there is no such application.
    """
    transition = TRANSITIONS[name]
    with transaction.atomic():
        application = Application.objects.select_for_update().get(pk=application_id)
        if transition.by != actor.side or not actor.may_act(application):
            raise NotAllowed(
                _("この申請を操作する権限がありません。担当の組織を確認してください。")
            )
        _refuse_stale(application, transition, actor, seen_state)
        reason, next_step = _checked_texts(transition, reason, next_step)
        _move(
            application,
            transition.target,
            actor=actor,
            action=name,
            mail=transition.mail,
            reason=reason,
            next_step=next_step,
            now=now or timezone.now(),
        )
        if State.CORRECTION_REQUESTED in transition.sources:
            corrections.close_open(application, now=now or timezone.now())
        if transition.target == State.WITHDRAWN:
            my_numbers.destroy_of(application, actor.audit(), why="withdrawn")
    return application


def receive(application: Application, *, actor: Actor, now: datetime) -> None:
    """Store a new application as received; call it inside the transaction of the submission."""
    application.state = State.RECEIVED
    application.save(force_insert=True)
    _record(application, "", actor=actor, action="submit", mail="submitted", now=now)


def _refuse_stale(
    application: Application, transition: Transition, actor: Actor, seen_state: str | None
) -> None:
    moved = seen_state is not None and seen_state != application.state
    if application.state in transition.sources and not moved:
        return
    state = State(application.state).label
    last = application.events.order_by("-at", "-id").first()
    if last is None or last.to_state != application.state or _is_same(last, actor):
        message = _("この申請は、すでに「{state}」になっています。").format(state=state)
    elif last.actor_type == APPLICANT:
        message = _("この申請は、申請者の操作により「{state}」になりました。").format(state=state)
    elif actor.side == APPLICANT:
        message = _("この申請は、担当課で「{state}」になりました。").format(state=state)
    else:
        message = _("この申請は、ほかの職員が先に「{state}」にしました。").format(state=state)
    if application.state in transition.sources:
        message += _("最新の内容を確かめてから、もう一度操作してください。")
    else:
        message += _("この状態では「{label}」操作はできません。").format(label=transition.label)
    raise TransitionRefused(message)


def _is_same(event: ApplicationEvent, actor: Actor) -> bool:
    if event.actor_type != actor.event_type:
        return False
    return actor.staff is None or event.staff_id == actor.staff.pk


def _checked_texts(transition: Transition, reason: str, next_step: str) -> tuple[str, str]:
    texts = {"reason": reason.strip(), "next_step": next_step.strip()}
    labels = {"reason": _("理由"), "next_step": _("今後の手順")}
    for field, text in texts.items():
        if transition.needs_reason and not text:
            raise TransitionRefused(
                _("{value}を入力してください。申請者に知らせます。").format(value=labels[field]),
                field=field,
            )
        if len(text) > TEXT_LIMIT:
            raise TransitionRefused(
                _("{value}は{TEXT_LIMIT}文字以内で入力してください。").format(
                    value=labels[field], TEXT_LIMIT=TEXT_LIMIT
                ),
                field=field,
            )
    if not transition.needs_reason:
        return "", ""
    return texts["reason"], texts["next_step"]


def _move(application: Application, target: State, **how) -> None:
    source = application.state
    application.state = target
    application.save(update_fields=["state", "updated_at"])
    _record(application, source, **how)


def _record(
    application: Application,
    source: str,
    *,
    actor: Actor,
    action: str,
    mail: str,
    now: datetime,
    reason: str = "",
    next_step: str = "",
) -> None:
    event = ApplicationEvent.objects.create(
        application=application,
        at=now,
        from_state=source,
        to_state=application.state,
        actor_type=actor.event_type,
        staff=actor.staff,
        reason=reason or None,
        next_step=next_step or None,
    )
    log.record(
        f"application.{action}",
        actor=actor.audit(),
        target=f"eforms.Application/{application.pk}",
        organisation_id=application.organisation_id,
        data={"from": source, "to": application.state, "event": str(event.pk)},
    )
    if mail:
        telling.tell(application, mail, event.pk)

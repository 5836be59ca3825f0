"""An application's state and history in plain words, for the person who sent it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from eforms.applications.models import Application, ApplicationEvent
from eforms.applications.states import CLOSED_STATES, State


# States in which nothing goes on before the applicant has done something.
APPLICANTS_TURN = frozenset({State.CORRECTION_REQUESTED})


@dataclass(frozen=True)
class Words:
    """``now`` is how things stand, ``then`` what happens next, ``step`` the line in the history."""

    now: str
    then: str
    step: str


WORDS = {
    State.RECEIVED: Words(
        gettext_lazy("申請を受け付けました。担当課の審査をお待ちください。"),
        gettext_lazy("担当課が内容を審査します。審査が終わりましたら、メールでお知らせします。"),
        gettext_lazy("申請を受け付けました"),
    ),
    State.UNDER_REVIEW: Words(
        gettext_lazy("担当課が内容を審査しています。"),
        gettext_lazy("審査が終わりましたら、メールでお知らせします。"),
        gettext_lazy("担当課が審査を始めました"),
    ),
    State.CORRECTION_REQUESTED: Words(
        gettext_lazy("担当課から、申請の内容を直していただくお願い（補正の依頼）が届いています。"),
        gettext_lazy(
            "期限までに、依頼された項目を直して送ってください。送ると、審査が再開されます。"
        ),
        gettext_lazy("担当課が補正を依頼しました"),
    ),
    State.REVIEWED: Words(
        gettext_lazy("審査が終わりました。担当課が、証明書の準備などの対応をしています。"),
        gettext_lazy("対応が終わりましたら、メールでお知らせします。"),
        gettext_lazy("審査が終わりました"),
    ),
    State.COMPLETED: Words(
        gettext_lazy("対応が完了しました。"),
        gettext_lazy("この申請の手続きは終わりました。"),
        gettext_lazy("対応が完了しました"),
    ),
    State.NOT_ACCEPTED: Words(
        gettext_lazy("申請をお受けすることができませんでした。"),
        gettext_lazy(
            "下の「今後の手順」をご覧ください。ご不明な点は、担当課までお問い合わせください。"
        ),
        gettext_lazy("申請をお受けすることができませんでした"),
    ),
    State.WITHDRAWN: Words(
        gettext_lazy("申請は取り下げられました。"),
        gettext_lazy(
            "この申請の審査は行いません。手続きが必要になったときは、あらためて申請してください。"
        ),
        gettext_lazy("申請を取り下げました"),
    ),
}


@dataclass(frozen=True)
class Step:
    """One line of the history: when, who did it, what happened and what that means."""

    at: datetime
    who: str
    text: str
    meaning: str
    reason: str
    next_step: str
    is_latest: bool


def words(application: Application) -> Words:
    """Return how an application stands, in plain words."""
    return WORDS[State(application.state)]


def turn(application: Application) -> str:
    """Return who has to act now: ``applicant``, ``office``, or nothing when all is over."""
    if application.state in CLOSED_STATES:
        return ""
    return "applicant" if application.state in APPLICANTS_TURN else "office"


def history(application: Application) -> list[Step]:
    """Return the steps for the applicant, the newest first; names of staff are not among them."""
    ordered = list(application.events.all())[::-1]
    return [
        Step(
            at=event.at,
            who=_who(event, application),
            text=_step(event),
            meaning=WORDS[State(event.to_state)].now,
            reason=event.reason or "",
            next_step=event.next_step or "",
            is_latest=event is ordered[0],
        )
        for event in ordered
    ]


def _who(event: ApplicationEvent, application: Application) -> str:
    if event.actor_type == ApplicationEvent.Actor.STAFF:
        return application.organisation.name
    if event.actor_type == ApplicationEvent.Actor.APPLICANT:
        return gettext("申請した方")
    return gettext("自動の処理")


def _step(event: ApplicationEvent) -> str:
    if event.from_state == State.CORRECTION_REQUESTED and event.to_state == State.UNDER_REVIEW:
        answered = event.actor_type == ApplicationEvent.Actor.APPLICANT
        return (
            gettext("補正した内容を送りました")
            if answered
            else gettext("担当課が補正の依頼を取り消しました")
        )
    return WORDS[State(event.to_state)].step

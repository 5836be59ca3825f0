"""The states of an application, and the one table of the ways between them.

:mod:`eforms.applications.transitions` walks the table; nothing else assigns a state.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy


class State(models.TextChoices):
    """状態, in the words citizens and staff see."""

    RECEIVED = "received", gettext_lazy("受付済")
    UNDER_REVIEW = "under_review", gettext_lazy("審査中")
    REVIEWED = "reviewed", gettext_lazy("審査完了")
    COMPLETED = "completed", gettext_lazy("対応完了")
    NOT_ACCEPTED = "not_accepted", gettext_lazy("不受理")
    WITHDRAWN = "withdrawn", gettext_lazy("取下げ")


# The department has something to do.
OPEN_STATES = (State.RECEIVED, State.UNDER_REVIEW, State.REVIEWED)
CLOSED_STATES = (State.COMPLETED, State.NOT_ACCEPTED, State.WITHDRAWN)

STAFF = "staff"
APPLICANT = "applicant"


@dataclass(frozen=True)
class Transition:
    """One way from state to state.

    ``by`` is STAFF or APPLICANT; ``mail`` names the notice sent to the applicant ("" for none);
    ``confirm`` is what the person reads before it happens.
    """

    name: str
    label: str
    sources: tuple[State, ...]
    target: State
    by: str
    confirm: str
    mail: str = ""
    needs_reason: bool = False
    final: bool = False


TRANSITIONS: dict[str, Transition] = {
    transition.name: transition
    for transition in (
        Transition(
            name="start_review",
            label="審査を始める",
            sources=(State.RECEIVED,),
            target=State.UNDER_REVIEW,
            by=STAFF,
            confirm="状態が「審査中」になります。申請者の画面にも表示されます。メールは送りません。",
        ),
        Transition(
            name="finish_review",
            label="審査を完了する",
            sources=(State.UNDER_REVIEW,),
            target=State.REVIEWED,
            by=STAFF,
            mail="reviewed",
            confirm="状態が「審査完了」になり、申請者にメールで知らせます。申請者による取下げはできなくなります。",
        ),
        Transition(
            name="complete",
            label="対応を完了する",
            sources=(State.REVIEWED,),
            target=State.COMPLETED,
            by=STAFF,
            mail="completed",
            final=True,
            confirm="状態が「対応完了」になり、申請者にメールで知らせます。この後は状態を変更できません。",
        ),
        Transition(
            name="not_accept",
            label="不受理にする",
            sources=(State.RECEIVED, State.UNDER_REVIEW),
            target=State.NOT_ACCEPTED,
            by=STAFF,
            mail="not_accepted",
            needs_reason=True,
            final=True,
            confirm="状態が「不受理」になり、理由と今後の手順を申請者にメールで知らせます。この後は状態を変更できません。",
        ),
        # 取下げ: the applicant's own act, as long as no result of the review stands.
        Transition(
            name="withdraw",
            label="取り下げる",
            sources=(State.RECEIVED, State.UNDER_REVIEW),
            target=State.WITHDRAWN,
            by=APPLICANT,
            mail="withdrawn",
            final=True,
            confirm="申請を取り下げると、審査は行われません。取下げは元に戻せません。",
        ),
    )
}

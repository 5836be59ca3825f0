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
    CORRECTION_REQUESTED = "correction_requested", gettext_lazy("補正依頼中")
    REVIEWED = "reviewed", gettext_lazy("審査完了")
    COMPLETED = "completed", gettext_lazy("対応完了")
    NOT_ACCEPTED = "not_accepted", gettext_lazy("不受理")
    WITHDRAWN = "withdrawn", gettext_lazy("取下げ")


# Not at its end; while a correction is asked for, it is the applicant who has something to do.
OPEN_STATES = (State.RECEIVED, State.UNDER_REVIEW, State.CORRECTION_REQUESTED, State.REVIEWED)
CLOSED_STATES = (State.COMPLETED, State.NOT_ACCEPTED, State.WITHDRAWN)

STAFF = "staff"
APPLICANT = "applicant"


@dataclass(frozen=True)
class Transition:
    """One way from state to state.

    ``by`` is STAFF or APPLICANT; ``mail`` names the notice sent to the applicant ("" for none);
    ``confirm`` is what the person reads before it happens. ``screen`` names the address of one that
    needs more than a reason and has a page of its own.
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
    screen: str = ""


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
            name="request_correction",
            label="補正を依頼する",
            sources=(State.UNDER_REVIEW,),
            target=State.CORRECTION_REQUESTED,
            by=STAFF,
            mail="correction",
            screen="desk:correction",
            confirm="状態が「補正依頼中」になり、申請者にメールで知らせます。申請者は、依頼した質問だけを答え直せます。",
        ),
        Transition(
            name="take_back_correction",
            label="補正の依頼を取り消す",
            sources=(State.CORRECTION_REQUESTED,),
            target=State.UNDER_REVIEW,
            by=STAFF,
            mail="correction_off",
            confirm="状態が「審査中」に戻り、補正の必要がなくなったことを申請者にメールで知らせます。申請者が入力の途中だった内容は届きません。",
        ),
        Transition(
            name="answer_correction",
            label="補正を送る",
            sources=(State.CORRECTION_REQUESTED,),
            target=State.UNDER_REVIEW,
            by=APPLICANT,
            screen="application-correction",
            confirm="直した内容を担当課に送ります。送ったあとは変更できません。",
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
            sources=(State.RECEIVED, State.UNDER_REVIEW, State.CORRECTION_REQUESTED),
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
            sources=(State.RECEIVED, State.UNDER_REVIEW, State.CORRECTION_REQUESTED),
            target=State.WITHDRAWN,
            by=APPLICANT,
            mail="withdrawn",
            final=True,
            confirm="申請を取り下げると、審査は行われません。取下げは元に戻せません。",
        ),
    )
}

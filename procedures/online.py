"""Whether a procedure can be applied for online now, in the words a guide page shows."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from eforms.building.models import FormPage
from eforms.building.windows import window_of


LABELS = {
    "open": gettext_lazy("オンライン申請 受付中"),
    "before": gettext_lazy("オンライン申請 受付開始前"),
    "after": gettext_lazy("オンライン申請 受付終了"),
    "closed": gettext_lazy("オンライン申請 停止中"),
    "none": gettext_lazy("窓口・郵送など"),
}


@dataclass(frozen=True, slots=True)
class Online:
    """The online counter of one procedure.

    ``state`` is the window's (``open``, ``before``, ``after``, ``closed``) or ``none`` where there
    is no form; ``url`` is empty unless the form is open.
    """

    state: str
    label: str
    message: str = ""
    url: str = ""


def online(form: FormPage | None, now: datetime, request=None) -> Online:
    """Return the state of a procedure's form at ``now`` (aware)."""
    if form is None:
        return Online("none", LABELS["none"])
    window = window_of(form, now)
    url = form.get_url(request) or "" if window.state == "open" else ""
    return Online(window.state, LABELS[window.state], window.message, url)

"""When a form accepts applications: computed when asked, to the second, in Japan time (S2.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _


JAPAN = ZoneInfo("Asia/Tokyo")

WindowState = Literal["open", "before", "after", "closed"]


@dataclass(frozen=True, slots=True)
class Window:
    """The state of a form's counter; ``message`` is what citizens read."""

    state: WindowState
    opens_at: datetime | None
    closes_at: datetime | None
    message: str

    @property
    def is_open(self) -> bool:
        """Whether an application may be sent now."""
        return self.state == "open"


def window_of(page: Any, now: datetime) -> Window:
    """Return the window of a FormPage at ``now`` (aware).

    Open from ``accepts_from`` on and before ``accepts_until``: at the closing second it is
    closed. Without a limit that side stays open; a page that is not live is ``closed``.
    """
    opens, closes = page.accepts_from, page.accepts_until
    if not page.live:
        return Window("closed", opens, closes, _("現在、この申請は受け付けていません。"))
    if opens is not None and now < opens:
        return Window(
            "before",
            opens,
            closes,
            _("受付開始前です。{japanese_time}から申請できます。").format(
                japanese_time=japanese_time(opens)
            ),
        )
    if closes is not None and now >= closes:
        return Window(
            "after",
            opens,
            closes,
            _("{japanese_time}に受付を終了しました。").format(japanese_time=japanese_time(closes)),
        )
    if closes is not None:
        return Window(
            "open",
            opens,
            closes,
            _("{japanese_time}まで申請できます。").format(japanese_time=japanese_time(closes)),
        )
    return Window("open", opens, closes, _("申請を受け付けています。"))


def japanese_time(moment: datetime) -> str:
    """Return a moment in words: ``2026年4月1日（水）9時00分``, with seconds when there are any."""
    local = moment.astimezone(JAPAN)
    if local.second:
        return date_format(local, _("Y年n月j日（D）G時i分s秒"))
    return date_format(local, _("Y年n月j日（D）G時i分"))

"""When a form is open: to the second, in Japan time."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from eforms.building.windows import JAPAN, japanese_time, window_of


OPENS = datetime(2026, 4, 1, 9, 0, 0, tzinfo=JAPAN)
CLOSES = datetime(2026, 4, 30, 17, 15, 0, tzinfo=JAPAN)
SECOND = timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)


def page(**values):
    return SimpleNamespace(
        **{"live": True, "accepts_from": OPENS, "accepts_until": CLOSES} | values
    )


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS - SECOND, "before"),
        (OPENS - INSTANT, "before"),
        (OPENS, "open"),
        (CLOSES - SECOND, "open"),
        (CLOSES - INSTANT, "open"),
        (CLOSES, "after"),
        (CLOSES + SECOND, "after"),
    ],
)
def test_borders(now, state):
    window = window_of(page(), now)
    assert window.state == state
    assert window.is_open is (state == "open")
    # The same moment told in another zone gives the same answer.
    assert window_of(page(), now.astimezone(UTC)).state == state


def test_open_sides_and_unpublished_pages():
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    assert window_of(page(accepts_from=None), long_ago).state == "open"
    assert window_of(page(accepts_until=None), CLOSES + SECOND).state == "open"
    assert window_of(page(live=False), OPENS).state == "closed"


def test_messages_tell_japanese_time():
    opens_in_utc = page(accepts_from=OPENS.astimezone(UTC))
    assert (
        "2026年4月1日（水）9時00分から申請できます"
        in window_of(opens_in_utc, OPENS - SECOND).message
    )
    assert "2026年4月30日（木）17時15分に受付を終了しました" in window_of(page(), CLOSES).message
    assert japanese_time(OPENS + timedelta(seconds=5)) == "2026年4月1日（水）9時00分05秒"

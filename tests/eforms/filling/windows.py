"""Browser windows on a draft, as its owner."""

import os
from contextlib import contextmanager
from pathlib import Path

from tests.browser import chromium


SHOTS = os.environ.get("DRAFT_SHOTS")  # a folder for pictures to look at


@contextmanager
def window(live_server, client, *, script: bool = True, width: int = 360):
    """Give a browser context with the cookies of ``client``."""
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": width, "height": 740 if width < 600 else 900},
            locale="ja-JP",
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        try:
            yield context
        finally:
            context.close()


def look(page, name: str) -> None:
    """Keep a picture where somebody wants one."""
    if SHOTS:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png")

"""The whole way of a guest, from a guide to the receipt: what is walked, and by keys alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from eforms.building.models import FormVersion
from eforms.engine.schema import digest
from eforms.filling.lookups import postal_import
from tests.browser import chromium
from tests.eforms.filling.conftest import library_form, question
from tests.home.city import small_city


GUIDE = "/procedures/koseki/open/"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What is wrong with what has the focus: not ringed, not on the screen, or under something else.
# A first line of a broken link is enough; of what is larger than the screen, half of that.
FOCUS = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "nowhere";
  const ringed = [null, "::after"].some((part) => {
    const style = getComputedStyle(focused, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && style.outlineColor !== "rgba(0, 0, 0, 0)";
  });
  const wrong = ringed ? [] : ["no ring"];
  const box = focused.getClientRects()[0] ?? focused.getBoundingClientRect();
  const [wide, high] = [document.documentElement.clientWidth, innerHeight];
  if (box.width < 2 || box.height < 2) wrong.push("no size");
  const [top, low] = [Math.max(box.top, 0), Math.min(box.bottom, high)];
  if (box.left < -1 || box.right > wide + 1) wrong.push("off the screen's sides");
  const part = low - top;
  if (part < Math.min(box.height, high) - 1 && part < high / 2) wrong.push("off the screen");
  for (const [x, y] of [
    [(box.left + box.right) / 2, (top + low) / 2],
    [(box.left + box.right) / 2, top + 3],
    [(box.left + box.right) / 2, low - 3],
  ]) {
    const hit = document.elementFromPoint(x, y);
    const own = hit && (focused.contains(hit) || hit.contains(focused));
    if (!own && hit?.closest("label")?.control !== focused) {
      wrong.push(`covered by ${hit?.outerHTML.slice(0, 80)}`);
    }
  }
  return wrong.length ? `${wrong.join(", ")}: ${focused.outerHTML.slice(0, 120)}` : "";
}"""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
HAS_FOCUS = "element => element === document.activeElement"


def open_guide() -> None:
    """Make a guide whose form asks for an address with its look-up, rows of children and papers."""
    city = small_city()
    document = library_form()
    document["sections"][0]["items"].append(question("address", "home", "住所", required=True))
    FormVersion.objects.create(
        page=city.forms["open"], number=1, schema=document, sha256=digest(document)
    )
    postal_import.import_all(["0218501"])


@contextmanager
def stranger(width: int, height: int, *, script: bool = True) -> Iterator[Page]:
    """Give a page of a browser that has never been here."""
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="ja-JP", java_script_enabled=script
        )
        context.set_default_timeout(30_000)  # a busy machine is slow, not wrong
        try:
            yield context.new_page()
        finally:
            context.close()


def button(page: Page, words: str | re.Pattern[str]) -> Locator:
    """Return a button by exactly its words."""
    return page.get_by_role("button", name=words, exact=True)


def heading(page: Page, words: str) -> None:
    """Wait for a page by its heading; no page scrolls sideways."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    assert page.evaluate(SIDEWAYS) <= 0, words


class Keys:
    """A person with a keyboard; wherever the focus comes it has to be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def seen(self) -> None:
        """Assert that what has the focus is ringed, on the screen and under nothing."""
        wrong = self.page.evaluate(FOCUS)
        assert not wrong, f"{wrong} on {self.page.url} at {self.page.viewport_size}"

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(key)

    def into(self, words: str) -> None:
        """Wait for a page and skip to its text, as its first stop offers."""
        heading(self.page, words)
        # Chromium takes no keys before it has painted, and focuses a fragment until all is loaded.
        self.page.wait_for_load_state("load")
        self.page.evaluate(PAINTED)
        self.press("Tab")
        assert self.page.evaluate("document.activeElement.textContent") == "本文へ進む"
        self.seen()
        self.press("Enter")
        assert self.page.evaluate("document.activeElement.id") == "main"

    def reach(self, wanted: Locator, key: str = "Tab") -> None:
        """Go from stop to stop until something has the focus; each stop on the way is seen."""
        expect(wanted).to_have_count(1)
        for _ in range(60):
            self.press(key)
            self.seen()
            if wanted.evaluate(HAS_FOCUS):
                return
        raise AssertionError(f"never reached: {wanted}")

    def put_right(self, summary: Locator, wanted: Locator, words: str) -> None:
        """Go by the link of an error summary, which has the focus, to an input; type anew."""
        expect(summary).to_be_focused()
        self.seen()
        assert self.page.evaluate(SIDEWAYS) <= 0, words
        self.enter(summary.get_by_role("link"))
        expect(wanted).to_be_focused()
        self.seen()
        self.press("Control+a")
        self.page.keyboard.type(words)

    def enter(self, wanted: Locator, key: str = "Tab") -> None:
        """Go to something and press Enter on it."""
        self.reach(wanted, key)
        self.press("Enter")

    def type(self, wanted: Locator, words: str, key: str = "Tab") -> None:
        """Go to an input and type in place of what stands there."""
        self.reach(wanted, key)
        self.press("Control+a")
        self.page.keyboard.type(words)

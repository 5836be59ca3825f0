"""What people do on the citizen's pages, in the words they see; and axe on each page they visit."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect


AXE = Axe()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RECEIPT = re.compile(r"R\d\d-\d{4}-\d{6}[A-Z]")


# A message that is still fading in has no colours yet; endless animations cannot be finished.
SETTLE = """() => document.getAnimations().forEach((animation) => {
  try { animation.finish(); } catch { /* endless */ }
})"""


def look(page: Page) -> None:
    """Hold a settled page against axe and against sideways scrolling."""
    page.locator("main").first.wait_for(state="attached")  # a busy machine is still loading it
    page.evaluate(SETTLE)
    found = AXE.run(page, options=RULES).response["violations"]
    assert not found, [(v["id"], v["help"], [n["html"][:200] for n in v["nodes"]]) for v in found]
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], f"scrolls sideways on {page.url}: {width}"


def press(page: Page | Locator, words: str) -> None:
    """Press a button or link, whichever it is."""
    wanted = page.get_by_role("button", name=words).or_(page.get_by_role("link", name=words))
    wanted.first.click()


def choose(where: Page | Locator, words: str) -> None:
    """Choose a radio button or check box by pressing its words, as people do."""
    where.locator("label", has_text=words).first.click()


def group(page: Page, name: str) -> Locator:
    """Return a question of several inputs by its legend."""
    return page.get_by_role("group", name=name)


def fill_name(
    where: Page | Locator, family: str, given: str, family_kana: str, given_kana: str
) -> None:
    where.get_by_label("姓", exact=True).fill(family)
    where.get_by_label("名", exact=True).fill(given)
    where.get_by_label(re.compile("^姓.*フリガナ|^セイ")).fill(family_kana)
    where.get_by_label(re.compile("^名.*フリガナ|^メイ")).fill(given_kana)


def fill_date(where: Locator, year: str, month: str, day: str) -> None:
    where.get_by_label("年", exact=True).fill(year)
    where.get_by_label("月", exact=True).fill(month)
    where.get_by_label("日", exact=True).fill(day)


def heading(page: Page, words: str) -> None:
    """Wait for a page by its heading."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def verify_as_guest(page: Page, demo: str, address: str) -> None:
    """Prove an address by the code that arrives in the demo's mailbox."""
    page.get_by_label("メールアドレス").first.fill(address)
    press(page, "確認コードを送る")
    heading(page, "確認コード")
    look(page)
    page.get_by_label("確認コード").fill(code_from_mailbox(page, demo, address))
    press(page, "確認する")
    expect(page.get_by_label("確認コード")).to_have_count(0)


def code_from_mailbox(page: Page, demo: str, address: str) -> str:
    """Read the newest code that was mailed to an address."""
    text = newest_mail(page, demo, address, "確認コード")
    return re.search(r"(?<!\d)(\d{8}|\d{4}[ -]\d{4})(?!\d)", text)[0]


def newest_mail(page: Page, demo: str, address: str, words: str) -> str:
    """Return the text of the newest mail to an address whose subject has some words."""
    mailbox = page.context.new_page()
    try:
        for _ in range(40):
            mailbox.goto(f"{demo}/demo/mailbox/")
            row = mailbox.get_by_role("listitem").filter(has_text=address).filter(has_text=words)
            if row.count():
                row.first.get_by_role("link").first.click()
                return mailbox.get_by_role("main").inner_text()
            mailbox.wait_for_timeout(500)
        raise AssertionError(f"no mail {words!r} arrived")
    finally:
        mailbox.close()

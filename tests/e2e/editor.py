"""An editor at work in the admin, through its own screens: for every test that builds a form.

Locators of blocks (sections, questions, groups) are what the ``add_…`` methods return.
"""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect


CHILD = "[data-streamfield-child]"
STREAM = "[data-streamfield-stream-container]"
ADD = ":scope > .c-sf-add-button, :scope > div > .c-sf-add-button"
# Reads what a block's inputs are and hold: its prefix, and {name: [type, value]}.
STATE = """(block, names) => {
  const head = [...block.children].find((each) => each.name?.endsWith("-order"));
  const prefix = head.name.replace(/-order$/, "");
  return [prefix, Object.fromEntries(names.map((name) => {
    const input = document.getElementsByName(`${prefix}-value-${name}`)[0];
    return [name, [input.type, input.type === "checkbox" ? input.checked : input.value]];
  }))];
}"""


class FormEditor:
    """The screens of one form in the admin at ``base`` (``http://127.0.0.1:8000``)."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base

    def sign_in(self, email: str, password: str) -> None:
        """Sign in to the admin."""
        self.page.goto(f"{self.base}/admin/login/")
        self.page.fill("input[name=username]", email)
        self.page.fill("input[name=password]", password)
        self.page.locator("main button[type=submit], form button[type=submit]").first.click()
        self.page.wait_for_url("**/admin/")

    def new_form(self, *folder: str) -> None:
        """Begin a form in the folder reached by these page titles from the root."""
        self.page.goto(f"{self.base}/admin/pages/")
        for title in folder:
            row = self.page.locator("table.listing tr", has=self.page.get_by_text(title)).first
            address = row.locator("a[href*='/admin/pages/']").first.get_attribute("href")
            number = address.split("/pages/")[1].split("/")[0]
            self.page.goto(f"{self.base}/admin/pages/{number}/")
        self.page.goto(f"{self.page.url}add_subpage/")
        if "/add/" not in self.page.url:  # Wagtail goes on by itself when there is one kind
            self.page.get_by_role("link", name="申請フォーム", exact=False).first.click()
        self._ready()

    def edit(self, page_id: int) -> None:
        """Open a form that exists."""
        self.page.goto(f"{self.base}/admin/pages/{page_id}/edit/")
        self._ready()

    def tab(self, name: str) -> None:
        """Open a tab: 基本情報, 質問, メール文面, サイト内の位置."""
        self.page.get_by_role("tab", name=name).click()

    def basics(self, *, title: str, code: str, organisation: str, contact: str, phone: str) -> None:
        """Fill in what every form must have."""
        self.tab("基本情報")
        self.page.fill("[name=title]", title)
        self.page.fill("[name=code]", code)
        self.page.select_option("[name=organisation]", label=organisation)
        self.page.fill("[name=contact_name]", contact)
        self.page.fill("[name=contact_phone]", phone)

    # Blocks

    def add_section(self, title: str) -> Locator:
        """Add a section at the end."""
        self.tab("質問")
        stream = self.page.locator("[data-form-rules]").locator(STREAM).first
        stream.locator(ADD).last.click()
        section = self._newest(stream)
        self.fill(section, title=title)
        return section

    def add_question(self, parent: Locator, kind: str, label: str, /, **inputs: Any) -> Locator:
        """Add a question of a kind (1行の文字, 1つ選ぶ, …) at the end of a section or group.

        ``inputs`` fill inputs by name (see ``fill``); ``choices`` is a list of labels, or of
        ``{label, code}``.
        """
        stream = parent.locator(STREAM).first
        before = self._children(stream).count()
        stream.locator(ADD).last.press("Enter")
        # A role would be asked of every option of every select of the page.
        exactly = re.compile(rf"^\s*{re.escape(kind)}\s*$")
        menu = self.page.locator(".w-combobox [role=option]")
        menu.filter(has=self.page.get_by_text(exactly)).first.click()
        question = self._known(self._children(stream).nth(before))
        choices = inputs.pop("choices", None)
        self.fill(question, label=label, **inputs)
        if isinstance(choices, list):
            self.choices(question, choices)
        elif choices:
            self.fill(question, choices=choices)
        return question

    def add_group(self, section: Locator, label: str, **inputs: str) -> Locator:
        """Add a repeated group at the end of a section."""
        return self.add_question(section, "繰り返し", label, **inputs)

    def fill(self, block: Locator, /, **inputs: str | bool | list[str]) -> None:
        """Fill inputs of a block by name; of a select, choose by value, of check boxes by values.

        What stands there already is not typed again.
        """
        prefix, there = block.evaluate(STATE, list(inputs))
        for name, value in inputs.items():
            kind, shown = there[name]
            if shown == value:
                continue
            control = self.page.locator(f"[name='{prefix}-value-{name}']")
            if isinstance(value, bool):
                control.press("Space")
            elif isinstance(value, list):
                for box in control.all():
                    box.set_checked(box.get_attribute("value") in value)
            elif kind.startswith("select"):
                control.select_option(value)
            elif kind == "hidden":
                self.rich_text(block, name, value)
            else:
                control.fill(value)

    def rich_text(self, block: Locator, name: str, html: str) -> None:
        """Type paragraphs (``<p>…</p>``, no other tags) into an editor of texts."""
        box = self._input(block, name).locator("xpath=ancestor::*[@data-contentpath][1]")
        box.locator(".public-DraftEditor-content").click()
        for number, paragraph in enumerate(re.findall("<p>(.*?)</p>", html)):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.insert_text(paragraph)

    def choices(self, question: Locator, choices: list[str | dict[str, str]]) -> None:
        """Give a question its choices, two of which stand there empty."""
        boxes = question.locator('[data-contentpath="choices"]').first
        for number, choice in enumerate(choices):
            label, code = (
                (choice, "") if isinstance(choice, str) else (choice["label"], choice.get("code"))
            )
            if number >= 2:
                boxes.locator("[data-streamfield-list-add]").last.press("Enter")
            entry = self.choice(question, number)
            entry.locator("[name$='-value-label']").fill(label)
            if code:
                entry.locator("[name$='-value-code']").fill(code)

    def choice(self, question: Locator, number: int) -> Locator:
        """Return a choice of a question, the first one as 0."""
        boxes = question.locator('[data-contentpath="choices"]').first
        return boxes.locator(f"[data-streamfield-list-container] > {CHILD}").nth(number)

    def add_check(self, block: Locator, message: str, at: str) -> Locator:
        """Add a check to a section or group; ``at`` names the question it is told at."""
        count = self.page.locator(f"[name='{self._prefix(block)}-value-checks-count']")
        checks = count.locator("xpath=ancestor::*[@data-contentpath='checks'][1]")
        checks.locator("[data-streamfield-list-add]").last.press("Enter")
        entry = self._newest(checks.locator("[data-streamfield-list-container]").first)
        self.fill(entry, message=message)
        entry.locator(".form-target select").select_option(label=at)
        return entry

    def close(self, block: Locator) -> None:
        """Fold a block."""
        toggle = block.locator("[data-panel-toggle]").first
        if toggle.get_attribute("aria-expanded") == "true":
            toggle.press("Enter")

    def settings(self, block: Locator) -> None:
        """Open the settings of a block (the gear): code and rules."""
        gear = block.locator("[data-streamfield-action=SETTINGS]").first
        if gear.get_attribute("aria-expanded") != "true":
            gear.press("Enter")

    def add_rule(
        self,
        block: Locator,
        source: str,
        *,
        value: str | None = None,
        op: str | None = None,
        effect: str = "show",
    ) -> Locator:
        """Show (or require) a block when an earlier question has an answer; all by name."""
        self.settings(block)
        rule = self.rule(block, effect)
        rule.get_by_role("button", name="条件を追加", exact=True).first.click()
        chooser = rule.get_by_label("条件に使う質問").last
        chooser.focus()
        chooser.select_option(label=source)
        if op:
            rule.get_by_label("比べ方").last.select_option(label=op)
        if value is not None:
            control = rule.locator(".form-rule__value").last
            if control.evaluate("element => element.tagName") == "SELECT":
                control.select_option(label=value)
            else:
                control.fill(value)
        return rule

    def widget(self, block: Locator, name: str) -> Locator:
        """Return the frame of a rule or calculation of a block by the name of its input."""
        return self._input(block, name).locator("xpath=..")

    def rule(self, block: Locator, effect: str = "show") -> Locator:
        """Return the input of a block's rule."""
        return block.locator(f"[data-contentpath={effect}] .form-rule").first

    # Saving

    def ask_to_publish(self) -> None:
        """Press publish and stay on the screen that tells what will change."""
        self._footer("action-publish")

    def publish(self) -> None:
        """Publish, and say yes on the screen before; the page stays when something is missing."""
        self.ask_to_publish()
        if "/form-versions/" in self.page.url:
            with self.page.expect_event("load", timeout=60_000):
                self.page.get_by_role("button", name="公開する", exact=True).click()

    def published_url(self) -> str:
        """Return the address the admin offers after publishing."""
        message = self.page.locator(".messages .success")
        expect(message).to_contain_text("公開されました")
        return message.get_by_role("link", name="閲覧").get_attribute("href")

    def errors(self) -> list[str]:
        """Return every error shown at an input or block."""
        # Those inside closed blocks too: "go to the first error" opens them.
        shown = self.page.locator(".error-message, [data-field-errors] p")
        return [text.strip() for text in shown.all_text_contents() if text.strip()]

    def _footer(self, name: str) -> None:
        action = self.page.locator(f"footer [name={name}]")
        if not action.is_visible():
            self.page.locator(
                "footer [data-w-dropdown-target=toggle], footer .w-dropdown button"
            ).first.click()
        # A press may wait for an autosave, which changes the address without loading anything.
        with self.page.expect_event("load", timeout=60_000):
            action.click()

    def _ready(self) -> None:
        self.page.wait_for_selector("[data-form-rules]", state="attached")
        self.page.wait_for_load_state("networkidle")

    def _newest(self, stream: Locator) -> Locator:
        """Return the last block of a stream, known by its id from now on."""
        return self._known(self._children(stream).last)

    def _children(self, stream: Locator) -> Locator:
        return stream.locator(f":scope > {CHILD}, :scope > div > {CHILD}")

    def _known(self, block: Locator) -> Locator:
        number = block.get_attribute("data-contentpath")
        return self.page.locator(f'{CHILD}[data-contentpath="{number}"]')

    def _prefix(self, block: Locator) -> str:
        marker = block.locator(":scope > input[type=hidden][name$='-order']").first
        return marker.get_attribute("name").removesuffix("-order")

    def _input(self, block: Locator, name: str) -> Locator:
        return self.page.locator(f"[name='{self._prefix(block)}-value-{name}']")

"""Autosave in the editor: a press waits for a save on its way, and nobody is overwritten by it."""

from wagtail.models import Page

import pytest
from playwright.sync_api import expect

from eforms.models import FormPage
from tests.e2e.editor import FormEditor
from tests.eforms.building.test_building_browser import browser
from tests.eforms.building.test_building_browser import editor as window


__all__ = ["browser", "window"]

pytestmark = pytest.mark.e2e
expect.set_options(timeout=20_000)
WAITING = "form[data-edit-form][data-autosave-waiting]"


class Held:
    """Autosaves on their way: they reach the server when the test lets them."""

    def __init__(self, page):
        self.page, self.routes, self.open = page, [], False
        page.route("**/admin/pages/**", self._take)

    def _take(self, route):
        request = route.request
        autosave = request.method == "POST" and request.headers["accept"] == "application/json"
        # Only saves of the page: pings of the editing session come to other addresses.
        saves = "/add/" in request.url or request.url.endswith("/edit/")
        if not self.open and autosave and saves:
            self.routes.append(route)
        else:
            route.fallback()

    def one(self):
        """Wait until an autosave is on its way."""
        for _ in range(100):
            if self.routes:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("nothing was autosaved")

    def let_go(self):
        """Let them and all later ones through."""
        self.open = True
        for route in self.routes:
            route.continue_()


def typed(window, name, text):
    """Type into an input and leave it, which Wagtail notices once it has read the form."""
    window.page.wait_for_timeout(3_000)
    window.page.fill(f"[name={name}]", text)
    window.page.keyboard.press("Tab")


def press(window, name):
    """Press a button of the footer, and go on at once."""
    window.page.evaluate(
        "name => document.querySelector(`footer [name=${name}], footer .${name}`).click()", name
    )


def test_publishing_waits_for_an_autosave_on_its_way(window, form):
    window.edit(form.pk)
    held = Held(window.page)
    typed(window, "contact_name", "新しい課")
    held.one()
    press(window, "action-publish")
    expect(window.page.locator(WAITING)).to_be_attached()
    held.let_go()
    expect(window.page.locator(".messages")).to_contain_text("公開")
    assert FormPage.objects.get(pk=form.pk).contact_name == "新しい課"


def test_a_new_page_is_created_once(window, folder):
    window.new_form(folder.get_parent().title, folder.title)
    held = Held(window.page)
    typed(window, "title", "水道の使用開始")
    held.one()
    press(window, "action-save")
    expect(window.page.locator(WAITING)).to_be_attached()
    held.let_go()
    expect(window.page.locator(".messages")).to_contain_text("水道の使用開始")
    assert Page.objects.child_of(folder).filter(title="水道の使用開始").count() == 1
    assert not window.errors()
    page = FormPage.objects.get(title="水道の使用開始")
    assert not page.live and not page.versions.exists()


def test_an_autosave_keeps_the_draft_and_the_next_press_is_not_a_second_editor(window, form):
    versions, live = form.versions.count(), form.contact_name
    window.edit(form.pk)
    for name in ("一の課", "二の課"):
        with window.page.expect_response(
            lambda answer: (
                answer.request.method == "POST" and answer.url.endswith(f"/pages/{form.pk}/edit/")
            )
        ):
            typed(window, "contact_name", name)
    expect(window.page.locator(".w-autosave-indicator__state--saved")).to_be_visible()
    stored = FormPage.objects.get(pk=form.pk)
    assert stored.contact_name == live
    assert stored.get_latest_revision_as_object().contact_name == "二の課"
    assert form.versions.count() == versions
    press(window, "action-save")
    expect(window.page.locator(".messages")).to_contain_text("更新が完了")
    assert stored.get_latest_revision_as_object().contact_name == "二の課"


def test_a_second_editor_is_asked_and_does_not_overwrite_by_autosave(window, form):
    other = FormEditor(window.page.context.new_page(), window.base)
    other.edit(form.pk)
    window.edit(form.pk)
    with window.page.expect_response(lambda answer: answer.request.method == "POST"):
        typed(window, "contact_name", "先の課")
    expect(window.page.locator(".w-autosave-indicator__state--saved")).to_be_visible()
    typed(other, "contact_name", "後の課")
    expect(other.page.locator(".w-autosave-indicator__state--paused")).to_be_visible()
    press(other, "action-save")
    other.page.locator("[data-w-dialog-target=confirm]").first.click()  # Wagtail's own warning
    expect(other.page.get_by_role("heading", level=1).first).to_contain_text("重なり")
    expect(other.page.locator("main")).to_contain_text("先の課")
    latest = FormPage.objects.get(pk=form.pk).get_latest_revision_as_object()
    assert latest.contact_name == "先の課"

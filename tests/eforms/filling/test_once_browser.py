"""However somebody presses: one application, the same number each time, one mail."""

import pytest
from playwright.sync_api import Page, expect

from eforms.models import Application
from outbox.delivery import deliver_all
from outbox.models import Mail
from tests.eforms.filling.conftest import filled, url
from tests.eforms.filling.windows import window


pytestmark = pytest.mark.e2e
SEND = "この内容で申請する"


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def context(live_server, settings, transactional_db, client, draft, request):
    """A browser of the owner of a finished draft."""
    settings.ALLOWED_HOSTS = ["*"]
    filled(draft)
    with window(live_server, client, script=request.param) as context:
        yield context


@pytest.fixture
def check(context, live_server, draft) -> Page:
    """The page before sending."""
    page = context.new_page()
    page.goto(live_server.url + url(draft, "check/"))
    return page


def button(page: Page):
    return page.get_by_role("button", name=SEND)


def receipt(page: Page) -> str:
    """Return the number that the page shows, and hold that it is the only application's."""
    expect(page.get_by_role("heading", level=1)).to_have_text("申請を受け付けました")
    shown = page.locator(".panel__number").inner_text()
    assert shown == Application.objects.get().receipt_number
    return shown


def one_mail() -> None:
    deliver_all()
    assert Mail.objects.filter(event="submitted").count() == 1


def test_a_double_press(check):
    button(check).dblclick(no_wait_after=True)
    receipt(check)
    one_mail()


def test_enter_twice(check):
    button(check).focus()
    check.keyboard.press("Enter")
    check.keyboard.press("Enter")
    receipt(check)
    one_mail()


def test_two_tabs(check, context):
    other = context.new_page()
    other.goto(check.url)
    button(check).click()
    first = receipt(check)
    button(other).click()
    assert receipt(other) == first
    one_mail()


def test_back_and_sent_again(check):
    button(check).click()
    first = receipt(check)
    check.go_back()
    if button(check).count():  # the page as it was, from the browser's memory
        button(check).click()
    assert receipt(check) == first
    check.reload()
    assert receipt(check) == first
    one_mail()


def test_the_answer_is_lost_on_the_way_and_sent_again(check, context):
    """The server has taken it, but the line breaks before the browser learns of it."""

    def lose(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    here = check.url
    context.route("**/check/", lose)
    button(check).click(no_wait_after=True)
    check.wait_for_timeout(1500)
    assert Application.objects.count() == 1
    context.unroute("**/check/")
    check.goto(here)
    receipt(check)
    one_mail()


def test_the_line_is_gone_before_it_is_sent(check, context, request):
    here = check.url
    script = request.node.callspec.params["context"]
    context.set_offline(True)
    button(check).click(no_wait_after=True)
    if script:  # the page stays and says the truth
        expect(check.get_by_role("alert")).to_contain_text("まだ送信していません")
    assert not Application.objects.exists()
    context.set_offline(False)
    if not script:
        check.wait_for_timeout(500)
        check.goto(here)
    check.wait_for_timeout(500)
    if button(check).count():  # else the browser has repeated it by itself
        button(check).click()
    receipt(check)
    one_mail()

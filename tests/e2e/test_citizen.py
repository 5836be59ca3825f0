"""A resident on a phone: guide, form, mistakes, confirmation, receipt by mail, state."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import look, newest_mail


pytestmark = [pytest.mark.e2e, pytest.mark.journey]


def test_from_the_guide_to_the_state(sent):
    page = sent.page
    mail = newest_mail(page, sent.demo, sent.address, "受け付け")
    assert sent.receipt in mail
    assert "竹山町" not in mail, "answers never stand in a mail"

    page.goto(sent.state_url)
    expect(page.get_by_role("main")).to_contain_text(sent.receipt)
    look(page)

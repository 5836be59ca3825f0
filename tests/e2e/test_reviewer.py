"""A reviewer finds what a resident sent, reviews and completes it; others see nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages import look, newest_mail, press
from tests.e2e.staff import sign_in


pytestmark = [pytest.mark.e2e, pytest.mark.journey]


def test_found_reviewed_completed_and_the_resident_is_told(desk: Page, demo: str, sent):
    sign_in(desk, demo, "shimin@example.jp")
    desk.goto(f"{demo}/admin/applications/?q={sent.receipt}")
    look(desk)
    desk.get_by_role("link", name=sent.receipt).first.click()
    expect(desk.get_by_role("main")).to_contain_text("イチノセキ ハナコ")
    expect(desk.get_by_role("main")).to_contain_text("竹山町")
    look(desk)

    for act, state in (
        ("審査を始める", "審査中"),
        ("審査を完了する", "審査完了"),
        ("対応を完了する", "対応完了"),
    ):
        press(desk.get_by_role("main"), act)
        look(desk)
        desk.get_by_role("main").get_by_role("button", name=act).click()
        expect(desk.locator(".desk-head__state")).to_have_text(state)
    look(desk)

    assert sent.receipt in newest_mail(desk, demo, sent.address, "審査")
    assert sent.receipt in newest_mail(desk, demo, sent.address, "完了")
    sent.page.goto(sent.state_url)
    expect(sent.page.get_by_role("main")).to_contain_text("対応完了")


def test_the_reviewer_of_another_department_meets_404(desk: Page, demo: str, sent):
    sign_in(desk, demo, "shimin@example.jp")
    desk.goto(f"{demo}/admin/applications/?q={sent.receipt}")
    inside = desk.get_by_role("link", name=sent.receipt).first.get_attribute("href")
    pk = re.search(r"[0-9a-f-]{36}", inside)[0]
    assert desk.goto(demo + inside).status == 200

    desk.context.clear_cookies()
    sign_in(desk, demo, "zeimu@example.jp")
    desk.goto(f"{demo}/admin/applications/?q={sent.receipt}")
    expect(desk.get_by_role("link", name=sent.receipt)).to_have_count(0)
    for path in (inside, f"/admin/applications/act/{pk}/start_review/"):
        answer = desk.goto(demo + path)
        assert answer.status == 404, path
        assert "イチノセキ" not in desk.content()

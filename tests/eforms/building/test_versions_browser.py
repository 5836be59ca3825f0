"""The whole way of a change in the browser: published by an editor, met by a citizen's draft."""

import os
import re
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from eforms.building.versions import current_version, schema_of
from eforms.filling import drafts
from eforms.filling.guests import Applicant
from eforms.models import Draft, FormPage
from tests.browser import chromium
from tests.e2e.editor import FormEditor
from tests.eforms.filling.conftest import prove


pytestmark = pytest.mark.e2e
PICTURES = os.environ.get("PICTURES", "")


def picture(page: Page, name: str) -> None:
    """Keep a picture for those who want to look (PICTURES=folder)."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def no_sideways_scrolling(page: Page) -> None:
    """The page fits its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{wide}px too wide"


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def address(live_server, settings, transactional_db):
    settings.ALLOWED_HOSTS = ["*"]
    return live_server.url


@pytest.fixture
def editor(browser, address, form):
    """A signed-in editor; errors of scripts and of the policy fail the test."""
    User.objects.create_superuser("editor@example.jp", "secret-secret")
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="ja-JP", timezone_id="Asia/Tokyo"
    )
    context.set_default_timeout(15_000)
    window = context.new_page()
    wrong: list[str] = []
    window.on("pageerror", lambda error: wrong.append(str(error)))
    found = FormEditor(window, address)
    found.sign_in("editor@example.jp", "secret-secret")
    yield found
    context.close()
    assert not wrong, wrong


@pytest.fixture
def draft(form, client) -> Draft:
    """A guest's draft, filled up to the check."""
    code = prove(client, "taro@example.jp")
    applicant = Applicant(code.email, code.email_index)
    made = drafts.begin(current_version(form), applicant, "individual", now=timezone.now())
    name, agent, reason = schema_of(made.version).sections[0].items
    kind = schema_of(made.version).sections[1].items[0]
    made.answers = {
        name.id: {
            "family": "一関",
            "given": "太郎",
            "family_kana": "イチノセキ",
            "given_kana": "タロウ",
        },
        agent.id: True,
        reason.id: "仕事のため",
        kind.id: kind.options["choices"][0]["id"],
    }
    made.save()
    return made


@pytest.fixture
def phone(browser, address, client, draft):
    """The guest's phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ja-JP")
    context.set_default_timeout(15_000)
    context.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": address}
            for name, morsel in client.cookies.items()
        ]
    )
    yield context.new_page()
    context.close()


def change_the_form(editor: FormEditor, form: FormPage) -> None:
    """Take one question out, put a new one in, rename a choice; press publish."""
    editor.edit(form.pk)
    editor.tab("質問")
    sections = editor.page.locator("[data-form-rules] > * [data-streamfield-child]")
    first = sections.first
    reason = first.locator("[data-streamfield-child]").nth(2)
    reason.locator("[data-streamfield-action=DELETE]").first.click()
    editor.add_question(first, "1行の文字", "飼い主の職業")
    editor.ask_to_publish()


def test_from_the_editor_to_the_citizen(editor, phone, address, form, draft):
    open_page = f"{address}/f/{form.code}/d/{draft.pk}/"
    phone.goto(open_page)
    expect(phone).to_have_url(re.compile("/check/$"))

    change_the_form(editor, form)
    screen = editor.page
    expect(screen.get_by_role("heading", name="公開の確認", exact=False).first).to_be_visible()
    expect(screen.get_by_text("「代理の理由」がなくなります。")).to_be_visible()
    expect(screen.get_by_text("「飼い主の職業」が加わります。")).to_be_visible()
    expect(screen.get_by_text("1件", exact=True)).to_be_visible()
    no_sideways_scrolling(screen)
    picture(screen, "publish-1280")
    screen.set_viewport_size({"width": 768, "height": 1000})
    no_sideways_scrolling(screen)
    picture(screen, "publish-768")
    screen.get_by_label("すぐに新しい版へ引き継ぐ").check()
    screen.get_by_role("button", name="公開する", exact=True).click()
    assert editor.published_url() == f"/f/{form.code}/"

    phone.goto(open_page)
    notice = phone.get_by_role(
        "heading", name="フォームが更新されました。次の項目を確かめてください"
    )
    expect(notice).to_be_visible()
    no_sideways_scrolling(phone)
    picture(phone, "citizen-360")
    phone.get_by_role("link", name="「飼い主の職業」の質問が加わりました。").click()
    expect(phone.get_by_role("textbox", name="飼い主の職業")).to_be_focused()
    phone.get_by_role("textbox", name="飼い主の職業").fill("農業")
    phone.get_by_role("button", name="保存して次へ進む").click()
    expect(phone.get_by_role("heading", name="犬について")).to_be_visible()
    expect(notice).to_have_count(0)
    kept = Draft.objects.get(pk=draft.pk)
    assert kept.version.number == 2
    assert "仕事のため" in str(kept.orphans) and "仕事のため" not in str(kept.answers)
    phone.goto(open_page)
    expect(phone).to_have_url(re.compile("/check/$"))
    expect(phone.get_by_text("農業")).to_be_visible()

    screen.goto(f"{address}/admin/form-versions/{form.pk}/")
    no_sideways_scrolling(screen)
    picture(screen, "versions-768")
    screen.set_viewport_size({"width": 1280, "height": 900})
    picture(screen, "versions-1280")
    screen.get_by_role("link", name="前の版と比べる").click()
    expect(screen.get_by_text("「代理の理由」がなくなります。")).to_be_visible()
    picture(screen, "compare-1280")
    screen.goto(f"{address}/admin/form-versions/{form.pk}/1/")
    picture(screen, "version-1280")
    screen.get_by_role("link", name="利用者の画面で見る").first.click()
    expect(screen.get_by_text("第1版の画面です")).to_be_visible()
    picture(screen, "step-1280")
    screen.goto(f"{address}/admin/form-versions/{form.pk}/1/restore/")
    picture(screen, "restore-1280")
    screen.get_by_role("button", name="下書きに戻す").click()
    expect(screen.get_by_text("第1版の質問を下書きに戻しました。")).to_be_visible()
    assert current_version(form).number == 2


def test_what_a_citizen_types_while_the_form_changes_is_kept(phone, address, form, draft):
    """The page lies open while another version comes out; then it is sent."""
    phone.goto(f"{address}/f/{form.code}/d/{draft.pk}/1/")
    phone.get_by_role("textbox", name="代理の理由").fill("入院しているため")
    page = FormPage.objects.get(pk=form.pk)
    page.body[0].value["items"][1].value["required"] = False
    page.body[0].value["items"][2].value["required"] = True
    page.save_revision().publish()
    phone.get_by_role("button", name="保存して次へ進む").click()
    expect(phone.get_by_role("heading", name="フォームが更新されました")).to_be_visible()
    expect(phone.get_by_role("textbox", name="代理の理由")).to_have_value("入院しているため")
    picture(phone, "older-page-360")
    phone.get_by_role("button", name="保存して次へ進む").click()
    expect(phone.get_by_role("heading", name="犬について")).to_be_visible()
    assert "入院しているため" in str(Draft.objects.get(pk=draft.pk).answers)


def test_a_second_editor_is_asked(editor, browser, address, form):
    editor.edit(form.pk)
    page = FormPage.objects.get(pk=form.pk).get_latest_revision_as_object()
    page.contact_name = "第一の課"
    other = User.objects.create_superuser("other@example.jp", "secret-secret")
    page.save_revision(user=other)
    screen = editor.page
    editor.tab("基本情報")
    screen.fill("[name=contact_name]", "第二の課")
    screen.locator("footer .action-save").first.click()
    ask = screen.get_by_role("heading", name="まだ保存していません")
    expect(ask).to_be_visible()
    expect(screen.get_by_text("other@example.jp").first).to_be_visible()
    picture(screen, "overtaken-1280")
    screen.set_viewport_size({"width": 768, "height": 1000})
    no_sideways_scrolling(screen)
    screen.get_by_role("button", name="私の入力で上書きする").click()
    expect(screen.locator("[name=contact_name]")).to_have_value("第二の課")
    newest = FormPage.objects.get(pk=form.pk).get_latest_revision_as_object()
    assert newest.contact_name == "第二の課"
    assert newest.latest_revision.created_at > timezone.now() - timedelta(minutes=2)

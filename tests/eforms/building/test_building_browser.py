"""An editor builds a form in the browser, with the admin's own screens only."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from eforms.building.versions import current_version, schema_of
from eforms.engine.schema import Group
from eforms.models import FormPage
from tests.browser import chromium
from tests.e2e.editor import FormEditor


pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def editor(browser, live_server, settings, transactional_db, folder):
    """A signed-in editor at a PC; errors of scripts and of the policy fail the test."""
    settings.ALLOWED_HOSTS = ["*"]
    User.objects.create_superuser("editor@example.jp", "secret-secret")
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000},
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    window = context.new_page()
    wrong: list[str] = []
    window.on("pageerror", lambda error: wrong.append(str(error)))
    window.on(
        "console",
        lambda message: (
            wrong.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    form = FormEditor(window, live_server.url)
    form.sign_in("editor@example.jp", "secret-secret")
    yield form
    context.close()
    assert not wrong, wrong


def test_a_form_is_built_and_published(editor, folder):
    editor.new_form(folder.get_parent().title, folder.title)
    editor.basics(
        title="犬の登録",
        code="ＩＮＵ 2026",
        organisation="生活環境課",
        contact="生活環境課",
        phone="0191-21-2111",
    )
    first = editor.add_section("申請する方")
    editor.add_question(first, "氏名", "お名前")
    editor.add_question(first, "はい・いいえ", "代理の方ですか")
    reason = editor.add_question(first, "1行の文字", "代理の理由", required=False)
    second = editor.add_section("犬について")
    editor.add_question(second, "1つ選ぶ", "何頭ですか", choices=["1頭", "2頭以上", "10頭以上"])
    group = editor.add_group(second, "犬", row_title="犬", minimum="1", maximum="5")
    editor.add_question(group, "1行の文字", "犬の名前")
    editor.add_question(group, "日付", "犬の生年月日")
    editor.add_question(second, "数", "合計の頭数")

    # The name of a source follows its renaming at once; values are chosen by name.
    rule = editor.add_rule(reason, "代理の方ですか", value="はい")
    editor.fill(first.locator("[data-streamfield-child]").nth(1), label="代わりの方ですか")
    expect(rule.get_by_label("条件に使う質問")).to_have_text("代わりの方ですか")
    editor.add_rule(group, "何頭ですか", op="のどれかである")
    group_rule = editor.rule(group)
    group_rule.get_by_label("2頭以上").check()
    group_rule.get_by_label("10頭以上").check()
    expect(group.locator("[data-form-rule-mark=show]").first).to_have_text(
        "表示：「何頭ですか」が「2頭以上」「10頭以上」のどれかである"
    )
    editor.publish()
    assert editor.published_url() == "/f/inu-2026/"

    page = FormPage.objects.get(code="inu-2026")
    schema = schema_of(current_version(page))
    assert [question.type for question in schema.questions()] == [
        "name",
        "yes_no",
        "short_text",
        "choice",
        "short_text",
        "date",
        "integer",
    ]
    asked = schema.sections[0].items[1]
    assert schema.sections[0].items[2].show == {
        "all": [{"ref": asked.id, "op": "equals", "value": True}]
    }
    choice, repeated, _count = schema.sections[1].items
    assert isinstance(repeated, Group)
    assert (repeated.minimum, repeated.maximum, repeated.row_title) == (1, 5, "犬")
    many = [option["id"] for option in choice.options["choices"][1:]]
    assert repeated.show == {"all": [{"ref": choice.id, "op": "one_of", "value": many}]}


def test_deleting_what_is_used_is_refused_with_the_list(editor, form):
    editor.edit(form.pk)
    editor.tab("質問")
    section = editor.page.locator("[data-form-rules] [data-streamfield-child]").first
    agent = section.locator("[data-streamfield-child]").nth(1)
    reason = section.locator("[data-streamfield-child]").nth(2)
    delete = agent.locator("[data-streamfield-action=DELETE]").first
    delete.click()
    dialog = editor.page.get_by_role("dialog")
    expect(dialog).to_contain_text("「代理の方ですか」は、使われているため削除できません")
    expect(dialog).to_contain_text(
        "「代理の理由」の表示する条件：「代理の方ですか」が「はい」である"
    )
    expect(dialog.get_by_role("button", name="閉じる")).to_be_focused()
    editor.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(delete).to_be_focused()
    expect(agent).to_be_visible()
    # Without the rule nothing stands in the way.
    reason.locator("[data-streamfield-action=DELETE]").first.click()
    delete.click()
    expect(agent).to_be_hidden()


def test_a_broken_rule_of_a_draft_is_marked_and_not_published(editor, form):
    form.body[0].value["items"][2].value["show"] = {
        "all": [{"ref": "gone", "op": "equals", "value": True}]
    }
    form.save_revision(clean=False)
    editor.edit(form.pk)
    editor.tab("質問")
    section = editor.page.locator("[data-form-rules] [data-streamfield-child]").first
    reason = section.locator("[data-streamfield-child]").nth(2)
    expect(reason.locator("[data-form-rule-mark=show]").first).to_contain_text(
        "⚠ 参照先の質問が見つかりません"
    )
    editor.publish()
    assert any("参照先の質問が見つかりません" in error for error in editor.errors())
    assert form.versions.count() == 1
    # Wagtail's button leads there, through tab, closed block and closed settings.
    editor.page.locator(".messages button, .messages a").first.click()
    expect(
        editor.page.get_by_text("参照先の質問が見つかりません。別の質問を選ぶか")
    ).to_be_visible()

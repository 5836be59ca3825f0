"""An editor builds a form nobody foresaw in the admin, and a resident applies with it."""

import secrets
import string

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.editor import FormEditor
from tests.e2e.pages import RECEIPT, choose, fill_name, group, heading, look, press, verify_as_guest
from tests.e2e.staff import PASSWORD


pytestmark = [pytest.mark.e2e, pytest.mark.journey]


def test_a_new_form_is_built_published_and_applied_to(desk: Page, page: Page, demo: str):
    # Letters of this run's own: a running city may be tested again.
    letters = "".join(secrets.choice(string.ascii_lowercase) for _ in range(6))
    address = _build(FormEditor(desk, demo), f"hotaru-{letters}")

    page.goto(demo + address)
    heading(page, "ほたる観察会")
    look(page)
    press(page, "申請を始める")
    verify_as_guest(page, demo, f"taro-{letters}@example.jp")
    press(page, "入力を始める")

    heading(page, "申し込む方")
    fill_name(group(page, "お名前"), "一関", "太郎", "イチノセキ", "タロウ")
    expect(page.get_by_label("車の台数")).to_be_hidden()
    choose(group(page, "車で来ますか"), "はい")
    page.get_by_label("車の台数").fill("１")
    look(page)
    press(page, "保存して次へ進む")

    heading(page, "参加する方")
    choose(page, "夜7時の回")
    first = page.get_by_role("group", name="参加者 1")
    first.get_by_label("呼び名").fill("ほたる")
    press(page, "参加者を追加する")
    second = page.get_by_role("group", name="参加者 2")
    second.get_by_label("呼び名").fill("げんじ")
    page.get_by_label("連絡先の電話番号").fill("090-1234-5678")
    look(page)
    press(page, "保存して次へ進む")

    heading(page, "申請内容を確認してください")
    for words in ("イチノセキ タロウ", "夜7時の回", "ほたる", "げんじ"):
        expect(page.get_by_role("main")).to_contain_text(words)
    look(page)
    press(page, "この内容で申請する")
    heading(page, "申請を受け付けました")
    assert RECEIPT.search(page.get_by_role("main").inner_text())


def _build(editor: FormEditor, code: str) -> str:
    """Build and publish the form; return its address."""
    editor.sign_in("editor@example.jp", PASSWORD)
    editor.new_form("申請フォーム")
    editor.basics(
        title="ほたる観察会の申し込み",
        code=code,
        organisation="市民課",
        contact="市民課",
        phone="0191-21-2111",
    )
    who = editor.add_section("申し込む方")
    editor.add_question(who, "氏名", "お名前")
    editor.add_question(who, "はい・いいえ", "車で来ますか")
    cars = editor.add_question(who, "数", "車の台数")
    editor.add_rule(cars, "車で来ますか", value="はい")
    people = editor.add_section("参加する方")
    editor.add_question(people, "1つ選ぶ", "参加する回", choices=["夜7時の回", "夜8時の回"])
    members = editor.add_group(people, "参加者", row_title="参加者", minimum="1", maximum="4")
    editor.add_question(members, "1行の文字", "呼び名")
    editor.add_question(people, "電話番号", "連絡先の電話番号")
    editor.publish()
    return editor.published_url()

"""An editor makes rules of every kind in the browser, by name, and is kept from breaking them."""

import os

import pytest
from playwright.sync_api import expect

from eforms.building.loading import save_form
from eforms.building.versions import current_version, schema_of
from tests.eforms.building.test_building_browser import browser, editor
from tests.eforms.building.test_rule_language import SECTIONS


__all__ = ["browser", "editor"]

pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("SCREENSHOTS")


def look(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


def without_rules(part):
    """Return a definition without its rules, checks and formulas."""
    if isinstance(part, list):
        return [without_rules(each) for each in part]
    if not isinstance(part, dict):
        return part
    left_out = ("show", "checks", "formula")
    return {key: without_rules(each) for key, each in part.items() if key not in left_out}


@pytest.fixture
def plain(folder, definition):
    """Return a published form with questions of many kinds and no rule."""
    sections = without_rules(SECTIONS)
    sections[1]["items"].pop()
    return save_form(folder, definition | {"code": "rules", "sections": sections})


@pytest.fixture
def ruled(folder, definition):
    """Return a published form with rules of every kind."""
    return save_form(folder, definition | {"code": "rules", "sections": SECTIONS})


def block(editor, path):
    """Return the block whose hidden inputs begin with a path such as ``1-items-2``."""
    prefix = "body-" + path.replace("-items", "-value-items").replace("-choices", "-value-choices")
    return editor.page.locator(f"input[name='{prefix}-type']").locator("xpath=..")


def opened(editor, path):
    found = block(editor, path)
    found.locator("[data-panel-toggle]").first.click()
    return found


def choose(scope, label, value):
    control = scope.get_by_label(label).last
    control.focus()
    control.select_option(label=value)


def publish(editor):
    """Publish, by way of the screen that tells what changes."""
    editor.publish()
    expect(editor.page.locator(".messages")).to_contain_text("公開")


def test_rules_of_every_kind_are_made_by_name(editor, plain):
    editor.edit(plain.pk)
    editor.tab("質問")
    guardian = opened(editor, "1-items-1")
    editor.settings(guardian)
    rule = editor.rule(guardian)
    # By keyboard: the button, then the select that has the focus.
    rule.get_by_role("button", name="条件を追加").focus()
    editor.page.keyboard.press("Enter")
    expect(rule.get_by_label("条件に使う質問")).to_be_focused()
    choose(rule, "条件に使う質問", "開始日")
    choose(rule, "比べる相手", "今日から数えた日")
    rule.get_by_label("今日からの日数").fill("7")
    choose(rule, "前か後か", "日前")
    choose(rule, "比べ方", "より前")
    expect(rule.locator(".form-rule__sentence").first).to_have_text(
        "「開始日」が今日の7日前より前のとき表示します"
    )
    choose(rule, "条件の合わせ方", "どれかに")

    rule.get_by_role("button", name="条件のまとまりを追加").first.click()
    inner = rule.locator(".form-rule__box .form-rule__box").first
    choose(inner, "条件に使う質問", "人数")
    choose(inner, "比べ方", "より大きい")
    choose(inner, "比べる相手", "ほかの質問の答え")
    choose(inner, "比べる質問", "使う方（件数）")

    rule.get_by_role("button", name="繰り返しの件ごとの条件を追加").last.click()
    rows = rule.locator(".form-rule__box .form-rule__box").last
    choose(rows, "条件に使う質問", "生年月日（その件の）")
    choose(rows, "比べ方", "満○歳未満")
    rows.get_by_label("年齢").fill("18")

    room = opened(editor, "0-items-3")
    choice = room.locator("[data-contentpath=choices] [data-streamfield-child]").nth(1)
    editor.settings(choice)
    editor.add_rule(choice, "人数", op="より小さい")
    editor.rule(choice).get_by_label("比べる値").fill("10")

    section = block(editor, "0")
    section.locator("[data-contentpath=checks]").get_by_role("button").first.click()
    check = section.locator("[data-contentpath=checks] [data-streamfield-child]").first
    when = check.locator(".form-rule")
    when.get_by_role("button", name="条件を追加").click()
    choose(when, "条件に使う質問", "終了日")
    choose(when, "比べる相手", "ほかの質問の答え")
    choose(when, "比べる質問", "開始日")
    choose(when, "比べ方", "より前")
    check.locator("textarea").fill("終了日は、開始日以後の日を入力してください。")
    check.locator(".form-target select").select_option(label="終了日")

    total = editor.add_question(block(editor, "1"), "計算", "料金")
    formula = total.locator(".form-formula")
    choose(formula, "計算の種類", "掛け算")
    formula.get_by_label("計算に使う質問").first.focus()
    formula.get_by_label("計算に使う質問").first.select_option(label="人数")
    formula.get_by_label("項目の種類").last.select_option(label="決まった数")
    formula.get_by_label("決まった数").fill("300")
    expect(formula.locator(".form-rule__sentence")).to_have_text("計算：「人数」 × 300")

    publish(editor)

    schema = schema_of(current_version(plain))
    start, end, number, room_now = schema.sections[0].items
    users, guardian_now, fee = schema.sections[1].items
    assert guardian_now.show == {
        "any": [
            {"ref": start.id, "op": "less", "value": {"today": -7}},
            {"any": [{"ref": number.id, "op": "greater", "other": users.id}]},
            {
                "any_row": users.id,
                "rule": {"all": [{"ref": users.items[0].id, "op": "age_below", "value": 18}]},
            },
        ]
    }
    assert [choice.get("show") for choice in room_now.options["choices"]] == [
        None,
        {"all": [{"ref": number.id, "op": "less", "value": 10}]},
    ]
    (made,) = schema.sections[0].checks
    assert made.when == {"all": [{"ref": end.id, "op": "less", "other": start.id}]}
    assert (made.at, made.message[:3]) == (end.id, "終了日")
    assert fee.options["formula"] == {"op": "product", "of": [number.id, 300]}


def test_what_depends_on_a_question_is_listed_and_leads_there(editor, ruled):
    editor.edit(ruled.pk)
    editor.tab("質問")
    number = opened(editor, "0-items-2")
    toggle = number.get_by_role("button", name="この質問を使っている条件：2件")
    toggle.focus()
    editor.page.keyboard.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(number.get_by_role("button", name="「合計」の計算")).to_be_visible()
    number.get_by_role("button", name="「部屋」の選択肢「小」を表示する条件").click()
    room = block(editor, "0-items-3")
    expect(room.get_by_label("条件に使う質問")).to_be_focused()
    # It follows what is typed.
    room.get_by_role("button", name="この条件を削除").click()
    expect(number.get_by_role("button", name="この質問を使っている条件：1件")).to_be_visible()


def test_moves_that_break_a_rule_are_taken_back(editor, ruled):
    editor.edit(ruled.pk)
    editor.tab("質問")
    guardian = block(editor, "1-items-1")
    guardian.locator("[data-streamfield-action=MOVE_UP]").first.click()
    dialog = editor.page.get_by_role("dialog")
    expect(dialog).to_contain_text("「保護者」は、この位置に動かせません")
    expect(dialog).to_contain_text("「保護者」の表示する条件")
    editor.page.keyboard.press("Escape")
    order = "input[name='body-1-value-items-1-order']"
    expect(editor.page.locator(order)).to_have_value("1")
    # Nothing depends on the order of these.
    block(editor, "1-items-2").locator("[data-streamfield-action=MOVE_UP]").first.click()
    expect(editor.page.locator("input[name='body-1-value-items-2-order']")).to_have_value("1")
    expect(dialog).to_have_count(0)
    # The group holds what the guardian's rule asks for; the second choice is used by nothing.
    block(editor, "1-items-0").locator("[data-streamfield-action=DELETE]").first.click()
    expect(dialog).to_contain_text("「使う方」は、使われているため削除できません")


def test_a_copy_asks_for_its_own_questions(editor, ruled):
    editor.edit(ruled.pk)
    editor.tab("質問")
    block(editor, "1").locator("[data-streamfield-action=DUPLICATE]").first.click()
    editor.fill(editor.page.locator("input[name='body-2-type']").locator("xpath=.."), title="写し")
    publish(editor)
    schema = schema_of(current_version(ruled))
    users, guardian, total = schema.sections[1].items
    users_2, guardian_2, total_2 = schema.sections[2].items
    assert users_2.id != users.id
    rows, count, start = guardian_2.show["any"]
    assert (rows["any_row"], count["ref"]) == (users_2.id, users_2.id)
    assert rows["rule"]["all"][0]["ref"] == users_2.items[0].id
    assert start == guardian.show["any"][2]  # outside of what was copied
    assert users_2.checks[0].at == users_2.items[1].id
    assert users_2.checks[0].when["all"][0]["other"] == users_2.items[0].id
    assert total_2.options == total.options
    codes = [item.code for item in schema.walk()]
    assert len(codes) == len(set(codes))


def test_a_choice_that_a_rule_names_is_not_deleted(editor, form):
    editor.edit(form.pk)
    editor.tab("質問")
    count = opened(editor, "1-items-0")
    entries = count.locator("[data-contentpath=choices] [data-streamfield-child]")
    entries.nth(1).locator("[data-streamfield-action=DELETE]").click()
    dialog = editor.page.get_by_role("dialog")
    expect(dialog).to_contain_text("「2頭以上」は、使われているため削除できません")
    expect(dialog).to_contain_text("次の2か所で使われています")
    look(editor.page, "refused")
    editor.page.keyboard.press("Escape")
    expect(entries.nth(1)).to_be_visible()
    # The first choice is named by no rule; the link in the list leads to the rule.
    entries.nth(1).locator("[data-streamfield-action=DELETE]").click()
    dialog.get_by_role("button", name="「犬」の表示する条件").click()
    expect(dialog).to_have_count(0)
    expect(block(editor, "1-items-1").get_by_label("条件に使う質問")).to_be_focused()
    entries.nth(0).locator("[data-streamfield-action=DELETE]").click()
    expect(entries.nth(0)).to_be_hidden()


def test_dragging_a_question_behind_its_rule_is_taken_back(editor, ruled):
    editor.edit(ruled.pk)
    editor.tab("質問")
    page = editor.page
    number = block(editor, "0-items-2")
    handle = number.locator("[data-streamfield-action=DRAG]").first
    handle.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    start = handle.bounding_box()
    end = block(editor, "0-items-3").locator("[data-panel-toggle]").first.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, start["y"] + 20, steps=4)
    page.mouse.move(start["x"] + 5, end["y"] + end["height"] + 15, steps=12)
    page.mouse.up()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("「人数」は、この位置に動かせません")
    expect(dialog).to_contain_text("「部屋」の選択肢「小」を表示する条件")
    page.keyboard.press("Escape")
    expect(page.locator("input[name='body-0-value-items-2-order']")).to_have_value("2")
    expect(page.locator("input[name='body-0-value-items-3-order']")).to_have_value("3")


def test_the_editor_of_rules_can_be_looked_at(editor, ruled):
    editor.edit(ruled.pk)
    editor.tab("質問")
    for path in ("0-items-2", "0-items-3", "1-items-1", "1-items-2"):
        opened(editor, path)
    editor.settings(block(editor, "1-items-1"))
    block(editor, "0-items-2").get_by_role("button", name="この質問を使っている条件").click()
    check = block(editor, "0").locator("[data-contentpath=checks] [data-streamfield-child]")
    check.locator("[data-panel-toggle]").first.click()
    for width in (1280, 768):
        editor.page.set_viewport_size({"width": width, "height": 4200})
        expect(block(editor, "1-items-1").get_by_label("年齢")).to_be_visible()
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert editor.page.evaluate(sideways) <= 0, width
        look(editor.page, f"rules-{width}")

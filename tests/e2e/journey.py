"""A resident asks for a copy of the resident record on a phone: from the guide to the receipt."""

import re
import secrets
import string
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.e2e.pages import (
    RECEIPT,
    choose,
    fill_date,
    fill_name,
    group,
    heading,
    look,
    press,
    verify_as_guest,
)


@dataclass
class Sent:
    """An application that was sent: who sent it, and where its state is read."""

    demo: str
    page: Page
    address: str
    receipt: str
    state_url: str


def apply_for_juminhyo(page: Page, demo: str) -> Sent:
    """Go the whole way as a guest, with mistakes on the way; every page is held against axe."""
    # An address of this run's own: a running city may be tested again.
    letters = "".join(secrets.choice(string.ascii_lowercase) for _ in range(8))
    address = f"hanako-{letters}@example.jp"
    page.goto(demo)
    look(page)
    page.get_by_role("main").get_by_role("link", name="住民票の写し").first.click()
    heading(page, "住民票の写し")
    look(page)
    page.get_by_role("link", name="オンラインで申請する").first.click()
    heading(page, "住民票の写しの交付申請")
    look(page)
    press(page, "申請を始める")
    heading(page, "申請の始め方")
    look(page)
    verify_as_guest(page, demo, address)
    press(page, "入力を始める")

    _applicant(page)
    _certificate(page)
    _purpose(page)
    _delivery(page)
    _consents(page)
    receipt = _check_and_send(page)

    press(page, "申請の状況を見る")
    expect(page.get_by_role("main")).to_contain_text(receipt)
    expect(page.get_by_role("main")).to_contain_text("受付済")
    look(page)
    return Sent(demo, page, address, receipt, page.url)


def _applicant(page: Page) -> None:
    heading(page, "申請する方")
    look(page)
    press(page, "保存して次へ進む")
    expect(page.get_by_role("alert").first).to_contain_text("確認事項があります")
    assert page.title().startswith("エラー：")
    look(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.locator("input:focus")).to_have_count(1)

    fill_name(group(page, "お名前"), "一関", "花子", "いちのせき", "ﾊﾅｺ")
    fill_date(group(page, "生年月日"), "昭和65", "4", "1")
    address = group(page, "住所")
    address.get_by_label("郵便番号").fill("〒０２１−８５０１")
    address.get_by_label("都道府県").select_option("岩手県")
    address.get_by_label("市区町村").fill("一関市")
    address.get_by_label("町域").or_(address.get_by_label("町名")).first.fill("竹山町")
    address.get_by_label("番地").first.fill("７−２")
    page.get_by_label("日中に連絡がつく電話番号").fill("０１９１（２１）２１１１")
    press(page, "保存して次へ進む")

    # Only the year is wrong, and everything else is still there.
    expect(page.get_by_role("alert").first).to_contain_text("昭和")
    expect(group(page, "お名前").get_by_label("姓", exact=True)).to_have_value("一関")
    look(page)
    fill_date(group(page, "生年月日"), "昭和55", "4", "1")
    press(page, "保存して次へ進む")


def _certificate(page: Page) -> None:
    heading(page, "必要な証明書")
    members = page.get_by_role("group", name="住民票に載せる方", exact=True)
    expect(members).to_be_hidden()
    choose(page, "世帯の一部の方")
    expect(members).to_be_visible()
    look(page)
    first = page.get_by_role("group", name="住民票に載せる方 1")
    fill_name(first, "一関", "太郎", "イチノセキ", "タロウ")
    press(page, "住民票に載せる方を追加する")
    # The first row is still there after the page came back with a second one.
    expect(page.get_by_role("group", name="住民票に載せる方 2")).to_be_visible()
    first = page.get_by_role("group", name="住民票に載せる方 1")
    expect(first.get_by_label("名", exact=True)).to_have_value("太郎")
    fill_date(first.get_by_role("group", name="生年月日"), "2010", "12", "24")
    second = page.get_by_role("group", name="住民票に載せる方 2")
    fill_name(second, "一関", "𠮷子", "イチノセキ", "ヨシコ")
    fill_date(second.get_by_role("group", name="生年月日"), "平成24", "1", "9")
    page.get_by_label("必要な通数").fill("２")
    press(page, "保存して次へ進む")


def _purpose(page: Page) -> None:
    heading(page, "使いみち")
    page.get_by_label("使いみち").first.select_option("その他")
    expect(page.get_by_label("使いみちの内容")).to_be_visible()
    page.get_by_label("使いみちの内容").fill("習い事の申し込み")
    look(page)
    page.go_back()
    heading(page, "必要な証明書")
    expect(page.get_by_label("必要な通数")).to_have_value("2")
    page.go_forward()
    page.get_by_label("使いみち").first.select_option("その他")
    page.get_by_label("使いみちの内容").fill("習い事の申し込み")
    press(page, "保存して次へ進む")


def _delivery(page: Page) -> None:
    heading(page, "受け取り方法")
    choose(page, "市の窓口で受け取る")
    page.get_by_label("受け取る窓口").select_option("千厩支所")
    press(page, "保存して次へ進む")


def _consents(page: Page) -> None:
    heading(page, "確認")
    choose(page, "事実のとおりです")
    choose(page, "同意します")
    look(page)
    press(page, "保存して次へ進む")


def _check_and_send(page: Page) -> str:
    heading(page, "申請内容を確認してください")
    main = page.get_by_role("main")
    for words in (
        "まだ申請は送信されていません",
        "イチノセキ ハナコ",
        "1980年4月1日",
        "021-8501",
        "2通",
        "千厩支所",
        "𠮷子",
    ):
        expect(main).to_contain_text(words)
    look(page)

    # Change one answer and come straight back.
    page.get_by_role("link", name=re.compile(r"変更\s*（\s*必要な通数")).click()
    page.get_by_label("必要な通数").fill("3")
    press(page, "保存して確認に戻る")
    heading(page, "申請内容を確認してください")
    expect(main).to_contain_text("3通")

    page.get_by_role("button", name="この内容で申請する").dblclick()
    heading(page, "申請を受け付けました")
    look(page)
    receipt = RECEIPT.search(main.inner_text())[0]

    # Back and send again: the same application, the same number.
    page.go_back()
    if page.get_by_role("button", name="この内容で申請する").count():
        press(page, "この内容で申請する")
    heading(page, "申請を受け付けました")
    assert RECEIPT.search(main.inner_text())[0] == receipt
    return receipt

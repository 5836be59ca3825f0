"""Rules at work while somebody types: choices, rows, sums and ages follow at once."""

import os

import pytest
from playwright.sync_api import expect

from eforms.filling import drafts
from tests.browser import chromium
from tests.eforms.filling.conftest import question, schema_document, section, uid


pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("SCREENSHOTS")


def ref(code, op, value):
    return {"ref": uid(code), "op": op, "value": value}


ADULT = ref("born", "age_at_least", 18)
PLANS = [
    {"id": "basic", "label": "ふつう"},
    {"id": "wine", "label": "酒類つき", "show": ADULT},
]
PRICE = {"op": "product", "of": [uid("n"), uid("price")]}
TOTAL = {"op": "sum", "of": [uid("line"), uid("fee")]}
ANY_DEAR = {"any_row": uid("goods"), "rule": ref("line", "greater_or_equal", 1000)}


def market_form():
    goods = {
        "id": uid("goods"),
        "type": "group",
        "code": "goods",
        "label": "品物",
        "help": "",
        "minimum": 1,
        "maximum": 5,
        "row_title": "品物",
        "show": None,
        "checks": [
            {
                "id": "k1",
                "when": {"ref": uid("n"), "op": "greater", "other": uid("price")},
                "message": "数は単価より少なくしてください。",
                "at": uid("n"),
            }
        ],
        "items": [
            question("integer", "n", "数", options={"unit": "個"}),
            question("integer", "price", "単価", options={"unit": "円"}),
            question(
                "calculated", "line", "小計", options={"formula": PRICE, "places": 0, "unit": "円"}
            ),
        ],
    }
    return schema_document(
        [
            section(
                "first",
                "申請する方",
                [
                    question("date", "born", "生年月日", required=True),
                    question("integer", "fee", "会費"),
                ],
            ),
            section(
                "second",
                "注文",
                [
                    question("yes_no", "guest", "お客様がいますか"),
                    question(
                        "choice",
                        "plan",
                        "食事",
                        options={
                            "choices": PLANS[:2]
                            + [
                                {
                                    "id": "kids",
                                    "label": "お客様用",
                                    "show": ref("guest", "equals", True),
                                }
                            ],
                            "as": "radios",
                        },
                    ),
                    question(
                        "choice",
                        "seat",
                        "席",
                        options={
                            "choices": [
                                {"id": "in", "label": "屋内"},
                                {
                                    "id": "out",
                                    "label": "屋外",
                                    "show": ref("guest", "equals", False),
                                },
                            ],
                            "as": "list",
                        },
                    ),
                    goods,
                    question(
                        "calculated",
                        "total",
                        "合計（会費を含む）",
                        options={"formula": TOTAL, "places": 0, "unit": "円"},
                    ),
                    question("short_text", "reason", "高い品物を選んだ理由", show=ANY_DEAR),
                ],
            ),
        ],
        title="図書館の利用登録",
    )


@pytest.fixture(params=[360, 1280])
def window(request, live_server, settings, transactional_db, client, guest, make_form):
    settings.ALLOWED_HOSTS = ["*"]
    make_form(market_form(), contact_phone="0191-21-2111")
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": request.param, "height": 900}, locale="ja-JP"
        )
        context.set_default_timeout(10_000)
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{live_server.url}/f/library/begin/")
        page.get_by_role("button", name="入力を始める").click()
        page.width = request.param
        yield page
        context.close()
        assert not wrong, wrong


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{page.width}.png", full_page=True)


def first_page(page, year, fee):
    for part, value in (("year", year), ("month", "1"), ("day", "2")):
        page.fill(f"#q-{uid('born')}-{part}", value)
    page.fill(f"#q-{uid('fee')}", fee)
    page.get_by_role("button", name="次へ進む").last.click()
    expect(page.get_by_role("heading", name="注文", level=1)).to_be_visible()


def in_row(page, code, row="r1"):
    return page.locator(f"#g-{uid('goods')}-{row}-{uid(code)}")


def test_choices_come_and_go_and_come_back_as_they_were(window):
    first_page(window, "1990", "500")
    expect(window.get_by_label("酒類つき")).to_be_visible()  # by the birth on the page before
    expect(window.get_by_label("お客様用")).to_be_hidden()
    window.get_by_text("はい", exact=True).click()
    window.get_by_text("お客様用", exact=True).click()
    window.get_by_text("いいえ", exact=True).click()
    expect(window.get_by_label("お客様用")).to_be_hidden()
    expect(window.get_by_label("お客様用")).to_be_disabled()
    window.get_by_label("席").select_option("out")
    window.get_by_text("はい", exact=True).click()
    expect(window.get_by_label("お客様用")).to_be_checked()
    expect(window.get_by_label("席")).to_have_value("")
    window.get_by_text("いいえ", exact=True).click()
    expect(window.get_by_label("席")).to_have_value("out")
    shot(window, "choices")


def test_sums_and_rules_over_rows_follow_what_is_typed(window):
    first_page(window, "2020", "500")
    expect(window.get_by_label("酒類つき")).to_be_hidden()
    total = window.locator(f"#q-{uid('total')}")
    expect(total).to_have_text("500円")
    in_row(window, "n").fill("３")
    in_row(window, "price").fill("150")
    expect(in_row(window, "line")).to_have_text("450円")
    expect(total).to_have_text("950円")
    expect(window.get_by_label("高い品物を選んだ理由")).to_be_hidden()
    window.get_by_role("button", name="品物を追加する").click()
    in_row(window, "n", "r2").fill("2")
    in_row(window, "price", "r2").fill("1000")
    expect(total).to_have_text("2,950円")
    expect(window.get_by_label("高い品物を選んだ理由")).to_be_visible()
    shot(window, "sums")


def test_a_failed_check_is_told_in_its_row_and_results_are_kept(window):
    first_page(window, "1990", "500")
    in_row(window, "n").fill("9")
    in_row(window, "price").fill("5")
    window.get_by_role("button", name="次へ進む").last.click()
    summary = window.locator(".error-summary")
    expect(summary).to_contain_text("数は単価より少なくしてください。")
    expect(in_row(window, "n")).to_have_attribute("aria-invalid", "true")
    shot(window, "check")
    in_row(window, "n").fill("4")
    window.get_by_role("button", name="次へ進む").last.click()
    expect(window.get_by_text("520円")).to_be_visible()
    shot(window, "summary")
    draft = drafts.Draft.objects.get()
    assert draft.answers[uid("total")] == 520
    assert draft.answers[uid("goods")][0][uid("line")] == 20

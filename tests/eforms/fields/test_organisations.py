"""Companies, bank accounts, web pages: parts, marks for browsers, exports."""

import pytest
from bs4 import BeautifulSoup

from eforms.engine.schema import FormSchema
from eforms.fields import corporate_number, registry
from eforms.fields.base import FieldError, View
from eforms.fields.display import applicant_name
from tests.eforms.engine.builders import form, section
from tests.eforms.engine.builders import question as document
from tests.eforms.fields.samples import context, question
from tests.eforms.fields.typed import CITY, WHOLE_CITY, account, yucho


COMPANY, ACCOUNT = registry.get("company"), registry.get("bank_account")


# 国税庁, 一関市 and the worked examples of the domain facts.
@pytest.mark.parametrize(
    "number", ["8700110005901", "7000012050002", "5070001032626", "4000020032093"]
)
def test_numbers_that_exist_are_right_and_one_wrong_digit_is_found(number):
    assert corporate_number.is_right(number)
    for place in range(13):
        # 0 and 9 are the same to the check, as the law has it.
        other = str(int(number[place]) + (-1 if number[place] == "9" else 1))
        assert not corporate_number.is_right(number[:place] + other + number[place + 1 :])


@pytest.mark.parametrize("text", ["", "8700110005", "870011000590x", "８７００１１０００５９０１"])
def test_what_is_no_number_is_not_right(text):
    assert not corporate_number.is_right(text)


def page_of(asked, **values):
    html = registry.get(asked.type).render(asked, View(**{"name": "q-item", "raw": {}} | values))
    return BeautifulSoup(html, "html.parser")


def test_a_company_has_a_place_for_the_look_up_and_tells_browsers_its_name():
    page = page_of(question("company", kana=True))
    assert page.select_one("[data-question] #q-item-corporate_number")
    assert page.select_one("#q-item-name")["autocomplete"] == "organization"
    assert page.select_one("#q-item-corporate_number")["autocomplete"] == "off"
    assert (
        page_of(question("company", own=False)).select_one("#q-item-name")["autocomplete"] == "off"
    )
    assert not page_of(question("company", kana=False)).select("#q-item-kana")


def test_a_company_is_shown_and_exported_part_by_part():
    asked = question("company", label="会社", code="shop")
    assert COMPANY.display(asked, WHOLE_CITY) == [
        "一関市",
        "法人番号：4000020032093",
        "岩手県一関市竹山町7-2",
    ]
    assert [column.code for column in COMPANY.csv_columns(asked)] == [
        "shop_corporate_number",
        "shop_name",
        "shop_kana",
        "shop_address",
    ]
    assert COMPANY.csv_values(asked, WHOLE_CITY)[0] == "4000020032093"


def test_a_group_without_a_number_is_not_asked_for_one():
    asked = question("company", label="団体", number_required=False)
    assert "（ない場合は空のまま）" in page_of(asked).get_text()
    assert COMPANY.missing(asked).message == "団体の名称・所在地を入力してください。"
    assert "corporate_number" not in COMPANY.json_schema(asked)["required"]
    with pytest.raises(FieldError, match="打ち間違い"):
        wrong = {part: [text] for part, text in CITY.items()}
        COMPANY.clean(asked, wrong | {"corporate_number": ["4000020032094"]}, context())


def test_who_applies_is_the_company_when_no_person_is_named():
    def schema(**options) -> FormSchema:
        return form(section("s", document("firm", "company", **options)))

    assert applicant_name(schema(), {"firm": WHOLE_CITY}) == "一関市"
    assert applicant_name(schema(own=False), {"firm": WHOLE_CITY}) is None


def test_an_account_is_shown_whole_and_exported_part_by_part():
    asked = question("bank_account", code="refund", label="振込先")
    value = yucho("〇五八", "0001234")
    assert ACCOUNT.display(asked, value) == [
        "ゆうちょ銀行 〇五八",
        "普通 0001234",
        "イチノセキ　タロウ",
    ]
    assert [column.code for column in ACCOUNT.csv_columns(asked)][3] == "refund_account_number"
    assert ACCOUNT.csv_values(asked, value)[3] == "0001234"
    assert ACCOUNT.accept_json(asked, account(), context()) == account()


def test_an_account_says_where_the_numbers_of_the_post_bank_go():
    text = page_of(question("bank_account")).get_text()
    assert "支店名（ゆうちょ銀行は記号）" in text
    assert "口座番号（ゆうちょ銀行は番号）" in text
    assert "総合口座は「普通」を選んでください。" in text


def test_a_page_of_the_typist_may_be_filled_in_by_the_browser():
    assert page_of(question("url")).select_one("input")["autocomplete"] == "url"
    assert page_of(question("url", own=False)).select_one("input")["autocomplete"] == "off"
    assert page_of(question("url")).select_one("input")["inputmode"] == "url"


def test_an_address_that_grows_beyond_the_limit_is_sent_back():
    with pytest.raises(FieldError, match="500文字以内"):
        registry.get("url").clean(question("url"), {"": ["a.jp/" + "x" * 494]}, context())

"""Names, addresses, telephone numbers, addresses of mail."""

import pytest

from eforms.fields import registry
from eforms.fields.base import FieldError, View
from tests.eforms.fields.samples import context, question


def clean(asked, raw):
    return registry.get(asked.type).clean(asked, raw, context())


def refused(asked, raw):
    with pytest.raises(FieldError) as error:
        clean(asked, raw)
    return error.value


NAME = question("name", label="お名前")
FULL = {
    "family": ["髙橋"],
    "given": ["𠮷\U000e0100朗"],
    "family_kana": ["たかはし"],
    "given_kana": ["ﾖｼﾛｳ"],
}


def test_a_name_keeps_its_characters_and_its_reading_becomes_katakana():
    value = clean(NAME, FULL)
    assert value == {
        "family": "髙橋",
        "given": "𠮷\U000e0100朗",
        "family_kana": "タカハシ",
        "given_kana": "ヨシロウ",
    }
    assert registry.get("name").display(NAME, value) == ["髙橋 𠮷\U000e0100朗", "タカハシ ヨシロウ"]


def test_compatibility_ideographs_of_a_name_survive():
    assert clean(NAME, FULL | {"family": ["\ufa19田"]})["family"] == "\ufa19田"


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        (["given"], "お名前の名を、「太郎」のように"),
        (["family_kana"], "お名前の姓のフリガナを、「イチノセキ」のように"),
        (["family_kana", "given_kana"], "お名前の姓のフリガナ・名のフリガナを"),
    ],
)
def test_missing_boxes_are_named_and_marked(left_out, words):
    error = refused(NAME, FULL | dict.fromkeys(left_out, [""]))
    assert words in error.message
    assert error.parts == tuple(left_out)


def test_somebody_with_one_name_says_so():
    raw = {"family": ["Suharto"], "family_kana": ["スハルト"], "one": ["1"]}
    value = clean(NAME, raw)
    assert (value["family"], value["given"]) == ("Suharto", "")
    page = registry.get("name").render(
        NAME, View("q-item", registry.get("name").raw_from_value(NAME, value))
    )
    assert "checked" in page
    assert "名がない方は" in refused(NAME, raw | {"one": []}).message


def test_a_form_may_ask_for_a_name_in_one_box():
    asked = question("name", label="お名前", single=True)
    value = clean(asked, {"family": ["一関　太郎"], "family_kana": ["いちのせき たろう"]})
    assert value["family"] == "一関　太郎"
    assert value["family_kana"] == "イチノセキ　タロウ"
    page = registry.get("name").render(asked, View("q-item", {}))
    assert page.count("<input") == 2
    assert 'autocomplete="name"' in page


def test_a_reading_in_kanji_is_sent_back():
    error = refused(NAME, FULL | {"given_kana": ["太郎"]})
    assert error.parts == ("given_kana",)
    assert "「タロウ」のようにカタカナで" in error.message


def test_name_boxes_carry_their_tokens():
    page = registry.get("name").render(NAME, View("q-item", {}))
    assert 'autocomplete="family-name"' in page
    assert 'autocomplete="given-name"' in page
    other = registry.get("name").render(question("name", own=False), View("q-item", {}))
    assert "family-name" not in other
    assert 'spellcheck="false"' in other


HOME = question("address", label="住所")
PLACE = {
    "postal_code": ["021-8501"],
    "prefecture": ["岩手県"],
    "city": ["一関市"],
    "town": ["竹山町"],
    "street": ["7-2"],
    "building": [""],
}


@pytest.mark.parametrize(
    "typed", ["021-8501", "0218501", "０２１－８５０１", "〒021-8501", "021 8501", "021ー8501"]
)
def test_postal_codes_in_every_way(typed):
    assert clean(HOME, PLACE | {"postal_code": [typed]})["postal_code"] == "0218501"


def test_an_address_is_shown_with_its_hyphen():
    value = clean(HOME, PLACE | {"building": ["竹山ハイツ201"]})
    assert registry.get("address").display(HOME, value) == [
        "〒021-8501",
        "岩手県一関市竹山町7-2",
        "竹山ハイツ201",
    ]


def test_streets_stay_as_typed():
    assert clean(HOME, PLACE | {"street": ["７番２号－Ａ"]})["street"] == "７番２号－Ａ"


@pytest.mark.parametrize(
    ("change", "parts", "words"),
    [
        ({"prefecture": [""]}, ("prefecture",), "住所の都道府県を選んでください。"),
        ({"prefecture": ["岩手"]}, ("prefecture",), "一覧から選んで"),
        ({"city": [""]}, ("city",), "住所の市区町村を、「一関市」のように"),
        ({"street": [""]}, ("street",), "住所の番地を、「7-2」のように"),
        ({"postal_code": ["12345"]}, ("postal_code",), "「021-8501」のように7けた"),
    ],
)
def test_parts_of_an_address_at_fault(change, parts, words):
    error = refused(HOME, PLACE | change)
    assert error.parts == parts
    assert words in error.message


def test_a_house_number_may_stand_with_the_town():
    value = clean(HOME, PLACE | {"town": ["霞が関1-2-3"], "street": [""]})
    assert value["street"] == ""


def test_all_prefectures_are_offered_and_the_chosen_one_is_selected():
    page = registry.get("address").render(HOME, View("q-item", PLACE))
    assert page.count("<option") == 48
    assert page.count(" selected>") == 1
    assert "<option selected>岩手県" in page
    for token in ("postal-code", "address-level1", "address-level2", "address-line1"):
        assert f'autocomplete="{token}"' in page


PHONE = question("phone", label="電話番号")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0191-21-2111", "0191-21-2111"),
        ("0191212111", "0191212111"),
        ("０１９１ー２１ー２１１１", "0191-21-2111"),
        ("0191(21)2111", "0191-21-2111"),
        ("（0191）21－2111", "0191-21-2111"),
        ("0191 21 2111", "0191-21-2111"),
        ("090−1234−5678", "090-1234-5678"),
        ("+81 90-1234-5678", "090-1234-5678"),
        ("+81-191-21-2111", "0191-21-2111"),
    ],
)
def test_phones_in_every_way(typed, kept):
    assert clean(PHONE, {"": [typed]}) == kept


@pytest.mark.parametrize("typed", ["21-2111", "090-1234-56789", "1912121110", "でんわ", "---"])
def test_what_is_no_phone_is_sent_back_with_an_example(typed):
    assert "「0191-21-2111」のように" in refused(PHONE, {"": [typed]}).message


MAIL = question("email", label="メールアドレス")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("taro@example.jp", "taro@example.jp"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"),
        (" taro@example.jp\n", "taro@example.jp"),
        ("a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"),
        ("a~b+c@example.co.jp", "a~b+c@example.co.jp"),
        (f"{'a' * 60}@{'b' * 63}.{'c' * 63}.{'d' * 60}.jp", None),
    ],
)
def test_addresses_of_mail(typed, kept):
    assert clean(MAIL, {"": [typed]}) == (kept or typed)


@pytest.mark.parametrize(
    "typed", ["taro", "taro@example", "@example.jp", "ta ro@@example.jp", "太郎@example.jp"]
)
def test_what_is_no_address_is_sent_back_with_an_example(typed):
    assert "「@」" in refused(MAIL, {"": [typed]}).message


def test_a_mail_input_takes_254_characters_and_shows_many():
    page = registry.get("email").render(MAIL, View("q-item", {}))
    assert "maxlength" not in page
    assert "input--full" in page
    assert 'autocomplete="email"' in page
    assert 'spellcheck="false"' in page

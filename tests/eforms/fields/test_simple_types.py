"""Texts, numbers, choices, consents: what is taken, and what is told."""

import pytest

from eforms.fields import registry
from eforms.fields.base import FieldError, View
from tests.eforms.fields.samples import CHOICES, context, question


def clean(asked, *typed):
    return registry.get(asked.type).clean(asked, {"": list(typed)}, context())


def refused(asked, *typed):
    with pytest.raises(FieldError) as error:
        clean(asked, *typed)
    return error.value.message


COPIES = question("integer", label="通数", minimum=1, maximum=10, unit="通")


@pytest.mark.parametrize("typed", ["3", "３", " 3通 ", "３　通", "+3", "3,", "0003"])
def test_numbers_in_every_way(typed):
    assert clean(COPIES, typed) == 3


def test_numbers_with_thousands_and_signs():
    assert clean(question("integer"), "１，２００") == 1200
    assert clean(question("integer"), "−5") == -5


def test_a_number_out_of_range_or_no_number():
    assert refused(COPIES, "11") == "通数は、1から10までの数を入力してください。いまは11通です。"
    assert refused(COPIES, "三つ") == "通数は、「1」のように数字だけで入力してください。"
    assert "0以上の数" in refused(question("integer", minimum=0), "-1")
    assert "5以下の数" in refused(question("integer", maximum=5), "6")
    assert "数字だけ" in refused(question("integer"), "9" * 16)


def test_a_number_is_shown_with_its_unit_and_exported_bare():
    kind = registry.get("integer")
    asked = question("integer", unit="円")
    assert kind.display(asked, 1200) == ["1,200円"]
    assert kind.csv_values(asked, 1200) == ["1200"]


def test_zero_is_an_answer():
    assert clean(question("integer"), "0") == 0
    assert not registry.get("integer").is_empty(0)
    assert registry.get("integer").accept_json(question("integer"), 0, context()) == 0


def test_no_is_an_answer():
    asked = question("yes_no")
    assert clean(asked, "no") is False
    assert not registry.get("yes_no").is_empty(False)
    assert registry.get("yes_no").accept_json(asked, False, context(required=True)) is False


def test_a_forged_choice_is_refused():
    for kind in ("choice", "choices"):
        asked = question(kind, label="範囲", **CHOICES)
        assert refused(asked, "c9") == "範囲を、表示されている中から選んでください。"
    assert refused(question("yes_no"), "perhaps").endswith("選んでください。")


def test_choices_come_once_and_in_the_order_of_the_form():
    asked = question("choices", **CHOICES)
    assert clean(asked, "c2", "c1", "c2", "") == ["c1", "c2"]


def test_how_many_choices_may_be_taken():
    three = [{"id": str(n), "label": f"{n}番"} for n in range(3)]
    asked = question("choices", label="項目", choices=three, minimum=2, maximum=2)
    assert refused(asked, "0") == "項目を、2つ以上選んでください。いまは1つです。"
    assert "2つまで" in refused(asked, "0", "1", "2")
    assert clean(asked, "0", "2") == ["0", "2"]
    assert registry.get("choices").hint(asked) == "2つ選べます。"


def test_programs_name_choices_by_id_or_code():
    options = {"choices": [{"id": "u-1", "label": "窓口", "code": "counter"}]}
    one, several = question("choice", **options), question("choices", **options)
    for given in ("u-1", "counter"):
        assert registry.get("choice").accept_json(one, given, context()) == "u-1"
        assert registry.get("choices").accept_json(several, [given], context()) == ["u-1"]
    with pytest.raises(FieldError):
        registry.get("choice").accept_json(one, "窓口", context())


def test_a_list_selects_what_was_chosen():
    asked = question("choice", **CHOICES, **{"as": "list"})
    page = registry.get("choice").render(asked, View("q-item", {"": ["c2"]}))
    assert '<option value="c2" selected>' in page
    assert page.count(" selected") == 1


def test_consent_needs_the_check_even_when_the_editor_forgot():
    asked = question("consent", label="内容の確認", statement="事実のとおりです。")
    assert refused(asked, "") == "「内容の確認」を読んで、よろしければチェックを入れてください。"
    assert clean(asked, "yes") is True
    for value in (False, "yes", 1):
        with pytest.raises(FieldError):
            registry.get("consent").accept_json(asked, value, context())


def test_labels_that_are_sentences_stand_in_brackets():
    asked = question("yes_no", label="海外へ引っ越しますか")
    assert refused(asked, "x") == (
        "「海外へ引っ越しますか」の答えを、「はい」「いいえ」から選んでください。"
    )


def test_text_keeps_its_lines_and_shows_them():
    asked = question("long_text")
    assert clean(asked, "一\r\n二\n") == "一\n二"
    assert registry.get("long_text").display(asked, "一\n二") == ["一", "二"]
    assert clean(question("short_text"), "一\r\n二") == "一 二"


def test_too_long_a_text_tells_both_numbers():
    asked = question("short_text", label="提出先", max_length=5)
    assert refused(asked, "あいうえおか") == (
        "提出先は、5文字以内で入力してください。いまは6文字です。"
    )


def test_static_text_asks_nothing():
    asked = question("static_text", label="ご案内", text="<p><b>太字</b></p>")
    kind = registry.get("static_text")
    page = kind.render(asked, View("q-item", {}))
    assert "<p><b>太字</b></p>" in page
    assert "<h2" in page
    assert "<input" not in page
    assert kind.clean(asked, {"": ["x"]}, context(required=False)) is None

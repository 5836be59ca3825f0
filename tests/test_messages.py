"""What citizens read says what is wrong and how to put it right, in words that help.

The catalogue is collected from the code (``tests.messages``), so a new text is under these rules
from its first day.
"""

import re

import pytest

from tests.messages import GAP, refusals, texts


# They blame, frighten or say nothing (citizen-journey.md, point 21), in the city's language.
UNHELPFUL = re.compile(
    "無効|不正|不備|正しくありません|誤りがあります|エラーが発生|エラーです|必須です|必須項目"
    "|失敗しました|下さい|申し訳|恐れ入りますが|入力エラー"
)
# How to put it right: something one can do.
WAY_OUT = re.compile("ください|できます|申請できます|お待ち")
# The beginning of a sentence that calls the field, by its label or in plain words.
NAMES = re.compile(f"{re.escape(GAP)}|[「一-龠ァ-ヶー]+[」]?[をがはにの]|2つのパスワード")
# Said about no field: the person is told what to do next.
FOR_EDITORS = re.compile(r"^「(今日|今月|9:00)」か")


def test_the_catalogue_sees_the_rooms():
    places = {text.place.split(":")[0] for text in texts()}
    for expected in (
        "eforms/fields/date.py",
        "eforms/filling/views/begin.py",
        "eforms/applications/wording.py",
        "site/accounts/forms.py",
        "templates/eforms/filling/check.html",
        "templates/eforms/applications/withdraw.html",
        "static/js/form-rows.js",
    ):
        assert expected in places
    assert len(texts()) > 1000
    assert len(refusals()) > 80


@pytest.mark.parametrize(
    ("words", "found"),
    [("お名前が不正です。", True), ("入力して下さい。", True), ("入力してください。", False)],
)
def test_the_list_of_unhelpful_words_works(words, found):
    assert bool(UNHELPFUL.search(words)) is found


def test_no_text_uses_unhelpful_words():
    assert [text for text in texts() if UNHELPFUL.search(text.words)] == []


def test_every_refusal_says_how_to_put_it_right():
    """One that ends with a hint of its own (GAP) is judged where the hint is made."""
    silent = [
        text
        for text in refusals()
        if not WAY_OUT.search(text.words) and not text.words.endswith(GAP)
    ]
    assert silent == []


def test_every_refusal_names_what_it_is_about():
    nameless = [
        text
        for text in refusals()
        if not NAMES.search(text.words) and not FOR_EDITORS.search(text.words)
    ]
    assert nameless == []

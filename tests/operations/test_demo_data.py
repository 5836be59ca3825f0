"""The demo city's files by themselves: whole, consistent, and in words everyone understands."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from eforms.engine.rules import OPERATORS
from operations.demo import data


FORMS = {form["code"]: form for form in data.forms()}
GUIDES = {guide["slug"]: guide for guide in data.guides()}
# The specification's ten entries; 戸籍の附票 and 除票 are one entry and two forms.
PROCEDURES = {
    "juminhyo", "inkan", "tenshutsu", "koseki", "joseki", "fuhyo", "johyo",
    "nozei", "shotoku", "kazei", "hyoka",
}  # fmt: skip
# One of the many that went on paper before; open to groups.
PAPER_PROCEDURE = "shien-center"
TYPES = {
    "short_text", "long_text", "integer", "date", "yes_no", "choice", "choices", "email", "phone",
    "name", "address", "attachment", "fiscal_year", "consent", "static_text", "group",
}  # fmt: skip
BANNED = re.compile(
    "不正|無効|エラー|必須|下さい|御|頂|致|貴社|弊|該当しない場合|入力値|フォーム|ください！"
)
EMPTY_OPS = {"empty", "not_empty"}

each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
each_guide = pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)


def items(form: dict) -> Iterator[tuple[dict, dict, dict | None]]:
    """Yield (section, item, group) in reading order, a group before its questions."""
    for section in form["sections"]:
        for item in section["items"]:
            yield section, item, None
            for inner in item.get("items", ()):
                yield section, inner, item


def conditions(rule: Any) -> Iterator[dict]:
    if rule is None:
        return
    if "question" in rule:
        yield rule
        return
    assert len(rule) == 1
    for part in next(iter(rule.values())):
        yield from conditions(part)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def label_of(choice: Any) -> str:
    return choice["label"] if isinstance(choice, dict) else choice


def test_every_procedure_of_the_specification_has_a_form_and_a_guide():
    assert set(FORMS) == PROCEDURES | {PAPER_PROCEDURE}
    assert {guide["form"] for guide in GUIDES.values()} == set(FORMS)


def test_every_department_has_something_to_review():
    holding = {form["organisation"] for form in FORMS.values()}

    assert holding == {part["code"] for part in data.city()["organisations"]}


@each_form
def test_codes_are_unique_and_types_known(form):
    codes = [item["code"] for _, item, _ in items(form)]
    codes += [section["code"] for section in form["sections"]]
    pages = {section["code"] for section in form["sections"]}

    assert len(codes) - len(pages) == len({item["code"] for _, item, _ in items(form)})
    assert len(pages) == len(form["sections"])
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", code) for code in codes)
    assert {item["type"] for _, item, _ in items(form)} <= TYPES


@each_form
def test_how_many_rows_there_may_be_is_said_once(form):
    groups = [item for _, item, _ in items(form) if item["type"] == "group"]
    assert not [item["code"] for item in groups if "まで入力できます" in item.get("help", "")]


@each_form
def test_rules_ask_only_earlier_questions_for_answers_they_can_have(form):
    seen: dict[str, tuple[dict, dict | None]] = {}
    for section in form["sections"]:
        check_rule(section.get("show"), seen, form, None)
        for item in section["items"]:
            check_rule(item.get("show"), seen, form, None)
            check_rule(item.get("require"), seen, form, None)
            for inner in item.get("items", ()):
                check_rule(inner.get("show"), seen, form, item)
                check_rule(inner.get("require"), seen, form, item)
                seen[inner["code"]] = (inner, item)
            seen[item["code"]] = (item, None)


def check_rule(rule: Any, seen: dict, form: dict, group: dict | None) -> None:
    for condition in conditions(rule):
        assert condition["op"] in OPERATORS
        assert ("value" in condition) != (condition["op"] in EMPTY_OPS)
        if condition["question"] == "@applicant_kind":
            assert condition["value"] in form["for"]
            continue
        assert condition["question"] in seen, f"{condition} asks for a later question"
        asked, home = seen[condition["question"]]
        # A question of a repeated group has an answer inside its own row only.
        assert home is None or home is group
        if asked["type"] in ("choice", "choices") and "value" in condition:
            values = condition["value"]
            labels = {label_of(choice) for choice in asked["choices"]}
            assert set(values if isinstance(values, list) else [values]) <= labels
        if asked["type"] == "yes_no" and "value" in condition:
            assert isinstance(condition["value"], bool)


@each_form
def test_questions_are_complete(form):
    for section, item, _ in items(form):
        where = f"{section['code']}.{item['code']}"
        if item["type"] == "static_text":
            assert item["text"].startswith("<p>"), where
            continue
        assert item["label"] and len(item["label"]) <= 40, where
        if item["type"] in ("choice", "choices"):
            labels = [label_of(choice) for choice in item["choices"]]
            assert len(labels) == len(set(labels)) >= 2, where
        if item["type"] == "attachment":
            assert item["help"], where
            assert item["extensions"] and 1 <= item["max_mb"] <= 10, where
            assert 1 <= item["max_files"] <= 10, where
        if item["type"] == "group":
            assert 1 <= item["minimum"] <= item["maximum"] and item["row_title"], where
        if item["type"] == "consent":
            assert item["required"] and item["statement"], where


@each_form
def test_the_way_through_a_form_is_the_same_everywhere(form):
    titles = [section["title"] for section in form["sections"]]

    assert titles[0] == "申請する方" and titles[-1] == "確認"
    assert len(titles) == len(set(titles))
    consents = {i["code"] for i in form["sections"][-1]["items"] if i["type"] == "consent"}
    assert consents == {"truth_consent", "privacy_consent"}
    if form["code"] not in ("tenshutsu", PAPER_PROCEDURE):
        assert titles[-3:-1] == ["使いみち", "受け取り方法"]
        assert "必要な証明書" in titles


@each_form
def test_head_of_a_form_says_what_it_costs_takes_and_whom_to_ask(form):
    organisations = {part["code"] for part in data.city()["organisations"]}

    assert form["organisation"] in organisations
    assert "円" in form["fee_text"] or form["fee_text"] == "無料"
    assert len(form["fee_text"]) <= 200 and len(form["processing_text"]) <= 100
    assert form["contact_name"] and form["contact_phone"] == "0191-21-2111"
    assert form["documents"] and form["next_steps"] and form["summary"]
    assert set(form["for"]) <= {"individual", "corporation", "organization"}


def test_procedures_companies_and_groups_need_are_open_to_them():
    def open_to(kind: str) -> set[str]:
        return {code for code, form in FORMS.items() if kind in form["for"]}

    assert open_to("corporation") == {"nozei", "hyoka"}
    assert open_to("organization") == {PAPER_PROCEDURE}


@each_form
def test_browsers_offer_saved_data_only_for_the_person_who_types(form):
    mine = {"applicant", "applicant_address", "phone", "contact_phone", "contact_after_move"}
    mine.add("old_address")
    for _, item, _ in items(form):
        if item["type"] in ("name", "address", "phone", "email"):
            assert (item["code"] in mine) == item.get("own", True), item["code"]


@each_form
def test_nobody_is_asked_for_what_the_law_or_the_city_already_knows(form):
    labels = " ".join(item.get("label", "") for _, item, _ in items(form))

    assert "メールアドレス" not in labels  # known from the account or the confirmed address
    assert not re.search("マイナンバーを入力|個人番号を入力", " ".join(texts(form)))


@each_form
def test_texts_promise_nothing_that_is_not_there(form):
    words = " ".join(texts(form))

    assert not re.search("電子署名|クレジット|カード決済|オンラインで支払", words)


@pytest.mark.parametrize("document", [*FORMS.values(), *GUIDES.values()], ids=lambda d: d["title"])
def test_words_are_plain_and_polite(document):
    for text in texts(document):
        assert not BANNED.search(text), text
        for sentence in re.split("。|<[^>]+>", text):
            assert len(sentence) <= 80, f"too long to read: {sentence}"
            # Three katakana words in a row or a long run of kanji lose the reader.
            assert not re.search("[一-龥]{11,}", sentence), sentence


@each_form
def test_hard_words_are_explained_where_they_are_asked(form):
    hints = {
        "本籍": "戸籍が置かれている場所",
        "筆頭者のお名前": "戸籍の最初に書かれている方",
        "年度": "年度",
        "続柄": "関係",
    }
    for _, item, _ in items(form):
        for word, explanation in hints.items():
            label = item.get("label", "")
            if label == word or (word == "続柄" and label.endswith(word)):
                assert explanation in item["help"], (label, item.get("help"))


@each_guide
def test_guide_is_whole_and_fits_its_page(guide):
    city = data.city()
    form = FORMS[guide["form"]]

    assert [guide["slug"] in part["guides"] for part in city["categories"]].count(True) == 1
    assert guide["office"] == form["organisation"]
    assert guide["fee"] == form["fee_text"]
    assert guide["processing"] == form["processing_text"]
    assert len(guide["summary"]) <= 200 and len(guide["fee"]) <= 200
    for name in ("who", "documents", "details", "other_ways"):
        assert guide[name].startswith("<"), name
    assert "窓口" in guide["other_ways"] and "郵送" in guide["other_ways"]


def test_city_has_the_sign_ins_others_rely_on():
    city = data.city()
    codes = {part["code"] for part in city["organisations"]}
    staff = {person["email"]: person for person in city["staff"]}

    assert city["password"] == "madoguchi-demo"
    assert city["citizen"]["email"] == "citizen@example.jp"
    assert {f"{name}@example.jp" for name in ("admin", "editor", "shimin", "zeimu")} <= set(staff)
    reviewers = {p["organisation"] for p in staff.values() if p["role"] == "reviewer"}
    assert reviewers == codes
    assert all(len(part["phone"]) <= 20 for part in city["organisations"])

"""A page of answers: what is read, refused, hidden, kept."""

import pytest

from eforms.engine.journey import Journey
from eforms.fields import processing
from eforms.fields.processing import process_section, process_values, recheck
from tests.eforms.engine.builders import equals, form, group, question, section
from tests.eforms.fields.samples import MemoryStore, files, post, upload


CHOICE = {"choices": [{"id": "all", "label": "全員"}, {"id": "some", "label": "一部"}]}


def send(schema, values=None, *, answers=None, number=0, uploads=None, store=None):
    return process_section(
        schema,
        schema.sections[number],
        post(values or {}),
        uploads,
        answers or {},
        "individual",
        store or MemoryStore(),
    )


def told(result):
    return [(error.anchor, error.message) for error in result.errors]


BRANCH = form(
    section(
        "one",
        question("scope", "choice", required=True, **CHOICE),
        question("reason", required=True, show=equals("scope", "some")),
        question("note"),
    ),
    section("two", question("more", show=equals("scope", "some"))),
)


def test_every_visible_question_is_in_the_answers():
    result = send(BRANCH, {"q-scope": "all"})
    assert result.errors == []
    assert result.answers == {"scope": "all", "note": None}


def test_hidden_questions_are_neither_required_nor_stored():
    result = send(BRANCH, {"q-scope": "all", "q-reason": "書いてみた"})
    assert result.errors == []
    assert "reason" not in result.answers
    assert "q-reason" not in result.unchecked


def test_what_becomes_visible_on_the_page_is_required_at_once():
    result = send(BRANCH, {"q-scope": "some"})
    assert told(result) == [("q-reason", "reasonの質問を入力してください。")]
    assert result.answers == {"scope": "some", "reason": None, "note": None}


def test_answers_of_pages_that_are_hidden_now_go():
    before = {"scope": "some", "reason": "x", "more": "y", "note": None}
    assert send(BRANCH, {"q-scope": "all"}, answers=before).answers == {
        "scope": "all",
        "note": None,
    }
    kept = send(BRANCH, {"q-scope": "some", "q-reason": "z"}, answers=before).answers
    assert kept["more"] == "y"


def test_unknown_inputs_are_ignored():
    result = send(BRANCH, {"q-scope": "all", "q-other": "x", "scope": "y", "csrf": "z"})
    assert set(result.answers) == {"scope", "note"}
    assert set(result.unchecked) == {"q-scope"}


def test_errors_come_in_reading_order_and_say_where():
    schema = form(
        section(
            "s",
            question("who", "name", required=True),
            question("born", "date", required=True),
            question("mail", "email"),
        )
    )
    result = send(schema, {"q-born-year": "2025", "q-mail": "nobody"})
    assert [error.question_id for error in result.errors] == ["who", "born", "mail"]
    assert [error.anchor for error in result.errors] == ["q-who-family", "q-born-month", "q-mail"]
    assert result.errors[1].parts == ("month", "day")
    assert result.answers == {"who": None, "born": None, "mail": None}
    assert result.unchecked == {"q-born-year": ["2025"], "q-mail": ["nobody"]}


def test_a_question_may_become_required_by_a_rule():
    schema = form(
        section(
            "s",
            question("abroad", "yes_no", required=True),
            question("country", require=equals("abroad", True)),
        )
    )
    assert [e.question_id for e in send(schema, {"q-abroad": "yes"}).errors] == ["country"]
    assert send(schema, {"q-abroad": "no"}).errors == []


PEOPLE = form(
    section(
        "s",
        question("scope", "choice", required=True, **CHOICE),
        group(
            "people",
            question("who", required=True),
            question("child", "yes_no"),
            question("school", required=True, show=equals("child", True)),
            minimum=1,
            maximum=3,
            show=equals("scope", "some"),
        ),
    )
)


def rows(*names, **more):
    values = {"q-scope": "some", "rows-people": [f"r{n}" for n, _ in enumerate(names, 1)]}
    values |= {f"g-people-r{n}-who": name for n, name in enumerate(names, 1)}
    return values | more


def test_rows_keep_order_and_ids():
    values = rows("一郎", "二郎") | {"rows-people": ["r2", "r1"]}
    people = send(PEOPLE, values).answers["people"]
    assert [(row["_row"], row["who"]) for row in people] == [("r2", "二郎"), ("r1", "一郎")]


def test_rules_of_a_row_look_at_their_own_row():
    values = rows("一郎", "二郎") | {"g-people-r2-child": "yes", "g-people-r1-school": "隠れた校"}
    result = send(PEOPLE, values)
    assert told(result) == [("g-people-r2-school", "schoolの質問を入力してください。")]
    assert result.errors[0].row_id == "r2"
    assert "school" not in result.answers["people"][0]


def test_a_group_has_the_rows_it_needs_even_when_none_were_sent():
    result = send(PEOPLE, {"q-scope": "some"})
    assert told(result) == [("g-people-r1-who", "whoの質問を入力してください。")]
    assert result.unchecked["rows-people"] == ["r1"]


def test_rows_added_and_left_blank_are_dropped():
    result = send(PEOPLE, rows("一郎", "", ""))
    assert result.errors == []
    assert [row["_row"] for row in result.answers["people"]] == ["r1"]


def test_a_row_with_something_in_it_is_not_dropped():
    result = send(PEOPLE, rows("一郎", "", **{"g-people-r2-child": "no"}))
    assert told(result) == [("g-people-r2-who", "whoの質問を入力してください。")]


def test_more_rows_than_allowed_are_sent_back():
    result = send(PEOPLE, rows("一", "二", "三", "四"))
    assert told(result) == [("g-people", "peopleの一覧は3件までにしてください。いまは4件です。")]


def test_strange_row_ids_are_not_read():
    values = rows("一郎") | {"rows-people": ["r1", "r1", "../x", "R9", "", "a" * 99]}
    assert [row["_row"] for row in send(PEOPLE, values).answers["people"]] == ["r1"]


def test_a_hidden_group_is_not_stored():
    result = send(PEOPLE, rows("一郎") | {"q-scope": "all"})
    assert result.errors == []
    assert "people" not in result.answers


PAPERS = form(
    section(
        "s",
        question("has", "yes_no", required=True),
        question("paper", "attachment", required=True, show=equals("has", True), max_files=2),
        question("why", required=True, show={"all": [{"ref": "paper", "op": "empty"}]}),
    )
)


def test_files_are_saved_only_when_their_question_is_visible():
    store = MemoryStore()
    send(PAPERS, {"q-has": "no"}, uploads=files(paper=[upload("a.pdf")]), store=store)
    assert store.saved == []
    result = send(PAPERS, {"q-has": "yes"}, uploads=files(paper=[upload("a.pdf")]), store=store)
    assert [name for _, _, name in store.saved] == ["a.pdf"]
    assert result.errors == []
    assert result.answers["paper"][0]["name"] == "a.pdf"
    assert "why" not in result.answers


def test_a_saved_file_is_kept_when_the_page_comes_back():
    store = MemoryStore()
    upload_pair = files(paper=[upload("a.pdf"), upload("b.exe")])
    result = send(PAPERS, {"q-has": "yes"}, uploads=upload_pair, store=store)
    assert [error.question_id for error in result.errors] == ["paper"]
    (kept,) = result.unchecked["q-paper-kept"]
    again = send(PAPERS, {"q-has": "yes", "q-paper-kept": kept}, store=store)
    assert again.errors == []
    assert again.answers["paper"][0]["name"] == "a.pdf"


def test_a_refused_file_opens_what_depends_on_it():
    result = send(PAPERS, {"q-has": "yes"}, uploads=files(paper=[upload("b.exe")]))
    assert [error.question_id for error in result.errors] == ["paper", "why"]


def test_programs_send_values_by_code():
    values = {"scope": "some", "people": [{"who": "一郎", "child": False}]}
    result = process_values(PEOPLE, PEOPLE.sections[0], values, {}, "individual", MemoryStore())
    assert result.errors == []
    assert result.answers == {
        "scope": "some",
        "people": [{"_row": "r1", "who": "一郎", "child": False}],
    }


@pytest.mark.parametrize("people", ["一郎", ["一郎"], {"who": "一郎"}, 3])
def test_rows_of_another_shape_are_refused(people):
    values = {"scope": "some", "people": people}
    result = process_values(PEOPLE, PEOPLE.sections[0], values, {}, "individual", MemoryStore())
    assert "配列で指定してください。" in result.errors[0].message


def test_programs_are_told_of_missing_rows_and_answers():
    page = PEOPLE.sections[0]
    for people, words in (([], "1件以上"), ([{}], "whoの質問を入力してください。")):
        values = {"scope": "some", "people": people}
        result = process_values(PEOPLE, page, values, {}, "individual", MemoryStore())
        assert words in result.errors[0].message
    assert process_values(PEOPLE, page, [], {}, "individual", MemoryStore()).errors


def test_what_was_stored_is_checked_again_before_it_is_sent():
    good = {"scope": "some", "people": [{"_row": "r1", "who": "一郎", "child": None}]}
    assert recheck(PEOPLE, good, "individual", MemoryStore()) == []
    forged = {"scope": "some", "people": [{"_row": "r1", "who": 5, "child": None}]}
    (error,) = recheck(PEOPLE, forged, "individual", MemoryStore())
    assert (error.anchor, error.row_id) == ("g-people-r1-who", "r1")
    unseen = recheck(PEOPLE, {"scope": "some", "people": [{"_row": "r1", "who": "一"}]}, "x", None)
    assert [e.anchor for e in unseen] == ["g-people-r1-child"]
    assert [e.question_id for e in recheck(PEOPLE, {"scope": "some"}, "x", None)] == ["people"]
    assert [e.question_id for e in recheck(BRANCH, {}, "x", None)] == ["scope", "note"]


def test_recheck_finds_files_that_are_gone():
    stored = {"has": True, "paper": [{"id": "gone", "name": "a.pdf", "size": 1}]}
    (error, *_) = recheck(PAPERS, stored, "individual", MemoryStore())
    assert error.question_id == "paper"


def test_what_was_accepted_passes_again_and_fills_the_journey():
    result = send(PEOPLE, rows("一郎", "二郎", **{"g-people-r1-child": "no"}))
    assert recheck(PEOPLE, result.answers, "individual", MemoryStore()) == []
    assert Journey(PEOPLE, result.answers, "individual").complete


def test_far_too_long_a_text_is_refused_and_not_kept_whole():
    schema = form(section("s", question("a", "long_text", max_length=10)))
    result = send(schema, {"q-a": "あ" * 200_000})
    assert "10文字以内" in result.errors[0].message
    assert len(result.unchecked["q-a"][0]) == processing.KEPT_CHARACTERS

"""Answers as people read them."""

from eforms.engine.journey import Journey
from eforms.fields.display import NOT_GIVEN, applicant_name, as_text, summary
from tests.eforms.engine.builders import equals, form, group, question, section


SCHEMA = form(
    section(
        "one",
        question("guide", "static_text", text="<p>案内</p>"),
        question("who", "name", required=True),
        question("hidden", show=equals("note", "x")),
        question("note"),
    ),
    section(
        "two",
        group("people", question("name", "name"), question("born", "date")),
        question("papers", "attachment"),
    ),
    section("three", question("never", "static_text", text="<p>読むだけ</p>")),
)
NAME = {"family": "𠮷田", "given": "太郎", "family_kana": "ヨシダ", "given_kana": "タロウ"}
FILE = {"id": "i", "name": "委任状.pdf", "size": 2048, "content_type": "application/pdf"}


def read(answers):
    return summary(SCHEMA, Journey(SCHEMA, answers, "individual"))


def test_only_visible_questions_and_skipped_ones_say_so():
    first, second = read({"who": NAME, "note": None, "hidden": "古い答え"})
    assert [(row.question_id, row.lines) for row in first.rows] == [
        ("who", ["𠮷田 太郎", "ヨシダ タロウ"]),
        ("note", [NOT_GIVEN]),
    ]
    assert [row.has_answer for row in first.rows] == [True, False]
    assert [row.question_id for row in second.rows] == ["people", "papers"]
    assert second.rows[0].lines == [NOT_GIVEN]


def test_rows_have_their_titles_and_files_come_along():
    answers = {
        "people": [{"_row": "r1", "name": NAME, "born": "1980-04-01"}, {"_row": "r2"}],
        "papers": [FILE],
    }
    rows = read(answers)[1].rows
    assert [(row.row_title, row.row_id, row.question_id) for row in rows] == [
        ("人 1", "r1", "name"),
        ("人 1", "r1", "born"),
        ("人 2", "r2", "name"),
        ("人 2", "r2", "born"),
        ("", None, "papers"),
    ]
    assert rows[1].lines == ["昭和55年4月1日（1980年4月1日）"]
    assert rows[-1].files == [FILE]
    assert rows[-1].lines == ["委任状.pdf（2KB）"]


def test_plain_text_for_paper_and_mails():
    text = as_text(read({"who": NAME, "people": [{"_row": "r1", "born": "2025-04-01"}]}))
    assert "■ one\nwhoの質問：𠮷田 太郎\nヨシダ タロウ\nnoteの質問：回答なし" in text
    assert "［人 1］\nnameの質問：回答なし\nbornの質問：令和7年4月1日" in text


def test_who_applies():
    assert applicant_name(SCHEMA, {"who": NAME}) == "𠮷田 太郎"
    assert applicant_name(SCHEMA, {"who": None, "people": [{"_row": "r1", "name": NAME}]}) is None
    company = form(section("s", question("org_name"), question("contact", "name")))
    assert applicant_name(company, {"org_name": "一関商店", "contact": None}) == "一関商店"
    assert applicant_name(company, {"org_name": "一関商店", "contact": NAME}) == "𠮷田 太郎"
    assert applicant_name(company, {"org_name": "一関商店", "contact": NAME}, "corporation") == (
        "一関商店"
    )
    assert applicant_name(company, {"contact": NAME}, "organization") == "𠮷田 太郎"
    firm = form(section("s", question("contact", "name"), question("firm", "company")))
    answers = {"contact": NAME, "firm": {"name": "株式会社一関"}}
    assert applicant_name(firm, answers, "corporation") == "株式会社一関"
    assert applicant_name(firm, answers, "individual") == "𠮷田 太郎"

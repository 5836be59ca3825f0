"""A page as HTML."""

from bs4 import BeautifulSoup

from eforms.engine.journey import Journey
from eforms.fields.processing import process_section
from eforms.fields.rendering import render_section
from tests.eforms.engine.builders import equals, form, group, question, section
from tests.eforms.fields.samples import MemoryStore, every_question, post


CHOICE = {"choices": [{"id": "all", "label": "全員"}, {"id": "some", "label": "一部"}]}
SCHEMA = form(
    section(
        "s",
        question("scope", "choice", required=True, **CHOICE),
        question("reason", require=equals("scope", "some")),
        group(
            "people",
            question("who", "name", required=True),
            question("born", "date"),
            minimum=1,
            maximum=2,
            show=equals("scope", "some"),
        ),
    )
)
PAGE = SCHEMA.sections[0]


def render(answers=None, schema=SCHEMA, **values):
    journey = Journey(schema, answers or {}, "individual")
    html = render_section(schema, schema.sections[0], journey, **values)
    return BeautifulSoup(html, "html.parser")


def at(page, question):
    return page.select_one(f'[data-question="{question}"]')


def test_hidden_questions_are_there_and_hidden():
    page = render()
    assert at(page, "people").has_attr("hidden")
    assert not at(page, "scope").has_attr("hidden")
    assert not at(render({"scope": "some"}), "people").has_attr("hidden")


def test_the_first_rendering_has_the_rows_that_are_needed():
    page = render({"scope": "some"})
    assert [tag["value"] for tag in page.select('[name="rows-people"]')] == ["r1"]
    assert page.select_one("#g-people-r1-who-family")
    assert page.select_one('[name="add_row"]')["value"] == "people"
    assert not page.select('[name="remove_row"]')
    assert "2件まで入力できます（いま1件）。" in at(page, "people").get_text()


def test_rows_can_be_taken_out_down_to_the_number_that_is_needed():
    people = [{"_row": "r1"}, {"_row": "r4"}]
    page = render({"scope": "some", "people": people})
    assert [tag["value"] for tag in page.select('[name="remove_row"]')] == [
        "people:r1",
        "people:r4",
    ]
    assert not page.select('[name="add_row"]')
    assert [tag["data-row"] for tag in page.select(".group__row")] == ["r1", "r4"]
    assert [tag.legend.get_text() for tag in page.select(".group__row")] == ["人 1", "人 2"]


def test_a_rule_marks_a_question_as_required_both_ways_for_the_browser():
    for answers, required in (({"scope": "some"}, True), ({"scope": "all"}, False)):
        label = at(render(answers), "reason").select_one(".question__label")
        assert label.select_one("[data-when-required]").has_attr("hidden") != required
        assert label.select_one("[data-when-optional]").has_attr("hidden") == required
    assert not at(render(), "scope").select("[data-when-required]")


def test_a_page_with_errors_keeps_what_was_typed_and_shows_the_same_words_twice():
    data = post(
        {
            "q-scope": "some",
            "rows-people": ["r1", "r3"],
            "g-people-r1-who-family": "一関",
            "g-people-r3-born-year": "昭和65",
            "g-people-r3-born-month": "4",
            "g-people-r3-born-day": "1",
        }
    )
    result = process_section(SCHEMA, PAGE, data, None, {}, "individual", MemoryStore())
    page = render(unchecked=result.unchecked, errors=result.errors)

    assert not at(page, "people").has_attr("hidden")
    assert page.select_one("#g-people-r1-who-family")["value"] == "一関"
    assert page.select_one("#g-people-r3-born-year")["value"] == "昭和65"
    for error in result.errors:
        box = page.find(id=error.anchor)
        assert box["aria-invalid"] == "true"
        shown = page.find(id=box["aria-describedby"].split()[-1]).get_text()
        assert shown == f"エラー：{error.message}"
    born = at(page.select_one('[data-row="r3"]'), "born")
    assert [tag["id"][-4:] for tag in born.select("[aria-invalid]")] == ["year"]


def test_what_was_unticked_stays_unticked():
    schema = form(section("s", question("all", "choices", **CHOICE), question("note")))
    page = render({"all": ["all"]}, schema, unchecked={"q-note": ["x"]})
    assert not page.select("[checked]")
    assert len(render({"all": ["all"]}, schema).select("[checked]")) == 1


def test_enter_never_presses_a_button_that_removes():
    page = render({"scope": "some", "people": [{"_row": "r1"}, {"_row": "r2"}]})
    first = page.select_one('button[type="submit"]')
    assert (first["name"], first["value"], first["tabindex"]) == ("action", "next", "-1")
    plain = form(section("s", question("a")))
    assert not render({}, plain).select("button")


def test_a_group_error_is_tied_to_the_group():
    values = {"q-scope": "some", "rows-people": ["r1", "r2", "r3"]}
    values |= {f"g-people-r{n}-born-year": "1980" for n in (1, 2, 3)}
    result = process_section(SCHEMA, PAGE, post(values), None, {}, "individual", MemoryStore())
    page = render(unchecked=result.unchecked, errors=result.errors)
    assert page.select_one("#g-people")["aria-describedby"] == "g-people-help g-people-error"
    assert "2件まで" in page.select_one("#g-people-error").get_text()


def test_ids_are_unique_on_a_page_of_every_type():
    asked = [
        {**q.to_json(), "id": f"{name}", "code": f"c{i}"}
        for i, (name, q) in enumerate(every_question().items())
    ]
    schema = form(section("s", *asked, group("g", *[{**q, "id": f"g{q['id']}"} for q in asked])))
    page = render({"g": [{"_row": "r1"}, {"_row": "r2"}]}, schema)
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids)) > 150
    named = " ".join(tag["aria-describedby"] for tag in page.select("[aria-describedby]")).split()
    assert set(named) <= set(ids)

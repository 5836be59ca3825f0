"""Values nobody types: those that come with a link, those that are worked out."""

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

import pytest
from bs4 import BeautifulSoup

from eforms.engine.journey import Journey
from eforms.fields import registry
from eforms.fields.base import View
from eforms.fields.display import summary
from eforms.fields.hidden_value import given_value
from eforms.fields.processing import process_section
from eforms.fields.rendering import render_section
from tests.eforms.engine.builders import form, section
from tests.eforms.engine.builders import question as part
from tests.eforms.fields.samples import question


@pytest.mark.parametrize(
    ("options", "query", "value"),
    [
        ({"allowed": []}, "item=kouhou", "kouhou"),
        ({"allowed": []}, "item=%20広報%20", "広報"),
        ({"allowed": []}, "", None),
        ({"allowed": [], "default": "top"}, "", "top"),
        ({"allowed": [], "default": "top"}, "item=" + "x" * 201, "top"),
        ({"allowed": []}, "item=" + "x" * 200, "x" * 200),
        ({"allowed": ["a", "b"]}, "item=b", "b"),
        ({"allowed": ["a", "b"]}, "item=c", None),
        ({"allowed": ["a", "b"], "default": "a"}, "item=c", "a"),
        ({"allowed": [], "parameter": "src"}, "src=1&item=2", "1"),
        ({"allowed": []}, "item=%00a%0Ab", "a b"),
    ],
)
def test_what_a_link_gives(options, query, value):
    assert given_value(question("hidden_value", **options), QueryDict(query)) == value


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ({"parameter": "source"}, []),
        ({"parameter": "next"}, ["parameter"]),
        ({"parameter": "広報"}, ["parameter"]),
        ({"code": "next"}, ["parameter"]),
        ({"allowed": "a\nb", "default": "a"}, []),
        ({"allowed": "a\nb", "default": "c"}, ["default"]),
        ({"allowed": "x" * 201}, ["allowed"]),
    ],
)
def test_editors_are_told_what_a_link_cannot_give(value, wrong):
    found = registry.get("hidden_value").option_problems(value)
    assert [name for name, _message in found] == wrong


SCHEMA = form(
    section(
        "s",
        part("campaign", "hidden_value", allowed=[]),
        part("note"),
        part("total", "calculated", formula={"op": "sum", "of": [1]}, unit="円"),
    )
)


def test_a_page_neither_shows_nor_changes_what_a_link_gave():
    answers = {"campaign": "kouhou"}
    page = render_section(SCHEMA, SCHEMA.sections[0], Journey(SCHEMA, answers, "individual"))
    assert "campaign" not in page and "kouhou" not in page
    sent = QueryDict("q-campaign=forged&q-note=x&q-total=9")
    result = process_section(
        SCHEMA, SCHEMA.sections[0], sent, MultiValueDict(), answers, "individual", None
    )
    assert result.answers["campaign"] == "kouhou"
    assert result.answers["note"] == "x"
    assert result.answers.get("total") != 9
    assert result.errors == []


def test_people_see_what_came_with_the_link():
    journey = Journey(SCHEMA, {"campaign": "kouhou", "note": "x"}, "individual")
    rows = {row.question_id: row.lines for row in summary(SCHEMA, journey)[0].rows}
    assert rows["campaign"] == ["kouhou"]


def test_a_result_is_written_with_its_unit_and_decimals():
    kind = registry.get("calculated")
    yen = question("calculated", places=0, unit="円")
    assert kind.display(yen, 12000) == ["12,000円"]
    assert kind.csv_values(yen, 12000) == ["12000"]
    metres = question("calculated", places=2, unit="㎡")
    assert kind.display(metres, 1234.5) == ["1,234.50㎡"]
    assert kind.csv_values(metres, 0) == ["0.00"]
    page = BeautifulSoup(kind.render(yen, View("q-item", {"": [12000]})), "html.parser")
    output = page.find("output")
    assert output.get_text() == "12,000円"
    assert (output["data-calculated"], output["data-unit"]) == ("item", "円")
    assert page.find(id=output["aria-labelledby"]).get_text() == "確認すること"
    assert not page.select("input, select, textarea")
    empty = BeautifulSoup(kind.render(yen, View("q-item", {})), "html.parser")
    assert empty.find("output").get_text() == "—"


def test_a_number_for_rules_alone_is_not_shown_to_citizens():
    asked = question("calculated", hidden=True, places=0)
    assert registry.get("calculated").render(asked, View("q-item", {"": [3]})) == ""

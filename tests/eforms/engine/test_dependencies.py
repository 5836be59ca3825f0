"""Who asks for what, in which order things are decided, and what would run in a circle."""

import pytest

from eforms.engine import dependencies
from eforms.engine.dependencies import Use
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema, SchemaError
from tests.eforms.engine.builders import check, document, equals, form, group, question, section


def calculated(code, *of, **more):
    return question(code, "calculated", formula={"op": "sum", "of": list(of)}, **more)


FORM = form(
    section(
        "s1",
        question("a", show=equals("@applicant_kind", "individual")),
        question(
            "b",
            "choice",
            require=equals("a", "1"),
            choices=[
                {"id": "x", "label": "x"},
                {"id": "y", "label": "y", "show": equals("a", "1")},
            ],
        ),
        checks=[check("k", {"ref": "a", "op": "equals", "other": "b"}, "a")],
    ),
    section(
        "s2",
        group(
            "g",
            question("n", "integer", show=equals("b", "x")),
            calculated("line", "n", 5),
            checks=[check("kg", equals("a", "1"), "n")],
        ),
        calculated("total", "line"),
        show={"any_row": "g2", "rule": equals("ghost", 1)},
    ),
)


def test_the_places_that_ask_for_an_item_are_known():
    assert dependencies.dependents(FORM.sections, "a") == [
        Use("a", "s1", "check", "k"),
        Use("a", "b", "require"),
        Use("a", "b", "choice", "y"),
        Use("a", "g", "check", "kg"),
    ]
    assert dependencies.dependents(FORM.sections, "line") == [Use("line", "total", "formula")]
    assert dependencies.dependents(FORM.sections, "total") == []


def test_places_that_ask_for_what_is_not_there_are_found():
    unknown = dependencies.unknown(FORM.sections)
    assert unknown == [Use("g2", "s2", "show"), Use("ghost", "s2", "show")]


def test_everything_comes_after_what_it_depends_on():
    order = list(FORM.order)
    assert sorted(order) == ["a", "b", "g", "line", "n", "s1", "s2", "total"]
    for before, after in [("b", "n"), ("s2", "g"), ("g", "n"), ("n", "line"), ("line", "total")]:
        assert order.index(before) < order.index(after)


def test_what_stands_behind_a_calculation_is_found():
    items = {item.id: item for item in FORM.walk()}
    assert dependencies.behind(items, {"total"}) == {"total", "line", "n"}
    assert dependencies.behind(items, {"a", "ghost"}) == {"a", "ghost"}


ANY_ROW = {"any_row": "g", "rule": equals("n", 1)}
OWN = {"id": "x", "label": "x", "show": equals("q", "x")}
OTHER = {"ref": "x", "op": "equals", "other": "b"}


@pytest.mark.parametrize(
    ("circle", "parts"),
    [
        ({"a"}, [section("s", question("a", show=equals("a", 1)))]),
        (
            {"a", "b"},
            [section("s", question("a", show=equals("b", 1)), question("b", show=equals("a", 1)))],
        ),
        ({"s", "a"}, [section("s", question("a"), show=equals("a", 1))]),
        ({"g", "n"}, [section("s", group("g", question("n"), show=ANY_ROW))]),
        ({"c", "d"}, [section("s", calculated("c", "d"), calculated("d", "c"))]),
        ({"c", "a"}, [section("s", calculated("c", "a"), question("a", show=equals("c", 1)))]),
        (
            {"q"},
            [section("s", question("q", "choice", choices=[OWN]))],
        ),
        (
            {"a", "b"},
            [section("s", question("a", show=OTHER), question("b", show=equals("a", 1)))],
        ),
    ],
)
def test_circles_are_named_and_refused(circle, parts):
    doc = document(*parts)
    with pytest.raises(SchemaError, match="depends on itself"):
        FormSchema.from_json(doc)
    found = dependencies.circles(FormSchema.from_json(doc, whole=False).sections)
    assert circle in map(set, found)


def test_questions_may_be_required_by_turns():
    form(section("s", question("a", require=equals("b", 1)), question("b", require=equals("a", 1))))


def test_a_long_chain_is_decided_from_its_end():
    chain = [question("q0", "integer")]
    chain += [question(f"q{n}", "integer", show=equals(f"q{n - 1}", 1)) for n in range(1, 600)]
    sums = [calculated("c0", "q0")] + [calculated(f"c{n}", f"c{n - 1}", 1) for n in range(1, 600)]
    schema = form(section("s", *reversed(chain), *reversed(sums)))
    answers = {f"q{n}": 1 for n in range(600)}
    journey = Journey(schema, answers, "individual")
    assert journey.is_visible("q599")
    assert journey.answer("c599") == 600
    assert not Journey(schema, answers | {"q7": 0}, "individual").is_visible("q599")


def test_a_long_chain_of_choices_is_decided_from_its_end():
    def link(number):
        show = equals(f"q{number - 1}", "a") if number else None
        choices = [{"id": "a", "label": "a", "show": show}]
        return question(f"q{number}", "choice", choices=choices)

    schema = form(section("s", *(link(number) for number in reversed(range(600)))))
    answers = {f"q{n}": "a" for n in range(600)}
    assert Journey(schema, answers, "individual").answer("q599") == "a"
    assert Journey(schema, answers | {"q7": None}, "individual").answer("q599") is None


def test_a_long_chain_of_pages_is_decided_from_its_end():
    pages = [section("s0", question("q0", "integer"))]
    pages += [
        section(f"s{n}", question(f"q{n}", "integer"), show=equals(f"q{n - 1}", 1))
        for n in range(1, 600)
    ]
    schema = form(*reversed(pages))
    answers = {f"q{n}": 1 for n in range(600)}
    assert Journey(schema, answers, "individual").is_visible("q599")
    assert len(Journey(schema, answers | {"q7": 0}, "individual").sections) == 8

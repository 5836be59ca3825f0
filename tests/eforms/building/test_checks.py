"""The checks before publishing: what is found, where it leads, and what only warns."""

import pytest

from eforms.building.checks import all_problems, body_problems
from eforms.building.definitions import body_of
from eforms.building.outline import walk
from eforms.models import FormPage


CONSENT = {"type": "consent", "code": "agree", "label": "同意", "statement": "読みました"}
KIND = {
    "type": "choice",
    "code": "kind",
    "label": "区分",
    "required": True,
    "choices": ["甲", "乙"],
}


def when(question, op, value=None):
    return {"question": question, "op": op, "value": value}


def text(code, label, **more):
    return {"type": "short_text", "code": code, "label": label, **more}


def page_of(items, *more_sections, **fields):
    """Return an unsaved form of one section with these items (and further sections)."""
    sections = [{"code": "s1", "title": "はじめ", "items": items}, *more_sections]
    definition = {"code": "check", "title": "検査", "sections": sections}
    values = {
        "title": "検査",
        "code": "check",
        "organisation_id": 1,
        "summary": "<p>あ</p>",
        "contact_name": "市民課",
        "contact_phone": "0191-21-2111",
        "retention_days": 365,
    } | fields
    body = FormPage._meta.get_field("body").to_python(body_of(definition))
    return FormPage(body=body, **values)


def found(page):
    """Return (severity, label, input or field, message) of everything."""
    return [
        (problem.severity, problem.label, problem.input, problem.message)
        for problem in all_problems(page)
    ]


def only(page):
    problems = all_problems(page)
    assert len(problems) == 1, problems
    return problems[0]


pytestmark = pytest.mark.django_db


def test_a_sound_form_has_nothing_to_tell():
    page = page_of(
        [KIND, text("more", "詳細", show={"all": [when("kind", "equals", "甲")]}), CONSENT]
    )
    assert all_problems(page) == []


def test_conditions_that_exclude_each_other():
    show = {"all": [when("kind", "equals", "甲"), when("kind", "equals", "乙")]}
    problem = only(page_of([KIND, text("more", "詳細", show=show)]))
    node = next(
        node for node in walk(page_of([KIND, text("more", "詳細")]).body) if node.code == "more"
    )
    assert (problem.severity, problem.label, problem.input) == ("error", "詳細", "show")
    assert (problem.anchor, problem.place) == (f"block-{node.id}-section", "1. はじめ")
    assert "どなたにも表示されません" in problem.message
    assert "両立しない" in problem.message
    assert "「どれかに」" in problem.message


def test_a_condition_against_the_one_of_its_section():
    section = {
        "code": "s2",
        "title": "乙の方",
        "show": {"all": [when("kind", "equals", "乙")]},
        "items": [text("odd", "甲の方だけ", show={"all": [when("kind", "equals", "甲")]})],
    }
    problem = only(page_of([KIND], section))
    assert (problem.label, problem.place) == ("甲の方だけ", "2. 乙の方")
    assert "外側のセクション" in problem.message


def test_a_section_nobody_sees_is_told_once():
    section = {
        "code": "s2",
        "title": "だれも見ない",
        "show": {"all": [when("kind", "empty"), when("kind", "not_empty")]},
        "items": [text("one", "一"), text("two", "二", show={"all": [when("one", "not_empty")]})],
    }
    problem = only(page_of([KIND], section))
    assert problem.message.startswith("このセクションは、どなたにも表示されません")


def test_a_question_that_asks_for_one_that_nobody_sees():
    never = {"all": [when("kind", "equals", "甲"), when("kind", "equals", "乙")]}
    page = page_of(
        [
            KIND,
            text("a", "見えない", show=never),
            text("b", "続き", show={"all": [when("a", "not_empty")]}),
        ]
    )
    first, second = all_problems(page)
    assert first.label == "見えない"
    assert "「見えない」が、どなたにも表示されない" in second.message


def test_a_kind_of_applicant_that_cannot_apply():
    show = {"all": [when("@applicant_kind", "equals", "corporation")]}
    page = page_of([text("name", "法人名", show=show)])
    assert "「申請できる方」" in only(page).message
    assert body_problems(page.body) == []
    page.for_corporations = True
    assert all_problems(page) == []


def test_a_requirement_that_never_comes():
    page = page_of(
        [
            KIND,
            text(
                "more",
                "詳細",
                required=False,
                show={"all": [when("kind", "equals", "甲")]},
                require={"all": [when("kind", "equals", "乙")]},
            ),
        ]
    )
    problem = only(page)
    assert problem.input == "require"
    assert "必須にする条件" in problem.message


def test_numbers_that_exclude_each_other():
    items = [
        {"type": "integer", "code": "number", "label": "人数"},
        text(
            "more", "詳細", show={"all": [when("number", "greater", 5), when("number", "less", 6)]}
        ),
    ]
    assert "両立しない" in only(page_of(items)).message


def test_an_unfinished_rule_is_told_as_that_alone():
    show = {"all": [when("kind", "equals", "甲"), when("kind", "equals", "乙")]}
    page = page_of([KIND, text("more", "詳細", show=show)])
    more = next(node for node in walk(page.body) if node.code == "more")
    more.value["show"]["all"].append({"ref": "", "op": "", "value": None})
    assert "条件に使う質問を選んで" in only(page).message


@pytest.mark.parametrize(
    ("kind", "signature", "warned"),
    [
        ("resident_record", "none", True),
        ("family_register", "allowed", True),
        ("seal", "none", True),
        ("moving_out", "none", True),
        ("moving_out", "required", False),
        ("tax", "none", False),
        ("", "none", False),
    ],
)
def test_procedures_for_which_the_law_asks_a_signature(kind, signature, warned):
    page = page_of([KIND], procedure_kind=kind, signature=signature)
    told = [problem for problem in all_problems(page) if problem.field == "signature"]
    assert bool(told) is warned
    assert all(problem.severity == "warning" for problem in told)
    page.for_individuals, page.for_corporations = False, True
    assert not [problem for problem in all_problems(page) if problem.field == "signature"]


def test_what_only_warns():
    page = page_of(
        [
            {"type": "name", "code": "who", "label": "お名前"},
            *[text(f"t{number}", f"質問{number}") for number in range(15)],
            text("twice", "質問1"),
        ],
        retention_days=None,
        summary="",
    )
    told = found(page)
    assert {severity for severity, *_ in told} == {"warning"}
    words = " ".join(message for *_, message in told)
    for word in (
        "17個",
        "「質問1」という質問が2つ",
        "「同意」の質問がありません",
        "日数が決まって",
        "概要が空",
    ):
        assert word in words


def test_each_problem_leads_to_a_place():
    page = page_of([text("t", "")], contact_name="", contact_phone="", for_individuals=False)
    for problem in all_problems(page):
        assert problem.place
        assert problem.label
        assert problem.block or problem.field
        assert problem.anchor.startswith(("block-", "id_"))


def test_a_published_form_is_refused_by_the_kinds_it_is_for(form):
    from django.core.exceptions import ValidationError

    form.for_corporations = False
    show = {"all": [{"ref": "@applicant_kind", "op": "equals", "value": "corporation"}]}
    form.body[0].value["items"][2].value["show"] = show
    revision = form.save_revision(clean=False)
    with pytest.raises(ValidationError) as refused:
        revision.publish()
    assert "区分" in " ".join(refused.value.message_dict["body"])


def test_a_stop_that_everybody_runs_into():
    stop = {"type": "stop", "code": "no", "label": "申請できません", "text": "<p>窓口へ</p>"}
    told = [problem for problem in all_problems(page_of([KIND, stop])) if problem.is_error]
    assert [problem.label for problem in told] == ["申請できません"]
    always = {"any": [when("kind", "empty"), when("kind", "not_empty")]}
    told = [p for p in all_problems(page_of([KIND, stop | {"show": always}])) if p.is_error]
    assert len(told) == 1
    assert "どなたも申請できません" in told[0].message
    some = stop | {"show": {"all": [when("kind", "equals", "乙")]}}
    assert not [p for p in all_problems(page_of([KIND, some])) if p.is_error]

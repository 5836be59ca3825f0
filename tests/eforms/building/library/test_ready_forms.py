"""The ready forms: sound without warnings, and a patient person can fill each of them."""

import random
from datetime import date, timedelta

import pytest

from eforms.building.checks import all_problems
from eforms.building.compiler import compile_form
from eforms.building.library import ready
from eforms.building.loading import save_form
from eforms.engine.journey import ROW, Journey
from eforms.engine.schema import FormSchema, Group, Question
from eforms.fields import registry


pytestmark = pytest.mark.django_db

FORMS = ready.ready("forms")
TODAY = date(2026, 11, 24)
# How often somebody answers a page again before giving up.
PATIENCE = 400


@pytest.fixture(params=FORMS, ids=lambda part: part.key)
def template(request):
    """Each ready form."""
    return request.param


@pytest.fixture
def page(template, folder, organisation):
    """The form of it, published."""
    settings = {"code": "ready", "title": template.name, "organisation": organisation.code}
    settings |= {"contact_name": organisation.name}
    return save_form(folder, template.definition | settings)


class Person:
    """Answers page by page; where a check fails or a stop comes, the page is answered again."""

    def __init__(self, schema: FormSchema, kind: str, seed: int) -> None:
        self.schema, self.kind, self.rng = schema, kind, random.Random(seed)
        self.answers: dict = {}

    def journey(self) -> Journey:
        return Journey(self.schema, self.answers, self.kind, TODAY)

    def walk(self) -> Journey:
        for section in self.schema.sections:
            for _time in range(PATIENCE):
                for item in section.items:
                    self.visit(item)
                journey = self.journey()
                if journey.stopped() is None and not journey.failed_checks(section):
                    break
            else:
                pytest.fail(f"nobody gets past 「{section.title}」 as {self.kind}")
        return self.journey()

    def visit(self, item: Question | Group) -> None:
        self.answers.pop(item.id, None)
        if not self.journey().is_visible(item.id):
            return
        if isinstance(item, Question):
            if item.is_asked:
                self.answers[item.id] = self.answer(item, None)
            return
        rows = self.answers[item.id] = []
        for number in range(self.rng.randint(item.minimum, max(item.minimum, 2))):
            row = {ROW: f"r{number}"}
            rows.append(row)
            for question in item.items:
                if question.is_asked and self.journey().is_visible(question.id, row[ROW]):
                    row[question.id] = self.answer(question, row[ROW])

    def answer(self, question: Question, row: str | None):
        if question.type == "date" and question.options.get("earliest") == "today":
            return (TODAY + timedelta(days=self.rng.randint(0, 60))).isoformat()
        if not self.journey().is_required(question.id, row) and self.rng.random() < 0.5:
            return None
        return registry.get(question.type).sample(question, self.rng)


def test_nothing_is_left_to_put_right(page):
    assert [(p.place, p.label, p.message) for p in all_problems(page)] == []


def test_of_a_size_that_people_can_fill(template):
    assert 8 <= template.count <= 35
    for section in template.sections:
        assert sum(len(item.get("items", [1])) for item in section["items"]) <= 17, section["title"]
    assert template.definition["summary"] and template.definition["next_steps"]
    assert template.definition["fee_text"] and template.definition["processing_text"]


def test_people_of_each_kind_get_through_and_meet_every_question(page):
    schema = FormSchema.from_json(compile_form(page))
    seen: set[str] = set()
    for number in range(24):
        kind = schema.applicant_kinds[number % len(schema.applicant_kinds)]
        journey = Person(schema, kind, number).walk()
        assert journey.complete, (kind, number)
        for section in journey.sections:
            for item in journey.items(section):
                seen.add(item.id)
                for row in journey.rows(item.id) if isinstance(item, Group) else []:
                    seen |= {question.id for question in journey.row_items(item, row)}
    questions = [
        question
        for section in schema.sections
        for item in section.items
        for question in (item.items if isinstance(item, Group) else [item])
    ]
    # What turns people away, or tells something, is met by those who do not get through.
    missed = [q.label for q in questions if q.id not in seen and q.is_asked]
    assert missed == []

"""The transcribed paper forms: sound, as long as the paper, and filled by people of every kind."""

from datetime import timedelta

import pytest

from eforms.building.compiler import compile_form
from eforms.building.loading import save_form
from eforms.building.versions import current_version, schema_of
from eforms.engine.schema import FormSchema, Group, Question
from tests.e2e.paper import paper
from tests.eforms.building.library.test_ready_forms import TODAY, Person


pytestmark = pytest.mark.django_db
WALKS = 32
REASONS = ("work", "birth", "ill", "care", "seeking", "study", "disaster", "")


def asked(schema: FormSchema) -> list[Question]:
    """Return every question somebody answers, those of rows included."""
    items = [item for section in schema.sections for item in section.items]
    inside = [q for item in items for q in (item.items if isinstance(item, Group) else [item])]
    return [question for question in inside if question.is_asked]


@pytest.mark.parametrize(("name", "least"), [("hojo", 40), ("senyo", 40), ("hoiku", 81)])
def test_a_paper_form_is_sound_and_as_long_as_the_paper(name, least, folder):
    page = save_form(folder, paper(name))
    schema = schema_of(current_version(page))
    assert len(asked(schema)) >= least
    assert any(section.checks for section in schema.sections)


class Parent(Person):
    """A parent whose dates and times are those of a family; the rest is as it comes."""

    reason = ""  # why both parents need care, where they can
    way = 0  # how they work

    def answer(self, question: Question, row: str | None):
        code, rng = question.code, self.rng
        kind, _, part = code.partition("_")
        if code in ("guardian_birth", "child_birth", "member_birth"):
            youngest, oldest = {"guardian": (20, 50), "child": (0, 6), "member": (0, 85)}[kind]
            days = rng.randint(youngest * 366, oldest * 365)
            return (TODAY - timedelta(days=days)).isoformat()
        if code == "use_until":
            return (TODAY + timedelta(days=rng.randint(100, 900))).isoformat()
        if part == "days" and kind in ("father", "mother"):
            return [choice["id"] for choice in question.options["choices"][:5]]
        if part == "reason" and kind in ("father", "mother") and self.reason in REASONS:
            for choice in question.options["choices"]:
                if choice.get("code") == self.reason:
                    return choice["id"]
        if part in ("from", "start") and question.type == "time":
            return "08:30"
        if part in ("until", "end") and question.type == "time":
            return rng.choice(["12:15", "17:15"])
        if part == "hours" and question.type == "decimal":
            return rng.choice([3.5, 7.5])
        if part == "leave" or (code == "care_wanted" and self.reason):
            return True
        if code == "mother_due":
            return (TODAY + timedelta(days=rng.randint(1, 90))).isoformat()
        if part == "employment":
            return question.options["choices"][self.way % 4]["id"]
        if code == "family" and rng.random() < 0.6:
            return question.options["choices"][0]["id"]  # both parents
        if question.type == "choice":
            hidden = self.journey().hidden_choices(question.id, row)
            ids = [choice["id"] for choice in question.options["choices"]]
            return rng.choice([one for one in ids if one not in hidden])
        return super().answer(question, row)


def test_parents_of_every_kind_get_through_and_meet_every_question(folder):
    page = save_form(folder, paper("hoiku"))
    schema = FormSchema.from_json(compile_form(page))
    seen: set[str] = set()
    for number in range(WALKS):
        parent = Parent(schema, "individual", number)
        parent.reason = REASONS[number % len(REASONS)]
        parent.way = number // len(REASONS)
        journey = parent.walk()
        gap = journey.first_gap()
        assert gap is None, (number, gap.title)
        for section in journey.sections:
            for item in journey.items(section):
                seen.add(item.id)
                for row in journey.rows(item.id) if isinstance(item, Group) else []:
                    seen |= {question.id for question in journey.row_items(item, row)}
    assert [question.label for question in asked(schema) if question.id not in seen] == []

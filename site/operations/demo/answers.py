"""Answers made up for a form, question by question, as a citizen would walk it."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

from eforms.engine.journey import ROW, Answers, Journey
from eforms.engine.rules import is_empty
from eforms.engine.schema import FormSchema, Group, Question
from eforms.fields import registry
from operations.demo.persona import maker


# How often a question that may be left empty is answered.
ANSWERED = 0.6
MOST_ROWS = 3

Attach = Callable[[Question, str | None], list[dict[str, Any]]]


def make_answers(
    schema: FormSchema,
    kind: str,
    rng: random.Random,
    *,
    today: date,
    given: dict[str, Any],
    attach: Attach,
) -> Answers:
    """Return complete answers for an applicant of a kind who applies on the day ``today``.

    ``given`` holds values by question code that are taken as they are; a choice may be given by
    its label. ``attach(question, row_id)`` stores files and returns the answer of an attachment
    question.
    """
    walk = _Walk(schema, kind, rng, today, given, attach)
    for section in schema.sections:
        for item in section.items:
            walk.visit(item)
    return walk.answers


class _Walk:
    def __init__(
        self,
        schema: FormSchema,
        kind: str,
        rng: random.Random,
        today: date,
        given: dict[str, Any],
        attach: Attach,
    ) -> None:
        self.schema, self.kind, self.rng, self.today = schema, kind, rng, today
        self.given, self.attach = given, attach
        self.answers: Answers = {}

    def visit(self, item: Question | Group) -> None:
        # A fresh journey each time: what is shown follows from the answers just given.
        if not self._journey().is_visible(item.id):
            return
        if isinstance(item, Question):
            if item.is_asked:
                self.answers[item.id] = self._value(item, None)
            return
        rows = self.answers[item.id] = []
        for number in range(1, self.rng.randint(item.minimum, self._most(item)) + 1):
            row: dict[str, Any] = {ROW: f"r{number}"}
            rows.append(row)
            for question in item.items:
                if question.is_asked and self._journey().is_visible(question.id, row[ROW]):
                    row[question.id] = self._value(question, row[ROW])

    def _value(self, question: Question, row_id: str | None) -> Any:
        if question.code in self.given:
            return _by_label(question, self.given[question.code])
        needed = self._journey().is_required(question.id, row_id)
        if not needed and self.rng.random() > ANSWERED:
            return None
        if question.type == "attachment":
            return self.attach(question, row_id)
        natural = maker(question)
        value = (
            natural(self.rng) if natural else registry.get(question.type).sample(question, self.rng)
        )
        return None if is_empty(value) else value

    def _journey(self) -> Journey:
        return Journey(self.schema, self.answers, self.kind, self.today)

    @staticmethod
    def _most(group: Group) -> int:
        return max(group.minimum, min(group.maximum, MOST_ROWS))


def _by_label(question: Question, value: Any) -> Any:
    if question.type not in ("choice", "choices"):
        return value
    ids = {part["label"]: part["id"] for part in question.options["choices"]}
    if isinstance(value, list):
        return [ids[label] for label in value]
    return ids[value]

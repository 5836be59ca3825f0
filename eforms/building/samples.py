"""Made-up answers to a whole form, for previews: the same ones each time."""

import random

from eforms.engine.journey import ROW, Answers
from eforms.engine.schema import FormSchema, Group, Question
from eforms.fields import registry


SEED = 20260401


def sample_answers(schema: FormSchema) -> Answers:
    """Return an answer that passes for every question; hidden ones are there too.

    A group has as many rows as it needs, one at least.
    """
    rng = random.Random(SEED)  # noqa: S311  (nothing secret)
    answers: Answers = {}
    for section in schema.sections:
        for item in section.items:
            if isinstance(item, Group):
                answers[item.id] = [
                    {ROW: f"r{number}"} | {q.id: _sample(q, rng) for q in item.items if q.is_asked}
                    for number in range(1, max(item.minimum, 1) + 1)
                ]
            elif item.has_answer:
                answers[item.id] = _sample(item, rng)
    return answers


def _sample(question: Question, rng: random.Random) -> object:
    try:
        return registry.get(question.type).sample(question, rng)
    except (ValueError, IndexError, KeyError):
        return None  # half-built: a question with choices that has none yet

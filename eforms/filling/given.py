"""Values that come with the link to a form (``hidden_value``): taken when the draft begins.

They stand in the address until then: on the start page, at the beginning, and while a guest proves
an address. No page of the draft takes or changes them.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from eforms.engine.journey import Answers
from eforms.engine.schema import GIVEN_TYPES, FormSchema, Question
from eforms.fields.hidden_value import LIMIT, given_value


def answers(schema: FormSchema, query: Mapping[str, str]) -> Answers:
    """Return what a draft begins with, by question id."""
    found = {question.id: given_value(question, query) for question in _questions(schema)}
    return {key: value for key, value in found.items() if value is not None}


def passed_on(schema: FormSchema, query: Mapping[str, str]) -> str:
    """Return the part of a query that the form asks for, to be put behind the next address."""
    names = {question.options.get("parameter") or question.code for question in _questions(schema)}
    return urlencode(
        {
            name: query[name]
            for name in sorted(names)
            if query.get(name) and len(query[name]) <= LIMIT
        }
    )


def _questions(schema: FormSchema) -> Iterator[Question]:
    return (question for question in schema.questions() if question.type in GIVEN_TYPES)

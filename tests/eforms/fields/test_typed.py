"""The tables of what people type, held against the types; and that nothing of it is lost."""

import json
import re
from datetime import date

import pytest

from eforms.fields import registry
from eforms.fields.base import FieldError, View
from tests.eforms.fields.samples import context, question
from tests.eforms.fields.typed import READ, REFUSED


TODAY = date(2026, 11, 24)
LISTS = {"era", "account_kind"}
BANNED = re.compile("不正|無効|エラー|必須|下さい")


def cases(table):
    return [
        pytest.param(kind, *case, id=f"{kind}-{number}")
        for kind, rows in table.items()
        for number, case in enumerate(rows)
    ]


def asked_and_raw(kind, options, typed):
    raw = {"": [typed]} if isinstance(typed, str) else {part: [v] for part, v in typed.items()}
    return question(kind, label="答え", **(options or {"own": True})), raw


@pytest.mark.parametrize(("kind", "options", "typed", "value"), cases(READ))
def test_what_people_type_is_read(kind, options, typed, value):
    asked, raw = asked_and_raw(kind, options, typed)
    of = registry.get(kind)

    found = of.clean(asked, raw, context(today=TODAY))

    assert found == value
    assert type(found) is type(value)
    assert json.loads(json.dumps(found)) == value
    # What was understood can be typed, sent by a program, and shown.
    assert of.clean(asked, of.raw_from_value(asked, found), context(today=TODAY)) == value
    assert of.accept_json(asked, found, context(today=TODAY)) == value
    assert all(of.display(asked, found))


@pytest.mark.parametrize(("kind", "options", "typed", "words"), cases(REFUSED))
def test_what_cannot_be_taken_is_sent_back_with_a_way_out(kind, options, typed, words):
    asked, raw = asked_and_raw(kind, options, typed)
    of = registry.get(kind)

    with pytest.raises(FieldError) as refused:
        of.clean(asked, raw, context(today=TODAY))

    message = refused.value.message
    assert words in message
    assert message.startswith("答え")
    assert "ください" in message
    assert not BANNED.search(message)
    # What was typed stands there again, and the error at an input of the page.
    page = of.render(asked, View("q-item", raw, message, refused.value.parts))
    inputs = [text for part, (text,) in raw.items() if part not in LISTS]
    assert kind == "fiscal_year" or all(text in page for text in inputs)
    anchor = f"q-item-{refused.value.part}" if refused.value.part else "q-item"
    assert f'id="{anchor}"' in page

"""Whatever is typed or sent, a type answers with a value or with words, and never breaks."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eforms.fields import registry
from eforms.fields.base import FieldError, View
from tests.eforms.fields.samples import MemoryStore, context, every_question


QUESTIONS = every_question()
every_type = pytest.mark.parametrize("asked", QUESTIONS.values(), ids=QUESTIONS)
quietly = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

ODD = [
    *["\0", "\ud800", "\u202e", "\U000e0100", "元", "令和", "R7.4.1", "２０２５−４−１", "ｶﾞ", "ー"],
    *["c1", "yes", "岩手県", "〒０２１", "+81", "|", "٣", "²", "½", "一", "\r\n", "　", "@a.jp"],
]
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.sampled_from(ODD),
    st.lists(st.sampled_from(ODD), max_size=6).map("".join),
    st.builds(lambda c, n: c * n, st.sampled_from(ODD), st.just(12_000)),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["family", "given", "postal_code", "prefecture", "id", "x"]), inner
        )
    ),
    max_leaves=6,
)


@every_type
@quietly
@given(data=st.data())
def test_typed_text_gives_a_value_or_words(asked, data):
    kind = registry.get(asked.type)
    raw = {part: data.draw(st.lists(TEXT, max_size=2)) for part in kind.parts(asked)}
    try:
        value = kind.clean(asked, raw, context(MemoryStore()))
    except FieldError as error:
        assert "ください" in error.message
        return
    # What was taken can be stored, shown, exported, and typed again.
    json.dumps(value, allow_nan=False).encode()
    if value is not None:
        "".join(kind.display(asked, value)).encode()
        "".join(kind.csv_values(asked, value)).encode()
        assert kind.clean(asked, kind.raw_from_value(asked, value), context()) == value


@every_type
@quietly
@given(value=JSON)
def test_json_gives_a_value_or_words(asked, value):
    kind = registry.get(asked.type)
    try:
        taken = kind.accept_json(asked, value, context(MemoryStore()))
    except FieldError as error:
        assert "ください" in error.message
        return
    json.dumps(taken, allow_nan=False).encode()
    assert kind.accept_json(asked, taken, context(MemoryStore())) == taken


@every_type
@quietly
@given(data=st.data())
def test_anything_can_be_shown_again(asked, data):
    kind = registry.get(asked.type)
    parts = (*kind.parts(asked), "kept")
    raw = {part: data.draw(st.lists(TEXT, max_size=2)) for part in parts}
    page = kind.render(asked, View("q-item", raw, message="x", parts=kind.parts(asked)))
    assert page.count("<") == page.count(">")

"""The table of comparisons: what each kind of answer can be compared with, in which words.

The editor's script gets the same table, so that it offers only what is accepted here.
"""

from dataclasses import dataclass, field


KIND_LABELS = {"individual": "個人", "corporation": "法人", "organization": "団体"}
MATCH_LABELS = {"all": "すべてに", "any": "どれかに", "none": "どれにも"}
ROW_LABELS = {"any_row": "どれか1件が", "all_rows": "すべての件が"}

_GIVEN = {"not_empty": "入力されている", "empty": "入力されていない"}
_ORDER = {
    "equals": "と同じ",
    "not_equals": "と異なる",
    "greater": "より大きい",
    "greater_or_equal": "以上",
    "less": "より小さい",
    "less_or_equal": "以下",
}
_CHOSEN = {
    "equals": "である",
    "not_equals": "でない",
    "one_of": "のどれかである",
    "not_one_of": "のどれでもない",
}
_WHEN = _ORDER | {
    "greater": "より後",
    "greater_or_equal": "以後",
    "less": "より前",
    "less_or_equal": "以前",
}
# Kind of answer → operator → words, in the order they are offered. A value takes the place of "…".
OPERATORS: dict[str, dict[str, str]] = {
    "text": {
        "equals": "と同じ",
        "not_equals": "と異なる",
        "contains": "を含む",
        "not_contains": "を含まない",
    }
    | _GIVEN,
    "number": _ORDER | _GIVEN,
    "date": _WHEN | {"age_at_least": "満…歳以上", "age_below": "満…歳未満"} | _GIVEN,
    "month": _WHEN | _GIVEN,
    "time": _WHEN | _GIVEN,
    "boolean": {"equals": "である", "not_equals": "でない"} | _GIVEN,
    "choice": _CHOSEN | _GIVEN,
    "choices": {"contains": "を選んでいる", "not_contains": "を選んでいない"} | _GIVEN,
    "file": {"not_empty": "添付されている", "empty": "添付されていない"},
    "record": dict(_GIVEN),
    "secret": dict(_GIVEN),
    "applicant": dict(_CHOSEN),
    # A repeated group: how many rows it has.
    "rows": {
        "greater_or_equal": "…件以上",
        "less_or_equal": "…件以下",
        "equals": "ちょうど…件",
        "not_equals": "…件ではない",
        "greater": "…件より多い",
        "less": "…件より少ない",
        "not_empty": "1件以上ある",
        "empty": "1件もない",
    },
}
WITHOUT_VALUE = ("empty", "not_empty")
SEVERAL = ("one_of", "not_one_of")
AGES = ("age_at_least", "age_below")
OLDEST = 150
FARTHEST = 36_500  # days from today
# Kind → kinds of other answers it can be compared with.
COMPARABLE: dict[str, tuple[str, ...]] = {
    "text": ("text",),
    "number": ("number", "rows"),
    "rows": ("number", "rows"),
    "date": ("date",),
    "month": ("month",),
    "time": ("time",),
    "boolean": ("boolean",),
}
# Types whose numbers are read with a unit.
UNITS = {"money": "円", "fiscal_year": "年度"}


@dataclass(frozen=True)
class Source:
    """A question as a rule sees it: its name, the kind of its answer, its choices."""

    label: str
    kind: str
    choices: dict[str, str] = field(default_factory=dict)
    unit: str = ""


APPLICANT = Source("申請者の区分", "applicant", KIND_LABELS)


def comparable(op: str, source: Source) -> tuple[str, ...]:
    """Return the kinds of answers that a source can be compared with by an operator."""
    fixed = op in WITHOUT_VALUE or op in SEVERAL or op in AGES
    return () if fixed else COMPARABLE.get(source.kind, ())

"""What a condition may compare, and what to tell an editor when one cannot work.

The editor's widget gets the same table, so that it offers only what is accepted here.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eforms.engine.rules import APPLICANT_KIND, MATCHES


KIND_LABELS = {"individual": "個人", "corporation": "法人", "organization": "団体"}
MATCH_LABELS = {"all": "すべてに", "any": "どれかに", "none": "どれにも"}

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
# Kind of answer → operator → words, in the order they are offered.
OPERATORS: dict[str, dict[str, str]] = {
    "text": {
        "equals": "と同じ",
        "not_equals": "と異なる",
        "contains": "を含む",
        "not_contains": "を含まない",
    }
    | _GIVEN,
    "number": _ORDER | _GIVEN,
    "date": _WHEN | _GIVEN,
    "month": _WHEN | _GIVEN,
    "time": _WHEN | _GIVEN,
    "boolean": {"equals": "である", "not_equals": "でない"} | _GIVEN,
    "choice": _CHOSEN | _GIVEN,
    "choices": {"contains": "を選んでいる", "not_contains": "を選んでいない"} | _GIVEN,
    "file": {"not_empty": "添付されている", "empty": "添付されていない"},
    "record": dict(_GIVEN),
    "secret": dict(_GIVEN),
    "applicant": dict(_CHOSEN),
}
WITHOUT_VALUE = ("empty", "not_empty")
SEVERAL = ("one_of", "not_one_of")


@dataclass(frozen=True)
class Source:
    """A question as a rule sees it: its name, the kind of its answer, its choices."""

    label: str
    kind: str
    choices: dict[str, str] = field(default_factory=dict)


APPLICANT = Source("申請者の区分", "applicant", KIND_LABELS)

GONE = "参照先の質問が見つかりません。別の質問を選ぶか、この条件を削除してください"


def condition_problem(condition: dict[str, Any], source: Source) -> str | None:
    """Return why a condition on ``source`` cannot work, or ``None``."""
    op, value = condition.get("op"), condition.get("value")
    if not op:
        return f"「{source.label}」をどう比べるかを選んでください"
    if op not in OPERATORS.get(source.kind, {}):
        return f"「{source.label}」は、この比べ方では判定できません。比べ方を選び直してください"
    if op in WITHOUT_VALUE:
        return None
    parts = value if op in SEVERAL and isinstance(value, list) else [value]
    if op in SEVERAL and (not isinstance(value, list) or not value):
        return f"「{source.label}」と比べる選択肢を1つ以上選んでください"
    return next(filter(None, (_value_problem(part, source) for part in parts)), None)


def _value_problem(value: Any, source: Source) -> str | None:
    if source.kind in ("choice", "choices", "applicant"):
        if value in (None, ""):
            return f"「{source.label}」と比べる選択肢を選んでください"
        if value not in source.choices:
            return f"「{source.label}」の選択肢が見つかりません。選択肢を選び直してください"
        return None
    if source.kind == "boolean":
        ok, what = isinstance(value, bool), "「はい」か「いいえ」を選んで"
    elif source.kind == "number":
        ok = isinstance(value, int | float) and not isinstance(value, bool)
        what = "数字を入力して"
    elif source.kind == "date":
        ok, what = _is_date(value), "日付を入力して"
    else:
        ok, what = isinstance(value, str) and bool(value.strip()), "文字を入力して"
    return None if ok else f"「{source.label}」と比べる{what}ください"


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def conditions_of(rule: Any) -> list[dict[str, Any]]:
    """Return every condition of a rule tree, in reading order (empty for no rule)."""
    if not isinstance(rule, dict):
        return []
    parts = next((rule[key] for key in MATCHES if key in rule), None)
    if parts is None:
        return [rule]
    return [condition for part in parts for condition in conditions_of(part)]


def rule_problems(rule: Any, earlier: dict[str, Source], later: dict[str, str]) -> list[str]:
    """Return what is wrong with a rule.

    ``earlier`` are the questions it may ask for, by id; ``later`` are labels of those it may not
    (further down, or in another repeated group).
    """
    problems = []
    for condition in conditions_of(rule):
        ref = condition.get("ref") or ""
        source = APPLICANT if ref == APPLICANT_KIND else earlier.get(ref)
        if not ref:
            problem = "条件に使う質問を選んでください。いらない条件は削除してください"
        elif source is not None:
            problem = condition_problem(condition, source)
        elif ref in later:
            problem = (
                f"「{later[ref]}」は、この場所より後か、別の繰り返しの中にあるため、条件に使えません。"
                "前にある質問を選ぶか、質問の順番を変えてください"
            )
        else:
            problem = GONE
        if problem and problem not in problems:
            problems.append(problem)
    return problems


def sentence(rule: Any, names: dict[str, Source]) -> str:
    """Return a rule in words: 「申請の区分」が「世帯の一部」である、かつ…"""
    if not isinstance(rule, dict):
        return ""
    key = next((name for name in MATCHES if name in rule), None)
    if key is None:
        return _condition_sentence(rule, names)
    parts = [sentence(part, names) for part in rule[key]]
    joined = ("、かつ" if key == "all" else "、または").join(parts)
    return f"次のどれにも当てはまらない（{joined}）" if key == "none" else joined


def _condition_sentence(condition: dict[str, Any], names: dict[str, Source]) -> str:
    ref, op, value = condition.get("ref"), condition.get("op", ""), condition.get("value")
    source = APPLICANT if ref == APPLICANT_KIND else names.get(ref or "")
    if source is None:
        return "⚠ 参照先の質問が見つかりません"
    words = OPERATORS.get(source.kind, {}).get(op, "")
    if op in WITHOUT_VALUE:
        return f"「{source.label}」が{words}"
    values = value if isinstance(value, list) else [value]
    shown = "".join(f"「{_shown(part, source)}」" for part in values)
    return f"「{source.label}」が{shown}{words}"


def _shown(value: Any, source: Source) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return source.choices.get(value, "⚠") if source.choices else str(value)

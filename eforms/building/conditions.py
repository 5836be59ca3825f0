"""Rules as editors make them: walking them, and what to tell when one cannot work.

A rule that is being made may hold unfinished conditions (``{"ref": ""}``); the compiler leaves
them out, and ``rule_problems`` keeps the form from being published.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eforms.building.comparisons import (
    AGES,
    APPLICANT,
    FARTHEST,
    KIND_LABELS,
    OLDEST,
    OPERATORS,
    SEVERAL,
    WITHOUT_VALUE,
    Source,
    comparable,
)
from eforms.building.sentences import sentence
from eforms.engine.rules import APPLICANT_KIND, MATCHES, ROW_MATCHES
from eforms.engine.rules import OPERATORS as ENGINE_OPERATORS


__all__ = ["GONE", "KIND_LABELS", "Scope", "Source", "conditions_of", "rule_problems", "sentence"]

GONE = "参照先の質問が見つかりません。別の質問を選ぶか、この条件を削除してください"
DEEPEST = 8  # levels the engine reads
_SHAPES = {"month": r"\d{4}-(0[1-9]|1[0-2])", "time": r"([01]\d|2[0-3]):[0-5]\d"}
_WANTED = {
    "boolean": "「はい」か「いいえ」を選んで",
    "number": "数字を入力して",
    "rows": "件数を、0以上の数字で入力して",
    "date": "日付を入力して",
    "month": "年月を入力して",
    "time": "時刻を入力して",
}


@dataclass(frozen=True)
class Scope:
    """What a rule may ask for.

    ``sources``: questions and groups by id; ``rows``: what can be asked of each row of a group, by
    the group's id; ``elsewhere``: labels of everything in the form, for what it may not ask for.
    """

    sources: dict[str, Source]
    rows: dict[str, dict[str, Source]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)

    def in_rows(self, group: str) -> "Scope":
        """Return what a rule on the rows of a group may ask for."""
        return Scope(self.sources | self.rows.get(group, {}), self.rows, self.elsewhere)


def well_formed(rule: Any, depth: int = 0) -> bool:
    """Return whether a rule, finished or not, is a tree that everything here can walk."""
    if not isinstance(rule, dict) or depth > DEEPEST:
        return False
    key = next((name for name in (*MATCHES, *ROW_MATCHES) if name in rule), None)
    if key in MATCHES:
        parts = rule[key]
        return isinstance(parts, list) and all(well_formed(part, depth + 1) for part in parts)
    if key is not None:
        return isinstance(rule[key], str) and well_formed(rule.get("rule"), depth + 1)
    return all(isinstance(rule.get(name, ""), str) for name in ("ref", "op", "other"))


def conditions_of(rule: Any) -> list[dict[str, Any]]:
    """Return every condition of a rule tree, in reading order (empty for no rule)."""
    if not isinstance(rule, dict):
        return []
    if any(key in rule for key in ROW_MATCHES):
        return conditions_of(rule.get("rule"))
    parts = next((rule[key] for key in MATCHES if key in rule), None)
    if parts is None:
        return [rule]
    return [condition for part in parts for condition in conditions_of(part)]


def finished(condition: dict[str, Any]) -> bool:
    """Return whether the engine can read a condition: it names all that it needs."""
    if not condition.get("ref") or condition.get("op") not in ENGINE_OPERATORS:
        return False
    if "other" in condition:
        return bool(condition["other"]) and set(condition) == {"ref", "op", "other"}
    value = condition.get("value")
    return not isinstance(value, dict) or _is_from_today(value)


def rule_problems(rule: Any, scope: Scope) -> list[str]:
    """Return what is wrong with a rule, each thing once."""
    return list(dict.fromkeys(_problems(rule, scope)))


def _problems(rule: dict[str, Any], scope: Scope) -> Iterator[str]:
    key = next((name for name in (*MATCHES, *ROW_MATCHES) if name in rule), None)
    if key in MATCHES:
        if not rule[key]:
            yield "条件が1つもありません。条件を追加するか、このまとまりを削除してください"
        for part in rule[key]:
            yield from _problems(part, scope)
    elif key is not None:
        group = rule[key]
        if group in scope.rows:
            yield from _problems(rule["rule"], scope.in_rows(group))
        else:
            yield _missing(group, scope, "繰り返し")
    else:
        problem = _condition(rule, scope)
        if problem:
            yield problem


def _condition(condition: dict[str, Any], scope: Scope) -> str | None:
    ref = condition.get("ref") or ""
    source = APPLICANT if ref == APPLICANT_KIND else scope.sources.get(ref)
    if source is None:
        return _missing(ref, scope, "質問")
    return condition_problem(condition, source, scope)


def _missing(ref: str, scope: Scope, what: str) -> str:
    if not ref:
        return f"条件に使う{what}を選んでください。いらない条件は削除してください"
    if ref in scope.elsewhere:
        return (
            f"「{scope.elsewhere[ref]}」は、この場所より後か、別の繰り返しの中にあるため、条件に使えません。"
            "前にある質問を選ぶか、質問の順番を変えてください"
        )
    return GONE


def condition_problem(
    condition: dict[str, Any], source: Source, scope: Scope | None = None
) -> str | None:
    """Return why a condition on ``source`` cannot work, or ``None``."""
    op, value = condition.get("op"), condition.get("value")
    if not op:
        return f"「{source.label}」をどう比べるかを選んでください"
    if op not in OPERATORS.get(source.kind, {}):
        return f"「{source.label}」は、この比べ方では判定できません。比べ方を選び直してください"
    if op in WITHOUT_VALUE:
        return None
    if "other" in condition:
        return _other_problem(condition, source, scope or Scope({}))
    if op in AGES:
        return _age_problem(value, source)
    parts = value if op in SEVERAL and isinstance(value, list) else [value]
    if op in SEVERAL and (not isinstance(value, list) or not value):
        return f"「{source.label}」と比べる選択肢を1つ以上選んでください"
    return next(filter(None, (_value_problem(part, source) for part in parts)), None)


def _other_problem(condition: dict[str, Any], source: Source, scope: Scope) -> str | None:
    ref = condition["other"]
    other = scope.sources.get(ref)
    if not ref:
        return f"「{source.label}」と比べる質問を選んでください"
    if other is None:
        return _missing(ref, scope, "質問")
    if ref == condition["ref"]:
        return f"「{source.label}」は、それ自身とは比べられません。別の質問を選んでください"
    if other.kind not in comparable(condition["op"], source):
        return (
            f"「{source.label}」と「{other.label}」は、答えの種類が異なるため比べられません。"
            "同じ種類の質問を選んでください"
        )
    return None


def _age_problem(value: Any, source: Source) -> str | None:
    if type(value) is int and 0 <= value <= OLDEST:
        return None
    return f"「{source.label}」と比べる年齢を、0から{OLDEST}までの数字で入力してください"


def _value_problem(value: Any, source: Source) -> str | None:
    if source.kind in ("choice", "choices", "applicant"):
        if value in (None, ""):
            return f"「{source.label}」と比べる選択肢を選んでください"
        if value not in source.choices:
            return f"「{source.label}」の選択肢が見つかりません。選択肢を選び直してください"
        return None
    if source.kind == "date" and isinstance(value, dict):
        if _is_from_today(value):
            return None
        return f"「{source.label}」と比べる日を、今日から{FARTHEST:,}日までの日数で入力してください"
    if _fits(value, source.kind):
        return None
    return f"「{source.label}」と比べる{_WANTED.get(source.kind, '文字を入力して')}ください"


def _fits(value: Any, kind: str) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and math.isfinite(value)
    if kind == "rows":
        return type(value) is int and value >= 0
    if not isinstance(value, str):
        return False
    if kind == "date":
        return _is_date(value)
    if kind in _SHAPES:
        return re.fullmatch(_SHAPES[kind], value) is not None
    return bool(value.strip())


def _is_from_today(value: dict[str, Any]) -> bool:
    days = value.get("today")
    return type(days) is int and abs(days) <= FARTHEST and len(value) == 1


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False

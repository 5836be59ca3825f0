"""Rules in words: 「申請の区分」が「世帯の一部」である、かつ…

``static/eforms/admin/rule-words.js`` says the same in the editor; shared vectors hold both to it.
"""

import re
from collections.abc import Mapping
from typing import Any

from eforms.building.comparisons import AGES, APPLICANT, OPERATORS, WITHOUT_VALUE, Source
from eforms.engine.rules import APPLICANT_KIND, MATCHES, ROW_MATCHES


LOST = "⚠ 参照先の質問が見つかりません"
ROWS = {"any_row": "のどれか1件で、", "all_rows": "のすべての件で、"}
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_NOUNS = ("以上", "以下", "以後", "以前", "より後", "より前", "未満", "件")
# Answers that are no words stand without brackets.
BARE = ("number", "date", "month", "time", "rows")


def sentence(rule: Any, names: Mapping[str, Source]) -> str:
    """Return a rule in words; of questions that are not in ``names`` it says that they are lost."""
    return _words(rule, names, inside=False) if isinstance(rule, dict) else ""


def when(said: str) -> str:
    """Return a sentence as the time of something: 「…である」とき, 「…が3以上」のとき."""
    return f"{said}{'の' if said.endswith(_NOUNS) else ''}とき"


def _words(rule: dict[str, Any], names: Mapping[str, Source], *, inside: bool) -> str:
    row = next((name for name in ROW_MATCHES if name in rule), None)
    if row is not None:
        group = names.get(rule[row])
        rest = _words(rule["rule"], names, inside=True)
        return f"「{group.label}」{ROWS[row]}{rest}" if group else LOST
    key = next((name for name in MATCHES if name in rule), None)
    if key is None:
        return _condition(rule, names)
    several = len(rule[key]) > 1
    parts = [_words(part, names, inside=several) for part in rule[key]]
    joined = ("、かつ" if key == "all" else "、または").join(parts)
    if key == "none":
        return f"次のどれにも当てはまらない（{joined}）"
    return f"（{joined}）" if inside and several else joined


def _condition(condition: dict[str, Any], names: Mapping[str, Source]) -> str:
    ref, op = condition.get("ref") or "", condition.get("op") or ""
    source = APPLICANT if ref == APPLICANT_KIND else names.get(ref)
    if not ref:
        return "（条件を入力中）"
    if source is None:
        return LOST
    words = OPERATORS.get(source.kind, {}).get(op, "")
    if op in WITHOUT_VALUE:
        return f"「{source.label}」が{words}"
    if "other" in condition:
        return _compared(source, op, names.get(condition["other"] or ""))
    value = _value(condition.get("value"), op, source)
    if "…" in words:
        return f"「{source.label}」が{words.replace('…', value)}"
    return f"「{source.label}」が{value}{words}"


def _compared(source: Source, op: str, other: Source | None) -> str:
    rows = source.kind == "rows"
    words = OPERATORS["number" if rows else source.kind].get(op, "")
    of = "の件数" if rows else ""
    if other is None:
        return f"「{source.label}」{of}が⚠{words}"
    answer = "の件数" if other.kind == "rows" else "の答え"
    return f"「{source.label}」{of}が「{other.label}」{answer}{words}"


def _value(value: Any, op: str, source: Source) -> str:
    if isinstance(value, dict):
        return _from_today(value.get("today"))
    if source.kind in BARE and not isinstance(value, list):
        if value is None or value == "":
            return "⚠"
        return f"{_day(str(value))}{'' if op in AGES else source.unit}"
    values = value if isinstance(value, list) else [value]
    return "".join(f"「{_shown(part, source)}」" for part in values)


def _from_today(days: Any) -> str:
    if type(days) is not int:
        return "⚠"
    return "今日" if days == 0 else f"今日の{abs(days)}日{'前' if days < 0 else '後'}"


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    if not found:
        return text
    year, month, day = found.groups()
    return f"{int(year)}年{int(month)}月" + (f"{int(day)}日" if day else "")


def _shown(value: Any, source: Source) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if source.choices:
        return source.choices.get(value, "⚠") if isinstance(value, str) else "⚠"
    return "" if value is None else str(value)

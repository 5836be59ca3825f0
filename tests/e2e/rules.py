"""Rules, calculations and places of messages in the editor's screens, written as an editor does.

What a data file says by code (docs/forms-as-data.md) is chosen here by the names on the screen.
"""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator

from eforms.building.comparisons import (
    AGES,
    KIND_LABELS,
    MATCH_LABELS,
    OPERATORS,
    ROW_LABELS,
    SEVERAL,
    WITHOUT_VALUE,
)
from eforms.engine.rules import APPLICANT_KIND, MATCHES, ROW_MATCHES


APPLICANT_LABEL = "申請者の区分"
OPERATIONS = {
    "sum": "足し算（合計）",
    "product": "掛け算",
    "count": "件数・選んだ数",
    "age": "満年齢",
}


@dataclass
class Named:
    """A question or group as the screens name it; ``kind`` is the one of its answer."""

    label: str
    kind: str
    section: str
    group: str | None = None
    choices: dict[str, str] = field(default_factory=dict)  # code or label → label


class RuleWriter:
    """Writes rules and formulas of a data file; ``names`` tells what the codes are called."""

    def __init__(self, names: dict[str, Named]) -> None:
        self.names = names

    def write(self, widget: Locator, rule: dict[str, Any], home: str | None = None) -> None:
        """Fill an empty rule input; ``home`` is the group whose row the rule looks at."""
        widget.scroll_into_view_if_needed()  # it is built when it comes into sight
        press(widget, "条件を追加")
        self._box(widget.locator("> .form-rule__frame > .form-rule__box"), rule, home)

    def _box(self, box: Locator, rule: dict[str, Any], home: str | None) -> None:
        """Fill a box in which one empty condition stands."""
        row = next((name for name in ROW_MATCHES if name in rule), None)
        if row:
            group = self.names[rule[row]]
            heading(box, "件ごとに見る繰り返し", f"「{group.label}」")
            heading(box, "何件が当てはまるか", ROW_LABELS[row])
            home, rule = rule[row], rule["rule"]
        match = next(name for name in MATCHES if name in rule)
        heading(box, "条件の合わせ方", MATCH_LABELS[match])
        lines = box.locator("> .form-rule__rows > .form-rule__row")
        begins_with_box = is_box(rule[match][0])
        for number, part in enumerate(rule[match]):
            line = lines.nth(number + begins_with_box)
            if is_box(part):
                rows = any(name in part for name in ROW_MATCHES)
                add(box, "繰り返しの件ごとの条件を追加" if rows else "条件のまとまりを追加")
                self._box(line.locator("> .form-rule__box"), part, home)
                continue
            if number:
                add(box, "条件を追加")
            self._condition(line.locator("> .form-rule__condition"), part, home)
        if begins_with_box:
            lines.first.locator("> button").press("Enter")

    def _condition(self, line: Locator, part: dict[str, Any], home: str | None) -> None:
        source = self._source(line.locator("> .form-rule__source"), part["question"], home)
        op, value = part["op"], part.get("value")
        words = OPERATORS[source.kind][op].replace("…", "○")
        choose(line.locator("> select[aria-label='比べ方']"), words)
        if op in WITHOUT_VALUE:
            return
        inputs = line.locator("> .form-rule__value")
        if "other" in part:
            choose(line.locator("> select[aria-label='比べる相手']"), "ほかの質問の答え")
            other = self.names[part["other"]]
            choose(inputs, other.label + ("（件数）" if other.kind == "rows" else ""))
        elif isinstance(value, dict):
            choose(line.locator("> select[aria-label='比べる相手']"), "今日から数えた日")
            inputs.fill(str(abs(value["today"])))
            way = "日前" if value["today"] < 0 else "日後"
            choose(line.locator("> select[aria-label='前か後か']"), way)
        elif op in SEVERAL:
            for each in value:
                inputs.get_by_label(source.choices[each], exact=True).check()
        elif source.kind == "boolean":
            choose(inputs, "はい" if value else "いいえ")
        elif source.choices:
            choose(inputs, source.choices[value])
        else:
            assert op in AGES or value is not None
            inputs.fill(str(value))

    def _source(self, chooser: Locator, code: str, home: str | None) -> Named:
        """Choose the question of a condition by its page and its name."""
        if code == APPLICANT_KIND:
            choose(chooser, APPLICANT_LABEL)
            return Named(APPLICANT_LABEL, "applicant", "", choices=KIND_LABELS)
        source = self.names[code]
        label = source.label
        if source.kind == "rows":
            label += "（件数）"
        elif source.group:
            # In a box for each row, the question of that row; else the one beside the block.
            label = f"{label}（その件の）|{label}（同じ行）"
        chooser.focus()
        page = chooser.locator(f"optgroup[label='{source.section}'] > option")
        value = page.evaluate_all(
            """(options, labels) => options.find((o) => labels.includes(o.textContent))?.value""",
            label.split("|"),
        )
        assert value, f"{label} is not offered: {page.all_text_contents()}"
        chooser.select_option(value)
        return source

    def formula(self, widget: Locator, formula: dict[str, Any], home: str | None) -> None:
        """Fill an empty calculation."""
        frame = widget.locator("> .form-rule__frame")
        choose(frame.get_by_label("計算の種類"), OPERATIONS[formula["op"]])
        of = formula["of"]
        if formula["op"] == "count":
            choose(frame.get_by_label("数えるもの"), self._counted(of))
        elif formula["op"] == "age":
            choose(frame.get_by_label("生年月日の質問"), self.names[of].label)
            self._day(frame, formula["at"])
        else:
            for number, term in enumerate(of):
                self._term(frame, number, term, home)

    def _counted(self, code: str) -> str:
        counted = self.names[code]
        return counted.label + ("（件数）" if counted.kind == "rows" else "")

    def _day(self, frame: Locator, at: Any) -> None:
        if at == "today":
            return
        known = str(at) in self.names
        words = "ほかの質問の日付" if known else "決まった日"
        choose(frame.get_by_label("いつの年齢か"), words)
        if known:
            choose(frame.get_by_label("年齢を数える日の質問"), self.names[at].label)
        else:
            frame.get_by_label("年齢を数える日").fill(str(at))

    def _term(self, frame: Locator, number: int, term: Any, home: str | None) -> None:
        lines = frame.locator(".form-rule__rows > .form-rule__row")
        if number >= lines.count():
            press(frame, "項目を追加")
        line = lines.nth(number)
        if not isinstance(term, str):
            choose(line.get_by_label("項目の種類"), "決まった数")
            line.get_by_label("決まった数", exact=True).fill(str(term))
            return
        asked = self.names[term]
        elsewhere = asked.group and asked.group != home
        choose(
            line.get_by_label("計算に使う質問"),
            asked.label + ("（全件の合計）" if elsewhere else ""),
        )


def is_box(part: dict[str, Any]) -> bool:
    """Whether a part of a rule is a rule of its own, not a condition."""
    return any(name in part for name in (*MATCHES, *ROW_MATCHES))


def choose(chooser: Locator, label: str) -> None:
    """Choose in a select by name; one that stands there already is left alone."""
    chosen = "element => element.selectedOptions[0]?.textContent"
    if chooser.evaluate(chosen) != label:
        chooser.focus()
        chooser.select_option(label=label)


def heading(box: Locator, name: str, label: str) -> None:
    """Choose in the first line of a box."""
    choose(box.locator(f"> .form-rule__match > select[aria-label='{name}']"), label)


def add(box: Locator, words: str) -> None:
    """Press a button below the conditions of a box."""
    press(box.locator("> .form-rule__more"), words)


def press(where: Locator, words: str) -> None:
    """Press the first button of these words."""
    where.locator(f"button[aria-label='{words}']").first.press("Enter")

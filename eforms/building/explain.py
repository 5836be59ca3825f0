"""Why a question is shown or not, and required or not: the conditions that decided, in words.

Pure: a form (FormSchema) and a journey over it. For the editor's try-out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eforms.building.comparisons import KIND_LABELS, UNITS, Source
from eforms.building.sentences import sentence
from eforms.engine.journey import ROW, Journey
from eforms.engine.rules import APPLICANT_KIND, MATCHES, is_empty
from eforms.engine.schema import FormSchema, Group, Item, Question, Rule, Section
from eforms.fields import registry


# How a condition that does not hold is said, by the end of its sentence; the longest end counts.
_OPPOSITES = {
    "である": "ではない",
    "でない": "である",
    "と同じ": "と同じではない",
    "と異なる": "と同じである",
    "を含む": "を含まない",
    "を含まない": "を含む",
    "されている": "されていない",
    "されていない": "されている",
    "を選んでいる": "を選んでいない",
    "を選んでいない": "を選んでいる",
    "より大きい": "より大きくない",
    "より小さい": "より小さくない",
}
_NOUNS = ("以上", "以下", "以後", "以前", "より後", "より前", "未満")


@dataclass(frozen=True)
class Reason:
    """Why one section, group or question is as it is. ``required`` is None where nothing is asked.

    ``kind`` is ``section``, ``group`` or ``question``; ``row`` tells the row in words.
    """

    id: str
    kind: str
    label: str
    shown: bool
    why: str
    required: bool | None = None
    why_required: str = ""
    row: str = ""
    row_id: str | None = None


def explain(schema: FormSchema, section: Section, journey: Journey) -> list[Reason]:
    """Return the reasons of a section and of everything in it, in reading order."""
    return list(_Explainer(schema, journey).section(section))


def sources_of(schema: FormSchema) -> dict[str, Source]:
    """Return every question and group as sentences name it."""
    return {item.id: _source(item) for item in schema.walk()}


def _source(item: Item) -> Source:
    if isinstance(item, Group):
        return Source(item.label, "rows")
    choices = {choice["id"]: choice["label"] for choice in item.options.get("choices", ())}
    kind = registry.get(item.type).value_kind
    return Source(item.label, kind, choices, UNITS.get(item.type, ""))


class _Explainer:
    def __init__(self, schema: FormSchema, journey: Journey) -> None:
        self.schema = schema
        self.journey = journey
        self.names = sources_of(schema)

    def section(self, section: Section) -> Iterator[Reason]:
        shown = section.show is None or self.journey.holds(section.show, section.id)
        yield Reason(
            section.id, "section", section.title, shown, self.why(section.show, section.id, None)
        )
        for item in section.items:
            outer = None if shown else f"このセクション「{section.title}」が表示されないため"
            if isinstance(item, Group):
                yield from self.group(item, outer)
            else:
                yield self.question(item, outer)

    def group(self, group: Group, outer: str | None) -> Iterator[Reason]:
        shown = self.journey.is_visible(group.id)
        why = outer or self.why(group.show, group.id, None)
        yield Reason(group.id, "group", group.label, shown, why)
        if not shown:
            return
        for number, row in enumerate(self.journey.rows(group.id), 1):
            title = f"{group.row_title or group.label} {number}"
            for question in group.items:
                yield self.question(question, None, row.get(ROW), title)

    def question(
        self, question: Question, outer: str | None, row_id: str | None = None, row: str = ""
    ) -> Reason:
        shown = self.journey.is_visible(question.id, row_id)
        why = outer or self.why(question.show, question.id, row_id)
        required, why_required = None, ""
        if shown and question.has_answer:
            required = self.journey.is_required(question.id, row_id)
            required = required or registry.get(question.type).always_required
            if question.require is not None and not question.required:
                why_required = self.why(question.require, question.id, row_id)
        return Reason(
            question.id,
            "question",
            self.names[question.id].label or registry.get(question.type).label,
            shown,
            why,
            required,
            why_required,
            row,
            row_id,
        )

    def why(self, rule: Rule | None, item_id: str, row_id: str | None) -> str:
        """Return the deciding conditions in words; without a rule that there is none."""
        if rule is None:
            return "条件がないため"
        decided = list(dict.fromkeys(self.deciding(rule, item_id, row_id)))
        return "、".join(decided[:-1] + [_because(decided[-1])]) if decided else "条件がないため"

    def deciding(self, rule: Rule, item_id: str, row_id: str | None) -> Iterator[str]:
        """Yield the conditions that make the rule hold, or keep it from holding."""
        key = next((name for name in MATCHES if name in rule), None)
        if key is None:
            yield self.said(rule, self.journey.holds(rule, item_id, row_id), row_id)
            return
        holds = self.journey.holds(rule, item_id, row_id)
        parts = [(part, self.journey.holds(part, item_id, row_id)) for part in rule[key]]
        # Of "all" that fails those that fail, of "any" that holds those that hold; else all.
        every = holds if key != "any" else not holds
        wanted = holds if key != "none" else not holds
        for part, held in parts:
            if every or held == wanted:
                yield from self.deciding(part, item_id, row_id)

    def said(self, condition: Rule, holds: bool, row_id: str | None) -> str:
        words = sentence(condition, self.names)
        if holds:
            return words
        opposite = _opposite(words) if "ref" in condition else f"{words}、に当てはまらない"
        return f"{opposite}（{self.now(condition, row_id)}）"

    def now(self, condition: Rule, row_id: str | None) -> str:
        """Return the present answer that a condition looks at."""
        ref = condition.get("ref")
        if ref == APPLICANT_KIND:
            return f"いまは「{KIND_LABELS.get(self.journey.applicant_kind, '')}」"
        item = self.schema.item(ref) if ref else None
        if item is None:
            return "いまの回答による"
        own_row = row_id if self.schema.group_of(item.id) else None
        if not self.journey.is_visible(item.id, own_row):
            return f"「{item.label}」は表示されていません"
        answer = self.journey.answer(item.id, own_row)
        return _answer_words(item, answer)


def _answer_words(item: Item, answer: Any) -> str:
    if isinstance(item, Group):
        return f"いまは{answer if isinstance(answer, int) else 0}件"
    if is_empty(answer):
        return "まだ答えていません"
    text = "、".join(registry.get(item.type).display(item, answer))
    return f"いまの回答は「{text if len(text) <= 30 else text[:29] + '…'}」"


def _opposite(words: str) -> str:
    ends = [end for end in _OPPOSITES if words.endswith(end)]
    if ends:
        end = max(ends, key=len)
        return words.removesuffix(end) + _OPPOSITES[end]
    return f"{words}ではない" if words.endswith(_NOUNS) else f"{words}、に当てはまらない"


def _because(words: str) -> str:
    body, mark, now = words.rpartition("（") if words.endswith("）") else (words, "", "")
    if mark and not now.startswith(("いま", "まだ", "「")):
        body, mark, now = words, "", ""
    joined = f"{body}のため" if body.endswith(_NOUNS) else f"{body}ため"
    return joined + mark + now

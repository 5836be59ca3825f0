"""What nobody can ever see, and what everybody runs into: rules weighed against each other.

Every error here is proven (``contradictions``); what cannot be proven is not told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from eforms.building.comparisons import KIND_LABELS
from eforms.building.conditions import conditions_of
from eforms.building.contradictions import Fact, Facts, always, possible
from eforms.building.outline import GROUP, Node
from eforms.engine.rules import APPLICANT_KIND
from eforms.engine.schema import Rule


WHOLE = ("integer", "money", "fiscal_year")
NEVER = {
    "section": "このセクションは、どなたにも表示されません。",
    GROUP: "この繰り返しは、どなたにも表示されません。",
}
NEVER_QUESTION = "この質問は、どなたにも表示されません。"

Found = Iterator[tuple[Node, str | None, str]]


def facts_of(nodes: Sequence[Node], kinds: Sequence[str]) -> dict[str, Fact]:
    """Return what is known of every answer; ``kinds`` may apply with the form."""
    by_id = {node.id: node for node in nodes}
    facts = {APPLICANT_KIND: Fact("choice", choices=tuple(kinds), always=True)}
    for node in nodes:
        shows = shown_by(node, by_id)
        if node.type == GROUP:
            most = node.value["maximum"] or None
            facts[node.id] = Fact("number", shows, whole=True, most=most)
        elif node.is_question and node.kind != "none":
            facts[node.id] = Fact(
                node.kind,
                shows,
                choices=tuple(node.choices),
                choice_shows=_choice_shows(node),
                whole=node.type in WHOLE,
            )
    return facts


def shown_by(node: Node, by_id: dict[str, Node]) -> tuple[Rule, ...]:
    """Return the rules that must all hold for a node to be shown: outer ones first."""
    around = [by_id[node.section]] if not node.is_section else []
    around += [by_id[node.group]] if node.group else []
    return tuple(rule for part in (*around, node) if (rule := part.value.get("show")))


def unreachable(nodes: Sequence[Node], kinds: Sequence[str]) -> Found:
    """Yield node, input and message of what nobody can see and of rules that never hold."""
    by_id = {node.id: node for node in nodes}
    facts = facts_of(nodes, kinds)
    hidden: set[str] = set()
    for node in nodes:
        if node.section in hidden or node.group in hidden:
            continue  # told of the whole section or group
        shows = shown_by(node, by_id)
        if node.value.get("show") and not possible(shows, facts):
            hidden.add(node.id)
            never = NEVER.get(node.type, NEVER_QUESTION)
            yield node, "show", never + _why(node, shows, facts, by_id)
            continue
        yield from _never_required(node, shows, facts)
        yield from _never_offered(node, shows, facts)


def inescapable(nodes: Sequence[Node], kinds: Sequence[str]) -> Found:
    """Yield stops that are shown to everybody: nobody could ever apply."""
    by_id = {node.id: node for node in nodes}
    stops = [node for node in nodes if node.type == "stop"]
    facts = facts_of(nodes, kinds) if stops else {}
    for node in stops:
        if always(shown_by(node, by_id), facts):
            yield (
                node,
                "show",
                "この「申請できない方への案内」は、すべての方に表示されるため、どなたも申請できません。"
                "申請できない方だけが当てはまるように、表示する条件を設定してください",
            )


def _why(node: Node, shows: tuple[Rule, ...], facts: Facts, by_id: dict[str, Node]) -> str:
    own: Rule | None = node.value.get("show")
    alone = {ref: replace(fact, shows=(), choice_shows={}) for ref, fact in facts.items()}
    asked = [condition.get("ref") or "" for condition in conditions_of(own)]
    if not possible([own], alone):
        if _fails_by_kind(own, alone):
            return (
                "条件にある申請者の区分が、このフォームで申請できる方に含まれていません。"
                "条件の区分を選び直すか、「基本情報」の「申請できる方」に加えてください"
            )
        return (
            "条件どうしが両立しないため、成り立つことがありません。"
            "「すべてに」を「どれかに」に変えるか、いらない条件を削除してください"
        )
    if not possible(shows, alone):
        return (
            "この条件は、外側のセクションや繰り返しが表示される条件と両立しません。"
            "どちらかの条件を変えてください"
        )
    for ref in asked:
        if ref in by_id and not possible(facts[ref].shows, facts):
            return (
                f"条件に使っている「{by_id[ref].label}」が、どなたにも表示されないためです。"
                "先にその質問の条件を直してください"
            )
    return (
        "条件に使っている質問が表示される場合に、この条件が成り立つことがありません。"
        "条件に使っている質問の、表示する条件を確かめてください"
    )


def _fails_by_kind(rule: Rule, facts: Facts) -> bool:
    everybody = replace(facts[APPLICANT_KIND], choices=tuple(KIND_LABELS))
    return possible([rule], {**facts, APPLICANT_KIND: everybody})


def _never_required(node: Node, shows: tuple[Rule, ...], facts: Facts) -> Found:
    rule = node.value.get("require")
    if not rule or node.value.get("required") or possible((*shows, rule), facts):
        return
    yield (
        node,
        "require",
        "この「必須にする条件」は、質問が表示されているときに成り立つことがありません。"
        "条件を見直すか、削除してください",
    )


def _never_offered(node: Node, shows: tuple[Rule, ...], facts: Facts) -> Found:
    for choice_id, rule in _choice_shows(node).items():
        if not possible((*shows, rule), facts):
            yield (
                node,
                "choices",
                f"選択肢「{node.choices[choice_id]}」は、条件が成り立つことがないため、どなたも選べません。"
                "選択肢の条件を見直すか、削除してください",
            )


def _choice_shows(node: Node) -> dict[str, Rule]:
    return {
        choice["id"]: choice["show"]
        for choice in node.options.get("choices", ())
        if choice.get("show")
    }

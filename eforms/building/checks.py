"""Whether a form is ready to be published: what is missing, and where (S2)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eforms.building.codes import clash_message
from eforms.building.conditions import Source, rule_problems
from eforms.building.item_codes import code_problem
from eforms.building.outline import GROUP, Node, Path, sources, walk
from eforms.fields import registry


@dataclass(frozen=True)
class Problem:
    """Something an editor must put right in the body: where, in which input, and what."""

    path: Path
    label: str
    input: str | None
    message: str


def field_problems(page: Any) -> dict[str, list[str]]:
    """Return what the form's own fields lack: field name → messages."""
    problems: dict[str, list[str]] = defaultdict(list)
    if not page.code:
        problems["code"].append("アクセスURLを入力してください（例：juminhyo）")
    else:
        clash = clash_message(page.code, page.pk)
        if clash:
            problems["code"].append(clash)
    if page.organisation_id is None:
        problems["organisation"].append("届いた申請を扱う組織を選んでください")
    if not page.applicant_kinds:
        problems["for_individuals"].append(
            "申請できる方を、個人・法人・団体から1つ以上選んでください"
        )
    if not page.contact_name:
        problems["contact_name"].append("利用者が問い合わせる先を入力してください（例：市民課）")
    if not (page.contact_phone or page.contact_email):
        problems["contact_phone"].append("問い合わせ先の電話番号かメールアドレスを入力してください")
    if page.accepts_from and page.accepts_until and page.accepts_until <= page.accepts_from:
        problems["accepts_until"].append(
            "受付終了日時は、受付開始日時より後の日時を入力してください"
        )
    return dict(problems)


def body_problems(body: Any) -> list[Problem]:
    """Return everything in the questions that would not work, in reading order."""
    nodes = list(walk(body))
    by_code = defaultdict(list)
    for node in nodes:
        if not node.is_section and node.code:
            by_code[node.code].append(node)
    labels = {node.id: node.label for node in nodes if node.is_question}
    found = []
    for node in nodes:
        for name, message in _node_problems(node, nodes, by_code, labels):
            found.append(Problem(node.path, node.label, name, message))
    return found


def page_problems(page: Any) -> dict[str, list[str]]:
    """Return all that keeps a page from being published: field name → messages.

    Those of the questions tell in words which question they are about.
    """
    problems = field_problems(page)
    body = [f"「{problem.label}」：{problem.message}" for problem in body_problems(page.body)]
    if not any(node.is_question for node in walk(page.body)):
        body.insert(0, "質問を1つ以上追加してください")
    if body:
        problems["body"] = body
    return problems


def _node_problems(
    node: Node, nodes: list[Node], by_code: dict[str, list[Node]], labels: dict[str, str]
) -> Iterator[tuple[str | None, str]]:
    name = "title" if node.is_section else "label"
    if not (node.value.get(name) or "").strip() and (node.kind != "none" or not node.is_question):
        yield name, "見出しを入力してください" if node.is_section else "質問文を入力してください"
    if not node.is_section:
        others = [other.label for other in by_code[node.code] if other is not node]
        problem = code_problem(node.code, others)
        if problem:
            yield "code", problem
    if (node.is_section or node.type == GROUP) and not len(node.value["items"]):
        yield None, "質問を1つ以上追加してください"
    if node.type == GROUP and (node.value["minimum"] or 0) > (node.value["maximum"] or 0):
        yield "maximum", "最大数は、最小数以上の数にしてください"
    if node.type in ("choice", "choices"):
        yield from _choice_problems(node)
    if node.is_question:
        yield from registry.get(node.type).option_problems(node.value)
    if node.kind == "file" and not (node.value.get("help") or "").strip():
        yield "help", "どのような書類を添付すればよいかを、説明に入力してください"
    yield from _rules(node, nodes, labels)


def _choice_problems(node: Node) -> Iterator[tuple[str, str]]:
    names = [label.strip() for label in node.choices.values()]
    if len(names) < 2:
        yield "choices", "選択肢を2つ以上入力してください"
    elif not all(names):
        yield "choices", "空の選択肢があります。文字を入力するか、その選択肢を削除してください"
    elif len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        yield "choices", f"選択肢「{twice}」が2回あります。片方を変えるか、削除してください"


def _rules(node: Node, nodes: list[Node], labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    rules = {name: node.value.get(name) for name in ("show", "require") if node.value.get(name)}
    if not rules:
        return
    earlier = {
        other.id: Source(other.label, other.kind, other.choices) for other in sources(nodes, node)
    }
    for name, rule in rules.items():
        problems = rule_problems(rule, earlier, labels)
        if problems:
            yield name, "。".join(problems)

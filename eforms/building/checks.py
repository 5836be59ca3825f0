"""Whether a form is ready to be published: what is missing, and where (S2)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from eforms.building import advice, reach
from eforms.building.applicant import part_codes
from eforms.building.circles import circle_problems
from eforms.building.codes import clash_message
from eforms.building.comparisons import KIND_LABELS
from eforms.building.formulas import CALCULATED, formula_problems
from eforms.building.item_codes import code_problem
from eforms.building.outline import APPLICANT, GROUP, Node, walk
from eforms.building.problems import Problem, Severity, problem_at
from eforms.building.rule_checks import about_rules, problems_of_rules


EVERYBODY = tuple(KIND_LABELS)


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
    for name, message in advice.my_number_problems(page, list(walk(page.body))):
        problems[name].append(message)
    return dict(problems)


def body_problems(body: Any, kinds: Sequence[str] = EVERYBODY) -> list[Problem]:
    """Return everything in the questions that would not work, in reading order.

    ``kinds`` may apply with the form; a body looked at by itself is for everybody.
    """
    nodes = list(walk(body))
    kinds = kinds or EVERYBODY  # without any, the page says so itself
    by_code = defaultdict(list)
    for node in nodes:
        if not node.is_section and node.code:
            by_code[node.code].append(node)
    found = []
    for node in nodes:
        for name, message in _node_problems(node, nodes, by_code):
            found.append(problem_at(node, name, message))
    # Weighed only when each rule can work by itself: an unfinished one might still become anything.
    if not any(about_rules(problem.input) for problem in found):
        found += [problem_at(*told) for told in circle_problems(body, nodes, kinds)]
        found += [problem_at(*told) for told in reach.unreachable(nodes, kinds)]
        found += [problem_at(*told) for told in reach.inescapable(nodes, kinds)]
    return sorted(found, key=lambda problem: problem.path)


def page_problems(page: Any) -> dict[str, list[str]]:
    """Return all that keeps a page from being published: field name → messages.

    Those of the questions tell in words which question they are about.
    """
    problems = field_problems(page)
    body = [
        f"「{problem.label}」：{problem.message}"
        for problem in body_problems(page.body, page.applicant_kinds)
    ]
    if not any(node.is_question for node in walk(page.body)):
        body.insert(0, "質問を1つ以上追加してください")
    if body:
        problems["body"] = body
    return problems


def all_problems(page: Any) -> list[Problem]:
    """Return everything to put right (errors) or to think about (warnings), for the editor's list.

    The page's own fields first, then the questions in reading order, errors before warnings.
    """
    nodes = list(walk(page.body))
    found = [
        _of_field(page, name, message)
        for name, messages in field_problems(page).items()
        for message in messages
    ]
    found += [
        _of_field(page, *told, severity="warning") for told in advice.page_advice(page, nodes)
    ]
    if not any(node.is_question for node in nodes):
        found.append(_of_field(page, "body", "質問を1つ以上追加してください"))
    body = body_problems(page.body, page.applicant_kinds)
    body += [problem_at(*told, severity="warning") for told in advice.body_advice(nodes)]
    places = {node.id: _place(node, nodes) for node in nodes}
    body = [replace(problem, place=places[problem.block]) for problem in body]
    return found + sorted(body, key=lambda problem: (problem.path, not problem.is_error))


def _of_field(page: Any, name: str, message: str, severity: Severity = "error") -> Problem:
    label = "申請できる方" if name.startswith("for_") else page._meta.get_field(name).verbose_name
    return Problem((), str(label), name, message, severity, field=name, place="基本情報")


def _place(node: Node, nodes: list[Node]) -> str:
    sections = [other for other in nodes if other.is_section]
    number = next(i for i, other in enumerate(sections, 1) if other.id == node.section)
    return f"{number}. {sections[number - 1].label}"


def _node_problems(
    node: Node, nodes: list[Node], by_code: dict[str, list[Node]]
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
    if node.field_type:
        yield from node.field_type.option_problems(node.value)
    if node.type == CALCULATED:
        yield from (("formula", message) for message in formula_problems(node, nodes))
    if node.type == "hidden_value" and _section_of(node, nodes).value.get("show"):
        yield None, "いつも表示されるセクションに置いてください。表示されない間に値が失われます"
    if node.type == APPLICANT:
        yield from _applicant_problems(node, nodes)
    if node.kind == "file" and not (node.value.get("help") or "").strip():
        yield "help", "どのような書類を添付すればよいかを、説明に入力してください"
    yield from problems_of_rules(node, nodes)


def _section_of(node: Node, nodes: list[Node]) -> Node:
    return next(other for other in nodes if other.is_section and other.id == node.section)


def _applicant_problems(node: Node, nodes: list[Node]) -> Iterator[tuple[str, str]]:
    if any(other.type == APPLICANT and other.path < node.path for other in nodes):
        yield (
            "label",
            "「申請者」は1つのフォームに1つだけ置けます。ほかの方のことは「氏名」「住所」で聞いてください",
        )
    own = set(part_codes(node.value, node.code)) if node.code else set()
    taken = next((other for other in nodes if other is not node and other.code in own), None)
    if taken is not None:
        yield (
            "code",
            f"この項目コードから作られる「{taken.code}」は、「{taken.label}」で使われています。"
            "別のコードを入力してください",
        )


def _choice_problems(node: Node) -> Iterator[tuple[str, str]]:
    names = [label.strip() for label in node.choices.values()]
    if len(names) < 2:
        yield "choices", "選択肢を2つ以上入力してください"
    elif not all(names):
        yield "choices", "空の選択肢があります。文字を入力するか、その選択肢を削除してください"
    elif len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        yield "choices", f"選択肢「{twice}」が2回あります。片方を変えるか、削除してください"

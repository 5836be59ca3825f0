"""What the law, or good sense, asks of a form beyond its working: told before publishing (S2).

The gates of the law are in section 5.4 of the domain facts; those of My Number in section 2.3.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from eforms.building.outline import GROUP, Node


# Kinds of procedures whose electronic request must carry a signature: the ordinances on the
# resident register (of 2021-09-29), the rules on the family register, and the cities' on seals.
SIGNED_KINDS = ("resident_record", "family_register", "seal", "moving_out")
# More than fits on a screen one likes to fill.
MANY_QUESTIONS = 15
PERSONAL = ("name", "address", "phone", "email", "bank_account", "my_number", "applicant")


def my_number_problems(page: Any, nodes: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """Yield field and message: My Number may be asked for only where a law says so."""
    if not asks_my_number(nodes):
        return
    if not page.my_number_task:
        yield (
            "my_number_task",
            "マイナンバーの質問があります。番号法または条例で決められた事務のときだけ、"
            "「個人番号利用事務」を選んでください。そうでないときは、マイナンバーの質問を削除してください",
        )
    if not page.legal_basis.strip():
        yield (
            "legal_basis",
            "マイナンバーを使う根拠となる法令または条例を入力してください（例：番号法 別表の項）",
        )
    if not page.retention_days:
        yield (
            "retention_days",
            "マイナンバーを保存する日数を入力してください。過ぎると元に戻せない方法で削除します",
        )


def asks_my_number(nodes: Sequence[Node]) -> bool:
    """Return whether a form asks for a My Number."""
    return any(node.type == "my_number" for node in nodes)


def page_advice(page: Any, nodes: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """Yield field and message of what an editor should think about."""
    if (
        page.procedure_kind in SIGNED_KINDS
        and page.for_individuals
        and page.signature != "required"
    ):
        kind = page.get_procedure_kind_display()
        yield (
            "signature",
            f"「{kind}」のオンライン申請には、法令や条例により、個人の方の電子署名が必要とされています。"
            "「電子署名」を「必須」にするか、担当の法務部門に確かめてください",
        )
    if not page.retention_days and not asks_my_number(nodes):
        yield (
            "retention_days",
            "申請を保存する日数が決まっていません。文書の保存期間の定めに合わせて入力してください",
        )
    if not page.summary:
        yield (
            "summary",
            "制度の概要が空です。利用者が自分に合う手続か分かるよう、短く説明してください",
        )


def body_advice(nodes: Sequence[Node]) -> Iterator[tuple[Node, str | None, str]]:
    """Yield node, input and message of what an editor should think about."""
    sections = [node for node in nodes if node.is_section]
    for section in sections:
        inside = [node for node in nodes if node.section == section.id and not node.is_section]
        yield from _length(section, inside)
        yield from _same_labels(inside)
    yield from _consent(nodes)


def _length(section: Node, inside: list[Node]) -> Iterator[tuple[Node, str | None, str]]:
    number = sum(node.is_question and node.kind != "none" for node in inside)
    if number > MANY_QUESTIONS:
        yield (
            section,
            None,
            f"1つの画面に質問が{number}個あります。"
            f"{MANY_QUESTIONS}個以内になるよう、セクションを分けると入力しやすくなります",
        )


def _same_labels(inside: list[Node]) -> Iterator[tuple[Node, str | None, str]]:
    asked = [node for node in inside if node.type == GROUP or node.kind != "none"]
    times = Counter((node.group, node.label) for node in asked)
    seen = set()
    for node in asked:
        key = (node.group, node.label)
        if times[key] > 1 and key in seen:
            yield (
                node,
                "label",
                f"同じ画面に「{node.label}」という質問が{times[key]}つあります。"
                "CSVや確認の画面で区別できるよう、質問文を変えてください",
            )
        seen.add(key)


def _consent(nodes: Sequence[Node]) -> Iterator[tuple[Node, str | None, str]]:
    personal = next((node for node in nodes if node.type in PERSONAL), None)
    if personal is not None and not any(node.type == "consent" for node in nodes):
        yield (
            personal,
            None,
            "個人情報を入力する質問がありますが、「同意」の質問がありません。"
            "個人情報の取扱いと、虚偽の申請について確かめていただく質問を、最後に加えてください",
        )

"""What programs are told when something cannot be done, as problem documents (RFC 9457)."""

import uuid

from eforms.applications import signing_gate
from eforms.applications.models import Application
from eforms.building.windows import Window
from eforms.engine.schema import FormSchema
from eforms.filling import documents
from eforms.filling.problems import Problem


def already_sent(draft_id: uuid.UUID) -> Problem:
    """Return that a draft was sent, with its application, or is gone."""
    application = Application.objects.filter(draft_id=draft_id).first()
    if application is None:
        return Problem(410, "この下書きはもう使えません", "もう一度はじめから入力してください。")
    detail = f"受付番号は {application.receipt_number} です。"
    return Problem(409, "この申請は送信されています", detail, application=str(application.pk))


def open_or_refuse(window: Window) -> None:
    """Pass a form that accepts applications.

    Raises:
        Problem: it does not now.
    """
    if not window.is_open:
        raise not_open(window)


def not_open(window: Window) -> Problem:
    """Return that a form accepts nothing now, and when it will."""
    detail = f"{window.message}入力した内容は保存されています。"
    return Problem(409, "いまは受付期間ではありません", detail, state=window.state)


def newer_version() -> Problem:
    """Return that the form was changed since the draft was read."""
    detail = "下書きを読み直し、to_check の項目を確かめてから、もう一度送ってください。"
    return Problem(409, "フォームが更新されています", detail)


def unknown_codes(codes: list[str]) -> Problem:
    """Return which values no question of the section asks for."""
    detail = (
        "このセクションの質問の code だけを values に入れてください。code は、フォームの定義と"
        "セクションの読み出しで確かめられます。"
    )
    return Problem(
        422,
        "このセクションにない質問への回答があります",
        detail,
        errors=documents.of_unknown(codes),
    )


def not_signed() -> Problem:
    """Return that a form cannot be sent without a signature."""
    return Problem(409, "この申請には電子署名が必要です", signing_gate.REASON)


def answers_refused(schema: FormSchema, errors: list) -> Problem:
    """Return what to put right, value by value."""
    told = documents.of_errors(schema, errors)
    title = f"入力内容に{len(told)}件の確認事項があります"
    return Problem(422, title, "それぞれのメッセージのとおりに直してください。", errors=told)

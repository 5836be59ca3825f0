"""Placeholders of mail texts: ``{{受付番号}}`` and nothing else. No code, no expressions.

What stands between double braces is a name out of a fixed list; values are put in once and are
never read again, so that braces typed by an applicant stay what they are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from eforms.notices.models import MailEvent


@dataclass(frozen=True)
class Placeholder:
    """``personal`` ones stay out of subjects, which show on locked screens."""

    name: str
    meaning: str
    sample: str
    personal: bool = False
    events: tuple[MailEvent, ...] = tuple(MailEvent)

    def __str__(self) -> str:
        return "{{" + self.name + "}}"


PLACEHOLDERS = (
    Placeholder("申請者名", "申請者の氏名または名称", "一関 太郎", personal=True),
    Placeholder("受付番号", "申請の受付番号", "R08-1124-000123Y"),
    Placeholder("手続名", "申請フォームの名前", "住民票の写しの交付申請"),
    Placeholder("受付日時", "申請が届いた日時", "2026年11月24日（火）9時05分"),
    Placeholder("状況", "申請の現在の状況", "受付済"),
    Placeholder("担当課", "申請を担当する課の名前", "市民課"),
    Placeholder("電話番号", "問い合わせ先の電話番号", "0191-21-2111"),
    Placeholder(
        "問い合わせ先", "担当課の名前と電話番号、メールアドレス", "市民課（電話 0191-21-2111）"
    ),
    Placeholder(
        "確認用URL",
        "申請の状況を確かめるページ",
        "https://example.jp/applications/（申請ごとの番号）/",
    ),
    Placeholder(
        "補正の期限",
        "補正を送る期限（この日まで）",
        "2026年12月8日（火）",
        events=(MailEvent.CORRECTION,),
    ),
    Placeholder(
        "理由",
        "不受理の理由",
        "添付された書類では、ご本人との続柄を確認できませんでした。",
        personal=True,
        events=(MailEvent.NOT_ACCEPTED,),
    ),
    Placeholder(
        "今後の手順",
        "不受理のときに申請者が行うこと",
        "続柄のわかる戸籍の写しを添えて、もう一度申請してください。",
        personal=True,
        events=(MailEvent.NOT_ACCEPTED,),
    ),
)

_MARK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def allowed(event: str, *, in_subject: bool = False) -> list[Placeholder]:
    """Return the placeholders that a text of an event may hold."""
    return [
        placeholder
        for placeholder in PLACEHOLDERS
        if event in placeholder.events and not (in_subject and placeholder.personal)
    ]


def problems(text: str, event: str, *, in_subject: bool = False) -> list[str]:
    """Return what is wrong with a text, each as a sentence that says how to put it right."""
    usable = allowed(event, in_subject=in_subject)
    names = {placeholder.name for placeholder in usable}
    choices = " ".join(map(str, usable))
    found = []
    for name in dict.fromkeys(_MARK.findall(text)):
        if name not in names:
            found.append(
                f"{{{{{name}}}}} は、ここでは使えません。使えるのは次の差し込み項目です：{choices}"
            )
    if re.search(r"\{\{|\}\}|｛｛|｝｝", _MARK.sub("", text)):
        found.append(
            "差し込み項目の括弧が対になっていません。"
            "{{受付番号}} のように、半角の二重の波括弧で囲んでください。"
        )
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders replaced.

    A name that is not in ``values`` becomes empty: a mail never shows braces.
    """
    # Names of states are translated late: what comes here may not be text yet.
    return _MARK.sub(lambda mark: str(values.get(mark[1], "")), text)


def samples() -> dict[str, str]:
    """Return made-up values, for previews."""
    return {placeholder.name: placeholder.sample for placeholder in PLACEHOLDERS}

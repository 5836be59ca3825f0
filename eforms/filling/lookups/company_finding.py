"""The look-up of a company at the National Tax Agency, in words."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from eforms.fields import corporate_number
from eforms.filling.lookups.findings import Choice, Finding, Parts, fills_and_differences, short
from eforms.filling.lookups.houjin import client
from eforms.filling.lookups.houjin.formats import Answer, Company


SHORTEST_NAME = 2
NUMBER = "corporate_number"


def find_by_number(typed: Mapping[str, str], *, kana: bool) -> Finding:
    """Return the company of the number among the typed parts."""
    number = corporate_number.read_digits(typed.get(NUMBER, "")[:40])
    if not corporate_number.is_right(number):
        return Finding(
            _(
                "法人番号を13けたの数字で入力し、打ち間違いがないか確かめてから、"
                "もう一度「法人番号で検索」を押してください。"
            ),
            warning=True,
        )
    try:
        company = client.by_number(number)
    except client.Unavailable:
        return _down()
    if company is None:
        return Finding(
            _(
                "この法人番号の法人は見つかりませんでした。番号を確かめてください。"
                "番号が合っているときは、検索せずに名称と所在地を入力してください。"
            ),
            warning=True,
        )
    return _of_company(company, typed, kana=kana)


def find_by_name(typed: Mapping[str, str], *, kana: bool) -> Finding:
    """Return the companies whose name holds what was typed as a name."""
    name = typed.get("name", "").strip()
    if len(name) < SHORTEST_NAME:
        return Finding(
            _("法人の名称を2文字以上入力してから、もう一度「名称で検索」を押してください。"),
            warning=True,
        )
    try:
        answer = client.by_name(name[:150], typed.get("address", "").strip())
    except client.Unavailable:
        return _down()
    number = corporate_number.read_digits(typed.get(NUMBER, "")[:40])
    chosen = next((one for one in answer.companies if one.number == number), None)
    if chosen is not None:
        return _of_company(chosen, typed, kana=kana)
    return _of_answer(answer)


def taken(key: str, *, kana: bool) -> Parts:
    """Return the parts that a chosen company puts into the answer; none when it is not known."""
    try:
        company = client.by_number(key)
    except (ValueError, client.Unavailable):
        return {}
    return _parts(company, kana=kana) if company else {}


def _of_company(company: Company, typed: Mapping[str, str], *, kana: bool) -> Finding:
    found = _parts(company, kana=kana)
    read = {**typed, NUMBER: corporate_number.read_digits(typed.get(NUMBER, "")[:40])}
    fills, differing = fills_and_differences(read, found)
    hints = _warnings(company)
    warning = bool(hints)
    if kana and not (typed.get("kana") or found["kana"]):
        hints += (_("フリガナは登録されていません。続けて入力してください。"),)
    said = _("国税庁に登録されている法人：%(company)s") % {"company": _line(company)}
    if differing:
        said += _("。入力した内容と異なるところがあるため、入力はそのままにしてあります。")
        choice = _choice(company)
        return Finding(said, hints, {}, (choice,), keep=True, warning=warning)
    said += _("。空いていたところに入力しました。") if fills else _("。入力内容と合っています。")
    return Finding(said, hints, fills, warning=warning)


def _of_answer(answer: Answer) -> Finding:
    if not answer.companies:
        return Finding(
            _(
                "この名称の法人は見つかりませんでした。名称の一部だけにしてもう一度検索するか、"
                "検索せずに入力してください。"
            ),
            warning=True,
        )
    hints: tuple[str, ...] = ()
    if answer.count > len(answer.companies):
        hints = (
            _(
                "はじめの%(shown)d件を表示しています。ない場合は、名称を詳しく入力するか、"
                "所在地に都道府県名を入力して、もう一度検索してください。"
            )
            % {"shown": len(answer.companies)},
        )
    return Finding(
        _("法人が%(count)d件見つかりました。一つ選んでください。") % {"count": answer.count},
        hints,
        choices=tuple(_choice(company) for company in answer.companies),
        keep=True,
    )


def _down() -> Finding:
    return Finding(
        _(
            "いま国税庁のサービスに接続できないため、検索できませんでした。"
            "検索せずに、法人番号・名称・所在地を入力して進んでください。"
        ),
        warning=True,
    )


def _parts(company: Company, *, kana: bool) -> Parts:
    parts = {NUMBER: company.number, "name": company.name, "address": company.address}
    return parts | ({"kana": company.furigana} if kana else {})


def _line(company: Company) -> str:
    return short(f"{company.name}（{company.address}）" if company.address else company.name)


def _choice(company: Company) -> Choice:
    notes = (_("法人番号：%(number)s") % {"number": company.number}, *_warnings(company))
    return Choice(company.number, _line(company), notes)


def _warnings(company: Company) -> tuple[str, ...]:
    """Return what is amiss with a company; none of it keeps anybody from going on."""
    warnings = []
    if company.is_closed:
        closed = _("この法人の登記記録は閉鎖されています。")
        if company.closed_on:
            closed = _("この法人の登記記録は閉鎖されています（%(date)s）。") % {
                "date": _day(company.closed_on)
            }
        if company.successor:
            closed += _("承継先の法人番号は%(number)sです。") % {"number": company.successor}
        warnings.append(closed)
    if company.has_pictures:
        warnings.append(
            _("画像でしか表せない文字があります。名称と所在地の文字を確かめてください。")
        )
    if company.is_withheld:
        warnings.append(_("この法人は、検索の対象から除かれています。内容を確かめてください。"))
    return tuple(warnings)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return _("%(year)d年%(month)d月%(day)d日") % {
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }

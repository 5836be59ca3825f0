"""Every question type in every state, drawn by the very code that draws citizens' forms.

The page is the living record of the look, and what the accessibility checks walk through.
"""

import random
from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from eforms.engine.journey import ROW, Journey
from eforms.engine.schema import FormSchema, Section
from eforms.fields import registry
from eforms.fields.processing import InputError, process_section
from eforms.fields.rendering import render_section


CHOICES = [
    {"id": "all", "label": "世帯全員"},
    {"id": "some", "label": "世帯の一部の方"},
    {"id": "unknown", "label": "わからない"},
]
# What differs from a plain question of the type: a list, for types with several looks.
VARIANTS: dict[str, list[tuple[str, dict]]] = {
    "integer": [("必要な通数", {"minimum": 1, "maximum": 10, "unit": "通"})],
    "decimal": [("土地の面積", {"places": 2, "minimum": 0, "unit": "㎡"})],
    "money": [("手数料の合計", {"minimum": 0, "maximum": 100_000})],
    "month": [("使い始める年月", {})],
    "time": [("来庁する時刻", {"earliest": "08:30", "latest": "17:15"})],
    "url": [("団体のウェブページ", {})],
    "company": [("申請する会社", {"number_required": True, "kana": True})],
    "bank_account": [("振込先の口座", {})],
    "fiscal_year": [("証明書の年度", {"back": 5, "ahead": 0})],
    "choice": [
        ("どなたの分が必要ですか", {"choices": CHOICES, "as": "radios"}),
        ("受け取る窓口", {"choices": CHOICES, "as": "list"}),
    ],
    "search_list": [("お住まいの行政区", {"choices": CHOICES})],
    "choices": [("証明書に載せる項目", {"choices": CHOICES})],
    "yes_no": [("代理の方が申請しますか", {"yes_label": "はい", "no_label": "いいえ"})],
    "attachment": [("本人確認書類", {"extensions": ["pdf", "jpg"], "max_mb": 5, "max_files": 3})],
    "consent": [("内容の確認", {"statement": "入力した内容は事実のとおりです。"})],
    "heading": [("住所と連絡先", {"level": 2})],
    "notice": [
        ("お知らせ", {"kind": "info", "text": "<p>手数料は、窓口で受け取るときに支払います。</p>"}),
        ("受け取れる方", {"kind": "warning", "text": "<p>受け取れるのは、ご本人だけです。</p>"}),
        ("準備ができました", {"kind": "success", "text": "<p>このまま申請できます。</p>"}),
    ],
    "image": [
        (
            "記入例",
            {
                "image": {"src": "/static/img/select.svg", "width": 160, "height": 160},
                "alt": "記入例",
            },
        )
    ],
    "stop": [
        (
            "市外にお住まいの方は、この申請ができません",
            {
                "text": "<p>お住まいの市町村に申請してください。</p>",
                "link_url": "/",
                "link_label": "手続きの案内を見る",
            },
        )
    ],
    "static_text": [("", {"text": "<p><b>説明文</b></p><p>編集者が書いた文章です。</p>"})],
    "name": [("お名前", {"kana": True})],
    "address": [("住所", {})],
    "email": [("メールアドレス", {})],
    "phone": [("日中に連絡がつく電話番号", {})],
    "date": [("生年月日", {"latest": "today"})],
    "long_text": [("申請の理由", {"rows": 4})],
    "short_text": [("提出先", {"max_length": 100})],
}
STATES = {
    "empty": "空のとき",
    "filled": "入力したとき",
    "error": "直すところがあるとき",
    "optional": "任意のとき",
}


@dataclass(frozen=True, slots=True)
class Specimen:
    """One state of all question types."""

    state: str
    title: str
    errors: tuple[InputError, ...]
    html: SafeString


@lru_cache(maxsize=1)
def specimens() -> tuple[Specimen, ...]:
    """Return the question types in each state; a group of them closes each."""
    return tuple(_specimen(state, title) for state, title in STATES.items())


def _specimen(state: str, title: str) -> Specimen:
    schema = _schema(state)
    section = schema.sections[0]
    answers = _answers(section) if state == "filled" else {}
    errors: tuple[InputError, ...] = ()
    if state == "error":
        checked = process_section(
            schema, section, QueryDict(""), MultiValueDict(), {}, "individual", None
        )
        errors = tuple(checked.errors)
    journey = Journey(schema, answers, "individual")
    return Specimen(state, title, errors, render_section(schema, section, journey, errors=errors))


def _questions(state: str, place: str = "") -> list[dict]:
    return [
        {
            "id": f"{state}{place}-{kind.name}-{number}",
            "type": kind.name,
            "code": f"{state}{place}_{kind.name}_{number}".replace("-", "_"),
            "label": label,
            "help": "答え方の説明です。" if kind.asked else "",
            "required": state != "optional",
            "show": None,
            "require": None,
            "options": options,
        }
        for kind in registry.all_types()
        for number, (label, options) in enumerate(VARIANTS.get(kind.name, [(kind.label, {})]))
    ]


def _schema(state: str) -> FormSchema:
    inside = [q for q in _questions(state, "-row") if q["type"] in ("name", "date", "choice")]
    group = {
        "id": f"{state}-group",
        "type": "group",
        "code": f"{state}_group",
        "label": "証明書に載せる方",
        "help": "",
        "minimum": 1,
        "maximum": 3,
        "row_title": "載せる方",
        "show": None,
        "items": inside,
    }
    section = {
        "id": f"{state}-section",
        "title": STATES[state],
        "intro": "",
        "show": None,
        "items": [*_questions(state), group],
    }
    return FormSchema.from_json(
        {"schema": 1, "title": "見本", "applicant_kinds": ["individual"], "sections": [section]}
    )


def _answers(section: Section) -> dict:
    rng = random.Random(8)  # noqa: S311 - the same specimens each time
    *questions, group = section.items
    answers = {question.id: _sample(question, rng) for question in questions if question.has_answer}
    answers[group.id] = [
        {ROW: row} | {question.id: _sample(question, rng) for question in group.items}
        for row in ("r1", "r2")
    ]
    return answers


def _sample(question, rng: random.Random):
    return registry.get(question.type).sample(question, rng)

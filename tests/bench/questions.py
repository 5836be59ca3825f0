"""The same questions for both form builders, and one answer to each."""

import itertools
import json
import random
from collections.abc import Callable

from eforms.building.compiler import compile_form
from eforms.engine.schema import FormSchema
from eforms.fields import registry
from eforms.fields.base import part_name
from eforms.models import FormPage


CHOICES = ["年金", "相続・登記", "運転免許", "旅券", "その他"]
IDS = [{"id": f"c{number}", "label": label} for number, label in enumerate(CHOICES)]
YES_NO = ["はい", "いいえ"]

# (our type, its options, the peer's type, the peer's choices, an answer to the peer)
KINDS = [
    ("short_text", {"max_length": 100}, "singleline", [], "一関年金事務所"),
    ("integer", {"minimum": 1, "maximum": 10}, "number", [], "3"),
    ("choice", {"choices": IDS, "as": "list"}, "dropdown", CHOICES, CHOICES[1]),
    ("yes_no", {}, "radio", YES_NO, YES_NO[0]),
    ("date", {"latest": "today"}, "date", [], "1980-04-01"),
    ("choices", {"choices": IDS}, "checkboxes", CHOICES, CHOICES[:2]),
    ("email", {}, "email", [], "hanako@example.jp"),
    ("long_text", {"max_length": 500, "rows": 4}, "multiline", [], "相続の手続きのため。"),
    ("choice", {"choices": IDS, "as": "radios"}, "radio", CHOICES, CHOICES[0]),
    ("phone", {}, "singleline", [], "0191-21-2111"),
]
# Every type we have; the peer has no match for some.
MIXED = {
    "choice": {"choices": IDS, "as": "radios"},
    "choices": {"choices": IDS},
    "search_list": {"choices": IDS},
    "attachment": {"extensions": ["pdf", "jpg"], "max_mb": 5, "max_files": 2},
    "consent": {"statement": "入力した内容は事実のとおりです。"},
    "heading": {"level": 2},
    "notice": {"kind": "info", "text": "<p>案内です。</p>"},
    "stop": {"text": "<p>案内です。</p>"},
    "static_text": {"text": "<p>案内です。</p>"},
}


def _question(number: int, kind: str, options: dict) -> dict:
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "type": kind,
        "code": f"question_{number}",
        "label": f"質問 {number}",
        "help": "住民票に書かれている文字で入力してください。",
        "required": True,
        "options": options,
    }


def _document(questions: list[dict]) -> dict:
    page = {"id": "page", "title": "申請の内容", "intro": "", "show": None, "items": questions}
    return {
        "schema": 1,
        "title": f"{len(questions)}問の申請",
        "applicant_kinds": ["individual"],
        "sections": [page],
    }


def ours(count: int) -> dict:
    """Return a form of ``count`` questions the peer has too."""
    kinds = [KINDS[number % len(KINDS)] for number in range(count)]
    return _document([_question(n, kind[0], kind[1]) for n, kind in enumerate(kinds, 1)])


def body(count: int) -> str:
    """Return the editor's blocks of ``ours`` as a StreamField keeps them, each with a rule."""
    items = []
    for question in ours(count)["sections"][0]["items"]:
        choices = question["options"].get("choices", [])
        value = {"label": question["label"], "help": question["help"], "required": True}
        value |= question["options"] | {"show": _given(items[-1]["id"]) if items else None}
        if choices:
            value["choices"] = [
                {"type": "item", "id": choice["id"], "value": {"label": choice["label"]}}
                for choice in choices
            ]
        items.append({"type": question["type"], "id": question["id"], "value": value})
    page = {"title": "申請の内容", "intro": "", "show": None, "items": items}
    return json.dumps([{"type": "section", "id": "page", "value": page}])


def compiling(count: int) -> Callable[[], object]:
    """Return the compilation of a form from its blocks, as the database has them."""
    raw = body(count)

    def compiled() -> dict:
        document = compile_form(FormPage(title="申請", body=raw))
        if len(document["sections"][0]["items"]) != count:
            raise RuntimeError(document)
        return document

    return compiled


def _given(ref: str) -> dict:
    return {"all": [{"ref": ref, "op": "not_empty"}]}


def ruled(count: int) -> dict:
    """Return the questions of ``ours`` with rules: each but the first asks for the one before, a
    sum at the end asks for all numbers, and a check compares the first two numbers."""
    document = ours(count)
    items = document["sections"][0]["items"]
    for before, item in itertools.pairwise(items):
        item["show"] = _given(before["id"])
    numbers = [item["id"] for item in items if item["type"] == "integer"]
    total = _question(count + 1, "calculated", {"formula": {"op": "sum", "of": numbers}})
    return document | {
        "sections": [
            document["sections"][0]
            | {
                "items": [*items, total],
                "checks": [
                    {
                        "id": "check",
                        "when": {"ref": numbers[0], "op": "greater", "value": 10},
                        "message": "10以下の数を入力してください。",
                        "at": numbers[0],
                    }
                ],
            }
        ]
    }


def mixed(count: int) -> dict:
    """Return a form of ``count`` questions of all our types but those that need a request."""
    names = [
        kind.name for kind in registry.all_types() if kind.value_kind != "file" and not kind.secret
    ]
    return _document(
        [
            _question(n, name, MIXED.get(name, {}))
            for n, name in ((n, names[n % len(names)]) for n in range(count))
        ]
    )


def answered(schema: FormSchema) -> dict[str, list[str]]:
    """Return what a browser sends for made-up answers."""
    rng = random.Random(7)
    sent = {}
    for question in schema.questions():
        if not question.is_asked:
            continue
        kind = registry.get(question.type)
        raw = kind.raw_from_value(question, kind.sample(question, rng))
        sent |= {part_name(f"q-{question.id}", part): texts for part, texts in raw.items()}
    return sent


def theirs(count: int) -> list[dict]:
    """Return the peer's fields: label, field_type, choices, help_text, required."""
    return [
        {
            "label": f"質問 {number + 1}",
            "field_type": KINDS[number % len(KINDS)][2],
            "choices": "\n".join(KINDS[number % len(KINDS)][3]),
            "help_text": "住民票に書かれている文字で入力してください。",
            "required": True,
            "sort_order": number,
        }
        for number in range(count)
    ]


def their_answers(names: list[str]) -> dict[str, list[str]]:
    """Return what a browser sends to the peer, by its own names of the fields."""
    answers = [KINDS[number % len(KINDS)][4] for number in range(len(names))]
    return {
        name: answer if isinstance(answer, list) else [answer]
        for name, answer in zip(names, answers, strict=True)
    }

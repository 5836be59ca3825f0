"""One question of each type, a store that keeps nothing, and forms of them."""

import random
import uuid
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from eforms.engine.schema import Question
from eforms.fields import registry
from eforms.fields.base import Context, part_name
from tests.papers import PDF


CHOICES = {"choices": [{"id": "c1", "label": "世帯全員"}, {"id": "c2", "label": "世帯の一部"}]}
IMAGE = {
    "image": {"src": "/media/a.png", "width": 800, "height": 600, "srcset": "/media/a.png 800w"}
}
OPTIONS = {
    "short_text": [{}, {"max_length": 5}],
    "long_text": [{}, {"max_length": 50, "rows": 3}],
    "integer": [{}, {"minimum": 1, "maximum": 10, "unit": "通"}],
    "decimal": [
        {},
        {"places": 1, "minimum": 0.5, "maximum": 9.9, "unit": "㎡"},
        {"places": 4, "minimum": -2, "maximum": 0.0005},
    ],
    "money": [{}, {"minimum": 500, "maximum": 100000}, {"minimum": -3000, "maximum": -1000}],
    "month": [{}, {"latest": "today"}, {"earliest": "2026-04", "latest": "2027-03"}],
    "time": [{}, {"earliest": "08:30", "latest": "17:15"}, {"latest": "08:10"}],
    "company": [{}, {"kana": True}, {"number_required": False, "own": False}],
    "fiscal_year": [{}, {"back": 0, "ahead": 0}, {"back": 2, "ahead": 1}],
    "date": [{}, {"latest": "today"}, {"earliest": "2026-04-01", "latest": "2027-03-31"}],
    "yes_no": [{}, {"yes_label": "ある", "no_label": "ない"}],
    "choice": [CHOICES | {"as": "radios"}, CHOICES | {"as": "list"}],
    "choices": [CHOICES, CHOICES | {"minimum": 1, "maximum": 1}],
    "search_list": [CHOICES],
    "name": [{}, {"kana": False}, {"single": True}, {"single": True, "kana": False}],
    "attachment": [{"extensions": ["pdf", "png"], "max_mb": 1, "max_files": 2}],
    "consent": [{"statement": "入力した内容は事実のとおりです。"}],
    "calculated": [{}, {"places": 2, "unit": "円"}],
    "hidden_value": [{"allowed": []}, {"allowed": ["kouhou", "top"], "default": "top"}],
    "heading": [{"level": 2}, {"level": 3}],
    "notice": [
        {"kind": kind, "text": "<p>案内です。</p>"} for kind in ("info", "warning", "success")
    ],
    "image": [IMAGE | {"alt": "記入例", "decorative": False}, IMAGE | {"decorative": True}, {}],
    "stop": [
        {"text": "<p>窓口へお越しください。</p>", "link_url": "/x/", "link_label": "窓口"},
        {"text": "<p>窓口へお越しください。</p>"},
    ],
    "static_text": [{"text": "<p>案内です。</p>"}],
}


def question(kind, /, *, required=False, code="item", label="確認すること", help="", **options):
    """Return a question of a type; its id is its code."""
    return Question(
        id=code,
        type=kind,
        code=code,
        label=label,
        help=help,
        required=required,
        options=options or OPTIONS.get(kind, [{}])[0],
    )


def every_question(**common):
    """Return a question for each set of options of each type, with a name for the test."""
    return {
        f"{kind.name}-{number}": question(kind.name, **common, **options)
        for kind in registry.all_types()
        for number, options in enumerate(OPTIONS.get(kind.name, [{}]))
    }


class MemoryStore:
    """Files and numbers of one draft in memory; ``known`` are those that belong to it."""

    def __init__(self, known=()):
        self.known = {part["id"]: part for part in known}
        self.saved = []

    def save(self, question, uploaded, row_id):
        value = {
            "id": str(uuid.uuid4()),
            "name": uploaded.name,
            "size": uploaded.size,
            "content_type": uploaded.content_type,
            "sha256": "0" * 64,
        }
        self.known[value["id"]] = value
        self.saved.append((question.id, row_id, uploaded.name))
        return value

    def hold_secret(self, question, row_id, number):
        value = {"id": str(uuid.uuid4())}
        self.known[value["id"]] = value
        self.saved.append((question.id, row_id, number))
        return value

    def registered_secret(self, question_id, row_id, secret_id):
        return self.known.get(secret_id)

    def current_secret(self, question_id):
        return next(iter(self.known), None)

    def existing(self, question_id, row_id, ids):
        return [self.known[key] for key in ids if key in self.known]


def upload(name, content=PDF, content_type="application/octet-stream", size=None):
    """Return a file as a browser sends it."""
    size = len(content) if size is None else size
    return UploadedFile(BytesIO(content), name, content_type, size)


def sample(of, seed=1):
    """Return a made-up answer of a question and a store that knows its files."""
    value = registry.get(of.type).sample(of, random.Random(seed))
    kept = {"file": value, "secret": [value]}.get(registry.get(of.type).value_kind, [])
    return value, MemoryStore(kept)


def context(store=None, **values):
    """Return a context."""
    return Context(store=store, **values)


def post(values):
    """Return what a browser sends: input name → text or list of texts."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def post_value(of, value, name=None):
    """Return the inputs that stand for a value."""
    raw = registry.get(of.type).raw_from_value(of, value)
    return {part_name(name or f"q-{of.id}", part): texts for part, texts in raw.items()}


def files(**uploads):
    """Return request.FILES: question id → list of uploads."""
    return MultiValueDict({f"q-{key}": value for key, value in uploads.items()})

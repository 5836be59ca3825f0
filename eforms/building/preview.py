"""The editor's preview: every step of the form, read-only, from what is typed so far.

The start page, each section, why somebody cannot apply, the check and what comes after sending,
with made-up answers; once for each kind of applicant where that makes a difference. Nothing is
stored, and nothing can be sent. To fill it in there is the try-out.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from eforms.building.comparisons import KIND_LABELS
from eforms.building.compiler import compile_form
from eforms.building.outline import walk
from eforms.building.samples import sample_answers
from eforms.building.scopes import names_of
from eforms.building.sentences import sentence, when
from eforms.building.windows import window_of
from eforms.engine.journey import Journey
from eforms.engine.rules import APPLICANT_KIND, refs
from eforms.engine.schema import FormSchema, Group, Item, Question, Section
from eforms.fields.display import summary
from eforms.fields.rendering import render_section


START, CHECK, SENT = "", "check", "sent"
FOLDER = "eforms/building"


def modes(page: Any) -> list[tuple[str, str]]:
    """Return the choices of the preview in the order citizens meet them.

    Sections are told by their place: one that was just added can be looked at before it is saved.
    """
    schema = _schema(page)
    found = [(START, "はじめの画面")]
    for number, section in enumerate(schema.sections, 1):
        title = f"{number}. {section.title or '（見出しなし）'}"
        found += _for_kinds(f"section-{number}", title, schema, [section])
    found += [
        (f"stop-{number}", f"申請できない方への案内：{stop.label or '（見出しなし）'}")
        for number, stop in enumerate(_stops(schema), 1)
    ]
    found += _for_kinds(CHECK, "確認の画面", schema, schema.sections)
    return [*found, (SENT, "送信後の画面")]


def _for_kinds(mode: str, label: str, schema: FormSchema, sections: Any) -> list[tuple[str, str]]:
    """Return one choice, or one for each kind of applicant when these see different things."""
    kinds = schema.applicant_kinds
    if len(kinds) < 2 or not any(_asks_kind(section) for section in sections):
        return [(mode, label)]
    return [(f"{mode}.{kind}", f"{label}（{KIND_LABELS[kind]}）") for kind in kinds]


def _asks_kind(section: Section) -> bool:
    items: list[Item] = [
        part
        for item in section.items
        for part in (item, *(item.items if isinstance(item, Group) else ()))
    ]
    rules = [section.show, *(item.show for item in items)]
    rules += [item.require for item in items if isinstance(item, Question)]
    return any(APPLICANT_KIND in refs(rule) for rule in rules)


def _schema(page: Any) -> FormSchema:
    return FormSchema.from_json(compile_form(page), whole=False)


def _stops(schema: FormSchema) -> list[Question]:
    return [question for question in schema.questions() if question.type == "stop"]


def respond(page: Any, request: HttpRequest, mode: str) -> HttpResponse:
    """Return the previewed page; an unknown mode is the start page."""
    schema = _schema(page)
    step, _, kind = mode.partition(".")
    if kind not in schema.applicant_kinds:
        kind = next(iter(schema.applicant_kinds), "individual")
    context = {"page": page, "schema": schema, "preview": True}
    if len(schema.applicant_kinds) > 1:
        context["kind"] = KIND_LABELS[kind]
    name, _, digits = step.partition("-")
    number = int(digits) if digits.isdecimal() else 0
    if name == "section" and 1 <= number <= len(schema.sections):
        context |= _section(page, schema, number, kind)
    elif name == "stop" and 1 <= number <= len(_stops(schema)):
        context["stop"] = _stops(schema)[number - 1]
    elif step == CHECK:
        context["parts"] = summary(schema, Journey(schema, sample_answers(schema), kind))
    elif step != SENT:
        name, context["window"] = "start", window_of(page, timezone.now())
    return TemplateResponse(request, f"{FOLDER}/preview_{name}.html", context)


def _section(page: Any, schema: FormSchema, number: int, kind: str) -> dict[str, Any]:
    section = schema.sections[number - 1]
    nodes = list(walk(page.body))
    names = names_of(nodes)
    journey = Journey(schema, sample_answers(schema), kind)
    return {
        "section": section,
        "rules": [
            (node.label, when(sentence(node.value["show"], names)))
            for node in nodes
            if node.section == section.id and node.value.get("show")
        ],
        "number": number,
        "inputs": render_section(schema, section, journey),
    }

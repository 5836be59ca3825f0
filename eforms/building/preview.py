"""The editor's preview: the start page and each section, read-only, from what is typed so far.

Nothing is stored, and nothing can be sent.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from eforms.building.compiler import compile_form
from eforms.building.conditions import sentence
from eforms.building.outline import walk
from eforms.building.scopes import names_of
from eforms.building.windows import window_of
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema
from eforms.fields.rendering import render_section


START = ""


def modes(page: Any) -> list[tuple[str, str]]:
    """Return the choices of the preview: the start page, then the sections by number and title.

    Sections are told by their place: one that was just added can be looked at before it is saved.
    """
    sections = [part for part in page.body if part.block_type == "section"]
    return [(START, "はじめの画面")] + [
        (f"section-{number}", f"{number}. {part.value['title'] or '（見出しなし）'}")
        for number, part in enumerate(sections, start=1)
    ]


def respond(page: Any, request: HttpRequest, mode: str) -> HttpResponse:
    """Return the previewed page."""
    schema = FormSchema.from_json(compile_form(page), whole=False)
    number = int(mode.removeprefix("section-")) if mode.startswith("section-") else 0
    context = {"page": page, "schema": schema, "preview": True}
    if not 1 <= number <= len(schema.sections):
        context["window"] = window_of(page, timezone.now())
        return TemplateResponse(request, "eforms/building/preview_start.html", context)
    section = schema.sections[number - 1]
    kind = next(iter(schema.applicant_kinds), "individual")
    nodes = list(walk(page.body))
    names = names_of(nodes)
    context |= {
        "section": section,
        "rules": [
            (node.label, sentence(node.value["show"], names))
            for node in nodes
            if node.section == section.id and node.value.get("show")
        ],
        "number": number,
        "inputs": render_section(schema, section, Journey(schema, {}, kind)),
    }
    return TemplateResponse(request, "eforms/building/preview_section.html", context)

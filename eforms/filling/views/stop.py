"""The page of those who cannot go on: why, what to do instead, and the way back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from eforms.engine.journey import Journey
from eforms.fields import registry
from eforms.fields.base import part_name
from eforms.fields.rows import question_name
from eforms.filling import stopping
from eforms.filling.stopping import Cause
from eforms.filling.visits import DraftVisit, draft_view


@draft_view
@require_GET
def stop(request: HttpRequest, visit: DraftVisit) -> HttpResponse:
    """Show why, as long as the answers say so; the answers stay kept."""
    journey = visit.journey
    question = stopping.stop_of(journey)
    if question is None:
        return redirect(visit.url("resume"))
    section = visit.schema.section_of(question.id)
    context = {
        "page": visit.page,
        "form_title": visit.schema.title,
        "draft": visit.draft,
        "applicant": visit.applicant,
        "question": question,
        "causes": [
            (cause, _address(visit, journey, cause)) for cause in stopping.causes(journey, question)
        ],
        "back": visit.section_url(section),
    }
    return render(request, "eforms/filling/stop.html", context)


def _address(visit: DraftVisit, journey: Journey, cause: Cause) -> str:
    address = visit.section_url(visit.schema.section(cause.section_id))
    item = cause.question
    group = visit.schema.group_of(item.id)
    if group is not None or item.type == "group":
        return f"{address}#g-{(group or item).id}"
    return f"{address}#{part_name(question_name(item), registry.get(item.type).parts(item)[0])}"

"""The page of those who cannot go on: why, what to do instead, and the way back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from eforms.engine.journey import Journey
from eforms.engine.schema import Question, Section
from eforms.fields import registry
from eforms.fields.base import part_name
from eforms.fields.rows import question_name
from eforms.filling import stopping
from eforms.filling.stopping import Cause
from eforms.filling.store import DraftStore
from eforms.filling.visits import DraftVisit, draft_view


@draft_view
@require_GET
def stop(request: HttpRequest, visit: DraftVisit) -> HttpResponse:
    """Show why, as long as the answers say so; the answers stay kept.

    ``?page=2`` names a page that was refused: what is typed there may say so.
    """
    found = _stop(visit, request.GET.get("page", ""))
    if found is None:
        return redirect(visit.url("resume"))
    question, journey, section = found
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


def _stop(visit: DraftVisit, page: str) -> tuple[Question, Journey, Section | None] | None:
    """Return the stop, the journey that leads to it, and the page to go back to."""
    journey = visit.journey
    question = stopping.stop_of(journey)
    if question is not None:
        return question, journey, visit.schema.section_of(question.id)
    part = next((part for part in journey.sections if str(visit.number(part)) == page), None)
    typed = (visit.draft.unchecked or {}).get(part.id) if part else None
    if part is None or not typed or not journey.may_visit(part.id):
        return None
    found = stopping.stop_of_typed(journey, part, typed, DraftStore(visit.draft))
    return (*found, part) if found else None


def _address(visit: DraftVisit, journey: Journey, cause: Cause) -> str:
    address = visit.section_url(visit.schema.section(cause.section_id))
    item = cause.question
    group = visit.schema.group_of(item.id)
    if group is not None or item.type == "group":
        return f"{address}#g-{(group or item).id}"
    return f"{address}#{part_name(question_name(item), registry.get(item.type).parts(item)[0])}"

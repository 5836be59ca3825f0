"""The start page of a form: what it is, what is needed, and one button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from eforms.building.versions import current_version, schema_of
from eforms.filling import given
from eforms.filling.kinds import kinds_of
from eforms.filling.visits import FormVisit, form_view, not_open


@form_view
def start(request: HttpRequest, visit: FormVisit) -> HttpResponse:
    """Show what the form is for, or when it opens; the same for everybody."""
    if not visit.window.is_open:
        return not_open(request, visit)
    version = current_version(visit.page) if request.GET else None
    context = {
        "query": given.passed_on(schema_of(version), request.GET) if version else "",
        "page": visit.page,
        "window": visit.window,
        "kinds": kinds_of(visit.page),
    }
    return render(request, "eforms/filling/start.html", context)

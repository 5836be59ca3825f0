"""登録情報: seen, changed and deleted under /account/profile/, and filled from what was sent."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import citizen_only
from eforms.applications import owners, reading
from eforms.engine.journey import Journey
from eforms.engine.schema import APPLICANT_KINDS
from eforms.fields.processing import process_section
from eforms.fields.rendering import render_section
from eforms.filling import profiles
from eforms.filling.kinds import LABELS


@citizen_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show what is kept about the person, the company and the group."""
    kept = profiles.load_all(request.citizen)
    context = {
        "kinds": [
            (kind, LABELS[kind], profiles.told(kind, kept.get(kind, {})))
            for kind in APPLICANT_KINDS
        ],
        "saved": request.GET.get("saved") == "1",
    }
    return render(request, "eforms/filling/profile.html", context)


@citizen_only
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for the profile of a kind of applicant; POST keeps it, or deletes it (``clear``)."""
    if kind not in APPLICANT_KINDS:
        raise Http404
    if request.method != "POST":
        return _edit_page(request, kind)
    if request.POST.get("action") == "clear":
        profiles.save(request.citizen, kind, {})
        return _saved()
    schema = profiles.schema(kind)
    result = process_section(
        schema, schema.sections[0], request.POST, MultiValueDict(), {}, kind, None
    )
    if result.errors:
        return _edit_page(request, kind, typed=result.unchecked, errors=result.errors, status=422)
    profiles.save(request.citizen, kind, profiles.of_form_answers(kind, result.answers))
    return _saved()


@citizen_only
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show what a sent application would change in the profile; POST changes it."""
    mine = owners.applications_of_citizen(request.citizen)
    application = reading.find(mine, application_id)
    if application is None:
        raise Http404
    if request.method == "POST":
        profiles.keep(request.citizen, application)
        return _saved()
    context = {
        "application": application,
        "changes": profiles.changes(request.citizen, application),
        "kind": LABELS.get(application.applicant_kind, ""),
    }
    return render(request, "eforms/filling/profile_keep.html", context)


def _saved() -> HttpResponse:
    return redirect(f"{reverse('profile:overview')}?saved=1")


def _edit_page(
    request: HttpRequest,
    kind: str,
    *,
    typed: dict | None = None,
    errors: list = (),
    status: int = 200,
) -> HttpResponse:
    schema, kept = profiles.schema(kind), profiles.load(request.citizen, kind)
    journey = Journey(schema, profiles.as_form_answers(kind, kept), kind)
    context = {
        "kind": LABELS[kind],
        "questions": render_section(
            schema, schema.sections[0], journey, unchecked=typed, errors=errors
        ),
        "errors": errors,
        "kept": bool(kept),
    }
    return render(request, "eforms/filling/profile_edit.html", context, status=status)

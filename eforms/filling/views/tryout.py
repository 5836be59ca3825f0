"""The try-out beside the editor: every step of a form as citizens see it, and why it is so.

For staff who may edit the form. Each answer is a page; what it needs for the next step travels in
it (``eforms.filling.tryout``). Nothing is stored.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.audience import staff_only
from eforms.applications import signing_gate
from eforms.building.explain import explain
from eforms.building.models import FormPage
from eforms.building.unsaved import Unreadable, edited_page, new_page, posted_page
from eforms.engine.schema import Section
from eforms.fields.display import summary
from eforms.fields.processing import process_section, typed_journey
from eforms.fields.rendering import render_section
from eforms.fields.rows import press
from eforms.filling import stopping, uploads
from eforms.filling.browser import rules_json
from eforms.filling.kinds import KINDS, LABELS
from eforms.filling.saving import next_section
from eforms.filling.tryout import DroppingStore, Stale, Tryout, place_of


FOLDER = "eforms/building/tryout"
REARRANGING = ("add_row", "remove_row", "move_row", "remove_file")
CHECK, SENT, STOP = "check", "sent", "stop"


def _tried(view: Any) -> Any:
    """Give a view what every answer of the try-out needs: its frame, its secrecy, its uploads."""

    @staff_only
    @sensitive_post_parameters()
    @csrf_exempt  # checked below: reading POST begins the upload
    @xframe_options_sameorigin
    @require_http_methods(["GET", "HEAD", "POST"])
    def of_form(request: HttpRequest, **kwargs: int) -> HttpResponse:
        page, parent = view(request, **kwargs)
        if request.method == "POST":
            try:
                uploads.peek(request)
            except uploads.RequestTooBig:
                return render(request, f"{FOLDER}/unreadable.html", {"too_big": True}, status=413)
        response = csrf_protect(_answer)(request, page, parent)
        add_never_cache_headers(response)
        return response

    return of_form


@_tried
def of_page(request: HttpRequest, page_id: int) -> tuple[FormPage, Any]:
    """Try out a form that exists, as it stands in the editor."""
    page = edited_page(request.user, page_id)
    return page, page.get_parent().specific


@_tried
def of_new_page(request: HttpRequest, parent_id: int) -> tuple[FormPage, Any]:
    """Try out a form that was never saved."""
    return new_page(request.user, parent_id)


tryout_urls = [
    path("form-tryout/<int:page_id>/", of_page, name="form_tryout"),
    path("form-tryout/new/<int:parent_id>/", of_new_page, name="form_tryout_new"),
]


def _answer(request: HttpRequest, page: FormPage, parent: Any) -> HttpResponse:
    try:
        before = _before(request)
    except Stale:
        return render(request, f"{FOLDER}/unreadable.html", {"stale": True}, status=409)
    if before is not None and "body-count" not in request.POST:
        return _step(request, before)
    if request.method == "POST":
        try:
            page = posted_page(request.user, page, parent, request.POST)
        except Unreadable as unreadable:
            context = {"errors": unreadable.errors}
            return render(request, f"{FOLDER}/unreadable.html", context, status=422)
    tried = Tryout.of_page(page)
    if before is not None:
        tried.carried_over(before)
    kinds = tried.schema.applicant_kinds
    if not tried.kind and len(kinds) == 1:
        tried.kind = kinds[0]
    return _show(request, tried)


def _before(request: HttpRequest) -> Tryout | None:
    text = request.POST.get("tryout", "") if request.method == "POST" else ""
    return Tryout.unpack(text, request.user.pk) if text else None


def _step(request: HttpRequest, tried: Tryout) -> HttpResponse:
    data = request.POST
    action = data.get("action", "")
    if action.startswith("kind:"):
        chosen = action.removeprefix("kind:")
        if chosen in tried.schema.applicant_kinds:
            tried.kind = chosen
        return _show(request, tried)
    if action == "restart":
        tried.answers, tried.place, tried.kind = {}, "", ""
        kinds = tried.schema.applicant_kinds
        tried.kind = kinds[0] if len(kinds) == 1 else ""
        return _show(request, tried)
    if action.startswith("go:"):
        tried.place = action.removeprefix("go:")
        return _show(request, tried)
    section = tried.schema.section(tried.place)
    if section is None:
        return _show(request, tried)
    return _take(request, tried, section, action)


def _take(request: HttpRequest, tried: Tryout, section: Section, action: str) -> HttpResponse:
    data = request.POST
    schema = tried.schema
    kept = [text for name in data if name.endswith("-kept") for text in data.getlist(name)]
    store = DroppingStore(schema, tried.answers, kept)
    if action == "explain":
        journey = typed_journey(section, data, tried.journey)
        context = {"reasons": explain(schema, section, journey)}
        return render(request, f"{FOLDER}/reasons.html", context)
    result = process_section(schema, section, data, request.FILES, tried.answers, tried.kind, store)
    if any(name in data for name in REARRANGING):
        typed = dict(result.unchecked)
        return _show(request, tried, unchecked=press(section, typed, data) or typed)
    if result.errors:
        return _show(request, tried, unchecked=result.unchecked, errors=result.errors, status=422)
    tried.answers = result.answers
    if stopping.stop_of(tried.journey) is not None:
        tried.place = STOP
        return _show(request, tried)
    following = next_section(tried.journey, section, to_check=False)
    tried.place = following.id if following else CHECK
    return _show(request, tried)


def _show(
    request: HttpRequest,
    tried: Tryout,
    *,
    unchecked: Any = None,
    errors: Any = (),
    status: int = 200,
) -> HttpResponse:
    schema, journey = tried.schema, tried.journey
    context = {
        "page": tried.page,
        "tried": tried,
        "here": request.path,
        "kinds": [kind for kind in KINDS if kind.value in schema.applicant_kinds],
        "kind": LABELS.get(tried.kind, ""),
        "sections": [
            {"section": part, "number": number, "shown": part in journey.sections}
            for number, part in enumerate(schema.sections, 1)
        ],
    }
    if not tried.kind or not schema.sections:
        name = "begin"
    elif tried.place == STOP and (stop := stopping.stop_of(journey)) is not None:
        name = STOP
        context |= {"stop": stop, "causes": stopping.causes(journey, stop)}
    elif tried.place in (CHECK, SENT):
        name = tried.place
        context |= _whole(tried)
    else:
        name = "section"
        section = place_of(schema, journey, tried.place)
        tried.place = section.id
        context |= _section(tried, section, unchecked, errors)
    context["packed"] = tried.pack(request.user.pk)
    return render(request, f"{FOLDER}/{name}.html", context, status=status)


def _section(tried: Tryout, section: Section, unchecked: Any, errors: Any) -> dict[str, Any]:
    schema, journey = tried.schema, tried.journey
    order = journey.sections
    seen = journey
    if unchecked:
        seen = typed_journey(section, MultiValueDict(unchecked), journey)
    return {
        "section": section,
        "place": next((i for i, part in enumerate(order, 1) if part.id == section.id), 0),
        "total": len(order),
        "questions": render_section(schema, section, journey, unchecked=unchecked, errors=errors),
        "errors": errors,
        "rules": rules_json(tried.mark, schema, section, journey),
        "has_files": uploads.asks_for_files(section),
        "reasons": explain(schema, section, seen),
        "before": journey.preceding(section.id),
    }


def _whole(tried: Tryout) -> dict[str, Any]:
    journey = tried.journey
    return {
        "parts": summary(tried.schema, journey),
        "gap": journey.first_gap(),
        "stopped": stopping.stop_of(journey),
        "needs_signature": tried.page["signature"] == "required" and tried.kind == "individual",
        "signature_reason": signing_gate.REASON,
        "last": journey.sections[-1] if journey.sections else None,
    }

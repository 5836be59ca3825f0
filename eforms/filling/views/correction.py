"""/applications/<id>/correction/: answering what the office asks, on exactly those questions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from eforms.applications import changes
from eforms.applications.correction_steps import Changed, NotAsked, TooLate
from eforms.applications.corrections import Correction, Place, open_correction
from eforms.applications.models import Application
from eforms.applications.submission import AttachmentLost
from eforms.engine.schema import Group
from eforms.fields.asked import Answered
from eforms.fields.display import SummaryRow, summary
from eforms.fields.rendering import render_places
from eforms.fields.rows import press
from eforms.filling import correcting, uploads
from eforms.filling.correcting import Correcting, CorrectionStore, Incomplete
from eforms.filling.following import owned
from eforms.filling.guests import Applicant


PRESSED = ("add_row", "remove_row", "move_row", "remove_file")


# The token is checked after the upload handler is set: reading POST begins the upload.
@csrf_exempt
@sensitive_post_parameters()
@owned
@require_http_methods(["GET", "HEAD", "POST"])
def correction(
    request: HttpRequest, applicant: Applicant, application: Application
) -> HttpResponse:
    """Show the questions that are asked, with the old answers; POST keeps what was typed."""
    work = _work(application)
    if request.method != "POST":
        if work is None:
            return _over(request, application)
        answered = work.read_kept()
        told = answered.errors if "again" in request.GET else []
        return _page(request, work, answered, errors=told)
    store = CorrectionStore(work.correction) if work else None
    questions = list(work.schema.questions()) if work else []

    def asked(name: str) -> Any:
        files = (one for one in questions if one.type == "attachment")
        return next((one for one in files if name.endswith(f"-{one.id}")), None)

    try:
        with uploads.receiving(request, asked, room=store.room() if store else 0):
            return _take(request, application, work, store)
    except uploads.RequestTooBig:
        return render(
            request, "eforms/filling/too_big.html", {"page": application.page}, status=413
        )


@csrf_protect
def _take(
    request: HttpRequest,
    application: Application,
    work: Correcting | None,
    store: CorrectionStore | None,
) -> HttpResponse:
    here = reverse("application-correction", args=[application.pk])
    if work is None or store is None:
        return _over(request, application)
    if request.POST.get("correction") != str(work.correction.pk):
        return redirect(here)
    answered = work.read(request.POST, request.FILES, store)
    inputs = answered.typed
    pressed = any(name in request.POST for name in PRESSED)
    if pressed:
        inputs = _pressed(work, answered, request.POST)
        answered = work.read(MultiValueDict(inputs))
    new = work.newly_opened(answered)
    try:
        work.keep(inputs, work.beside(answered), timezone.now())
    except (NotAsked, TooLate):
        return _over(request, application)
    if pressed:
        return redirect(here)
    if request.POST.get("action") == "save":
        return redirect(f"{reverse('application', args=[application.pk])}?kept=1")
    if new:
        return redirect(f"{here}?opened=1#{_anchor(new[0])}")
    if answered.errors:
        return _page(request, work, answered, errors=answered.errors, status=422)
    return redirect("application-correction-check", application.pk)


def _pressed(work: Correcting, answered: Answered, data: Any) -> dict[str, list[str]]:
    """Return what is typed after a button for rows or files of what is asked."""
    for section in work.schema.sections:
        groups = {item.id for item in section.items if isinstance(item, Group)}
        named = (data.get("add_row") or data.get("remove_row") or data.get("move_row") or "").split(
            ":"
        )[0]
        if named and (named not in groups or (named, None) not in answered.places):
            continue
        typed = press(section, answered.typed, data)
        if typed is not None:
            return typed
    return answered.typed


@sensitive_post_parameters()
@owned
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, applicant: Applicant, application: Application) -> HttpResponse:
    """Show old beside new; POST sends it, once however often it is pressed."""
    form = reverse("application-correction", args=[application.pk])
    work = _work(application)
    if request.method != "POST":
        if work is None:
            return _over(request, application)
        answered = work.read_kept()
        if work.inputs is None:
            return redirect(form)
        if answered.errors or work.newly_opened(answered):
            return redirect(f"{form}?again=1")
        return _check_page(request, work, answered)
    sent = _named(application, request.POST.get("correction", ""))
    if sent is None:
        return redirect(form)
    try:
        correcting.send(application, sent, applicant, seen=request.POST.get("revision", ""))
    except (NotAsked, TooLate):
        return _over(request, application, sent)
    except Changed:
        work = _work(application)
        if work is None or work.inputs is None:
            return redirect(form)
        answered = work.read_kept()
        if answered.errors or work.newly_opened(answered):
            return redirect(f"{form}?again=1")
        return _check_page(request, work, answered, changed=True)
    except (Incomplete, AttachmentLost):
        return redirect(f"{form}?again=1")
    return redirect(f"{reverse('application', args=[application.pk])}?corrected=1")


def _work(application: Application) -> Correcting | None:
    found = open_correction(application)
    if found is None or not found.is_open_at(timezone.now()):
        return None
    return Correcting(application, found)


def _named(application: Application, key: str) -> Correction | None:
    return next((one for one in application.corrections.all() if str(one.pk) == key), None)


def _over(
    request: HttpRequest, application: Application, last: Correction | None = None
) -> HttpResponse:
    """Tell why nothing can be answered; who has answered is led to the application."""
    if last is None:
        last = application.corrections.order_by("-asked_at", "-id").first()
    else:
        last.refresh_from_db()
    if last is None:
        return redirect("application", application.pk)
    if last.status == Correction.Status.ANSWERED:
        return redirect(f"{reverse('application', args=[application.pk])}?corrected=1")
    context = {"application": application, "correction": last}
    status = 409 if request.method == "POST" else 200
    return render(request, "eforms/applications/correction_over.html", context, status=status)


def _page(
    request: HttpRequest,
    work: Correcting,
    answered: Answered,
    *,
    errors: list,
    status: int = 200,
) -> HttpResponse:
    inputs = render_places(
        work.schema, answered.journey, answered.places, typed=work.inputs, errors=errors
    )
    olds = [row for part in summary(work.schema, work.before) for row in part.rows]
    extra = set(work.beside(answered))
    questions = [
        {
            "anchor": _anchor(place),
            "section": work.schema.section_of(place.item_id).title,
            "label": _label(work, place, olds),
            "words": work.correction.items.get(str(place), ""),
            "extra": place in extra,
            "old": _old(place, olds),
            "input": inputs[place],
        }
        for place in (Place(*one) for one in answered.places)
    ]
    context = {
        "application": work.application,
        "page": work.application.page,
        "correction": work.correction,
        "questions": questions,
        "errors": errors,
        "opened": "opened" in request.GET and not errors,
        "uploads": any(uploads.asks_for_files(section) for section in work.schema.sections),
    }
    return render(request, "eforms/applications/correction.html", context, status=status)


def _check_page(
    request: HttpRequest, work: Correcting, answered: Answered, *, changed: bool = False
) -> HttpResponse:
    lines = changes.changes(work.schema, work.before, answered.journey, asked=answered.places)
    context = {
        "application": work.application,
        "page": work.application.page,
        "correction": work.correction,
        "changes": lines,
        "nothing": not any(line.differs for line in lines),
        "changed": changed,
    }
    return render(
        request,
        "eforms/applications/correction_check.html",
        context,
        status=409 if changed else 200,
    )


def _anchor(place: Place) -> str:
    return f"c-{place.item_id}{'-' if place.row_id else ''}{place.row_id or ''}"


def _old(place: Place, olds: list[SummaryRow]) -> list[SummaryRow]:
    """Return the old answer; of a group those of all its rows."""
    return [
        row
        for row in olds
        if (row.question_id, row.row_id) == place
        or (place.row_id is None and row.group_id == place.item_id)
    ]


def _label(work: Correcting, place: Place, olds: list[SummaryRow]) -> str:
    item = work.schema.item(place.item_id)
    row = next((row for row in olds if (row.question_id, row.row_id) == place), None)
    title = row.row_title if row and row.row_title else ""
    return f"{title}　{item.label}" if title else item.label

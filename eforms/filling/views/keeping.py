"""What a half-filled page does beside going on: it saves itself, stays open, and is left."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from accounts import throttle
from eforms.building.windows import JAPAN
from eforms.engine.schema import Section
from eforms.filling import (
    half_typed,
    held_pages,
    older_pages,
    resume_links,
    staying,
    uploads,
    writing,
)
from eforms.filling.keeping import send_again
from eforms.filling.marks import mark_of
from eforms.filling.visits import DraftVisit, draft_view
from eforms.filling.writing import DraftGone


@csrf_exempt
@draft_view(machine=True)
@require_POST
def autosave(request: HttpRequest, visit: DraftVisit, number: int) -> HttpResponse:
    """Keep what has been typed so far; answers stay as they are. Files are not taken here."""
    part, fits = older_pages.page_sent(visit, number, request.GET.get("v", ""))
    try:
        with uploads.receiving(request, lambda name: None, room=0):
            return _autosave(request, visit, part, fits)
    except uploads.RequestTooBig:
        return JsonResponse(
            {"message": _("入力が長すぎるため、自動保存できませんでした。")}, status=413
        )


@csrf_protect
def _autosave(request: HttpRequest, visit: DraftVisit, part: Section, fits: bool) -> HttpResponse:
    typed = half_typed.known_inputs(request.POST.lists(), part)
    kept = True
    try:
        if fits:
            mark = mark_of(request)
            kept = writing.keep_unchecked(visit.draft, part.id, typed, mark, now=visit.now)
        else:
            older_pages.keep(visit, part, request.POST)
    except DraftGone:
        return JsonResponse({"message": _("この申請は、すでに送信されています。")}, status=410)
    if not kept:
        return JsonResponse(
            {"message": _("別の画面で入力が更新されたため、この画面は自動保存していません。")},
            status=409,
        )
    held_pages.let_go(request, visit.draft, part.id)
    now = timezone.now()
    saved_at = now.astimezone(JAPAN).strftime("%H:%M")
    left = staying.seconds_left(request, now=now)
    return JsonResponse({"saved_at": saved_at, "seconds_left": left})


@draft_view(machine=True)
@require_POST
def stay(request: HttpRequest, visit: DraftVisit) -> HttpResponse:
    """Extend the stay, and tell how long it is now."""
    staying.stay(request, now=visit.now)
    return JsonResponse({"seconds_left": staying.seconds_left(request, now=visit.now)})


@draft_view
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest, visit: DraftVisit) -> HttpResponse:
    """Say until when the half-filled form is kept, and how to come back; POST mails once more."""
    if request.method == "POST":
        if not throttle.take(resume_links.SENT, str(visit.draft.pk)):
            send_again(visit.draft, visit.page, now=visit.now)
            return redirect(f"{visit.url('kept')}?again=1")
        return redirect(f"{visit.url('kept')}?again=0")
    context = {
        "page": visit.page,
        "draft": visit.draft,
        "applicant": visit.applicant,
        "type_again": half_typed.has_unkept(visit.draft),
        "again": request.GET.get("again", ""),
    }
    return render(request, "eforms/filling/kept.html", context)

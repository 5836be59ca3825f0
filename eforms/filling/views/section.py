"""A page of questions: shown, taken, kept half-way, and saved by itself."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from eforms.applications import my_numbers
from eforms.engine.schema import Section
from eforms.fields.my_number import secret_questions
from eforms.fields.rendering import render_section
from eforms.fields.rows import press
from eforms.filling import (
    half_typed,
    held_pages,
    older_pages,
    removal,
    saving,
    staying,
    stopping,
    uploads,
    writing,
)
from eforms.filling.browser import rules_json
from eforms.filling.keeping import keep_for_later
from eforms.filling.lookups import pressing
from eforms.filling.marks import PageMark, mark_of
from eforms.filling.store import DraftStore
from eforms.filling.views import held
from eforms.filling.views.held import has_its_token
from eforms.filling.visits import DraftVisit, draft_view, reminder_links
from eforms.filling.writing import DraftGone


@draft_view
@require_GET
def resume(request: HttpRequest, visit: DraftVisit) -> HttpResponse:
    """Go to the first page that is not filled, or to the check, or to why one cannot go on."""
    if stopping.stop_of(visit.journey) is not None:
        return redirect(visit.url("stop"))
    return redirect(visit.section_url(visit.journey.first_gap()))


# The token is checked after the upload handler is set: reading POST begins the upload.
@csrf_exempt
@draft_view(unknown=held.hold)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, visit: DraftVisit, number: int) -> HttpResponse:
    """Show a page; POST takes it (``action`` next, save, stay; rows and files come and go)."""
    sent = request.method == "POST"
    made_on = request.GET.get("v", "") if sent else ""
    part, fits = older_pages.page_sent(visit, number, made_on)
    journey = visit.journey
    if fits and not journey.may_visit(part.id):
        return redirect(visit.section_url(journey.first_gap()))
    if not sent:
        return _page(request, visit, part)
    room = DraftStore(visit.draft).room() if uploads.asks_for_files(part) else 0
    try:
        with uploads.receiving(request, uploads.asked_on(part), room=room):
            return (_take if fits else _take_older)(request, visit, part)
    except uploads.RequestTooBig:
        return render(request, "eforms/filling/too_big.html", {"page": visit.page}, status=413)
    except DraftGone:
        return redirect(visit.url("sent"))


def _take(request: HttpRequest, visit: DraftVisit, part: Section) -> HttpResponse:
    data = request.POST
    if not has_its_token(request):  # shown again as typed, and nothing was written
        typed = half_typed.known_inputs(data.lists(), part)
        return _page(request, visit, part, unchecked=typed, late=True, status=403)
    if any(name in data for name in ("add_row", "remove_row", "move_row", "remove_file")):
        return _rearrange(request, visit, part)
    if any(name in data for name in pressing.BUTTONS):
        return _look_up(request, visit, part)
    if data.get("action") == "save":
        return _keep(request, visit, part)
    if data.get("action") == "stay":
        return _stay(request, visit, part)
    return _next(request, visit, part)


@csrf_protect
def _take_older(request: HttpRequest, visit: DraftVisit, shown: Section) -> HttpResponse:
    """Keep what was typed on a page that the form has no more like this, and show what it has."""
    target = older_pages.keep(visit, shown, request.POST, request.FILES)
    if request.POST.get("action") == "save":
        keep_for_later(visit.draft, visit.page, now=visit.now)
        return redirect(visit.url("kept"))
    return redirect(f"{visit.section_url(target)}?updated=1")


def _next(request: HttpRequest, visit: DraftVisit, part: Section) -> HttpResponse:
    mark = mark_of(request)
    shown, before = visit.journey, (visit.draft.unchecked or {}).get(part.id)
    saved = saving.save_section(
        visit.draft, visit.schema, part, request.POST, request.FILES, mark, now=visit.now
    )
    if saved.outcome in ("saved", "refused"):
        held_pages.let_go(request, visit.draft, part.id)
    if saved.outcome == "refused":
        if stopping.stop_of_typed(visit.journey, part, saved.unchecked, DraftStore(visit.draft)):
            return redirect(f"{visit.url('stop')}?page={visit.number(part)}")
        seen = request.POST.get("script") == "1"  # a script shows questions as they open
        if not seen and saving.only_opened(shown, part, before, saved.errors):
            query = {"opened": "1"} | ({"from": "check"} if _from_check(request) else {})
            return redirect(f"{visit.section_url(part)}?{urlencode(query)}")
        errors = [*saved.errors, *saved.again]
        return _page(request, visit, part, unchecked=saved.unchecked, errors=errors, status=422)
    if saved.outcome == "moved":
        return _take_older(request, visit, part)
    if saved.outcome == "behind":
        writing.refresh(visit.draft)
        return _page(request, visit, part, unchecked=saved.unchecked, behind=True, status=409)
    if stopping.stop_of(visit.journey) is not None:
        return redirect(visit.url("stop"))
    from_check = _from_check(request)
    following = saving.next_section(visit.journey, part, to_check=from_check)
    return redirect(visit.section_url(following, from_check=from_check))


def _keep(request: HttpRequest, visit: DraftVisit, part: Section) -> HttpResponse:
    saved = saving.save_section(
        visit.draft,
        visit.schema,
        part,
        request.POST,
        request.FILES,
        mark_of(request),
        now=visit.now,
    )
    if saved.outcome == "moved":
        return _take_older(request, visit, part)
    if saved.outcome == "behind":
        writing.refresh(visit.draft)
        return _page(request, visit, part, unchecked=saved.unchecked, behind=True, status=409)
    held_pages.let_go(request, visit.draft, part.id)
    keep_for_later(visit.draft, visit.page, now=visit.now)
    return redirect(visit.url("kept"))


def _stay(request: HttpRequest, visit: DraftVisit, part: Section) -> HttpResponse:
    """Keep what is typed and show the page again: its time was over, but its owner came in anew."""
    typed = saving.typed(visit.draft, visit.schema, part, request.POST, request.FILES)
    writing.keep_unchecked(visit.draft, part.id, typed, None, now=visit.now)
    held_pages.let_go(request, visit.draft, part.id)
    return redirect(visit.section_url(part, from_check=_from_check(request)))


def _rearrange(request: HttpRequest, visit: DraftVisit, part: Section) -> HttpResponse:
    """Add, move or remove a row or a file, with everything else on the page kept as typed.

    Removing what holds something asks first; the answer comes from a form of its own, when the
    page lies among what is kept.
    """
    draft, from_check = visit.draft, _from_check(request)
    confirmed = "confirmed" in request.POST
    if confirmed:
        typed = (draft.unchecked or {}).get(part.id) or {}
    else:
        typed = saving.typed(draft, visit.schema, part, request.POST, request.FILES)
    removing = removal.asked_for(part, typed, request.POST)
    target = visit.section_url(part, from_check=from_check)
    if removing and not confirmed and removal.is_worth_asking(removing, typed):
        query = {removing.name: removing.value} | ({"from": "check"} if from_check else {})
        target = f"{visit.section_url(part)}?{urlencode(query)}"
    else:
        typed = press(part, typed, request.POST) or typed
        anchor = (
            removal.anchor_of(removing)
            if removing
            else removal.changed_row_anchor(part, typed, request.POST)
        )
        target += f"#{anchor}" if anchor else ""
    writing.keep_unchecked(draft, part.id, typed, None, now=visit.now)
    return redirect(target)


def _look_up(request: HttpRequest, visit: DraftVisit, part: Section) -> HttpResponse:
    """Keep what is typed, with what was chosen put in, and go back to where the button is."""
    typed = saving.typed(visit.draft, visit.schema, part, request.POST, request.FILES)
    typed, query, anchor = pressing.press(part, typed, request.POST)
    writing.keep_unchecked(visit.draft, part.id, typed, None, now=visit.now)
    query |= {"from": "check"} if _from_check(request) else {}
    return redirect(f"{visit.section_url(part)}?{urlencode(query)}{anchor}")


def _page(
    request: HttpRequest,
    visit: DraftVisit,
    part: Section,
    *,
    unchecked: half_typed.Unchecked | None = None,
    errors: list = (),
    behind: bool = False,
    late: bool = False,
    status: int = 200,
) -> HttpResponse:
    draft, journey = visit.draft, visit.journey
    was_held = None
    if unchecked is None:
        was_held = held_pages.held(request, draft, part.id, now=visit.now)
        unchecked = was_held or (draft.unchecked or {}).get(part.id)
    lookups, unchecked = pressing.on_page(part, unchecked, request.GET)
    order = journey.sections
    place = next((i for i, shown in enumerate(order, 1) if shown.id == part.id), 1)
    from_check = _from_check(request)
    context = {
        "page": visit.page,
        "form_title": visit.schema.title,
        "section": part,
        "place": place,
        "total": len(order),
        "questions": render_section(
            visit.schema,
            part,
            journey,
            unchecked=unchecked,
            errors=errors,
            tails=my_numbers.tails(draft) if secret_questions(part) else None,
            lookups=lookups,
        ),
        "errors": [
            (removal.row_title(part, unchecked or {}, error.question_id, error.row_id), error)
            for error in errors
        ],
        "behind": behind,
        "late": late,
        "was_held": was_held is not None,
        "seconds_left": staying.seconds_left(request, now=visit.now),
        "stay": visit.url("stay"),
        "secret_ids": secret_questions(part),
        "token_cookie": settings.CSRF_COOKIE_NAME,
        "opened": "opened" in request.GET and not errors and not behind,
        "updated": "updated" in request.GET and not errors and not behind,
        "reminders": reminder_links(visit),
        "removal": removal.asked_for(part, unchecked or {}, request.GET),
        "mark": PageMark.fresh(draft),
        "from_check": from_check,
        "back": _back(visit, part, from_check=from_check),
        "here": visit.section_url(part, from_check=from_check),
        "action": _made_on(visit, visit.section_url(part, from_check=from_check)),
        "autosave": _made_on(visit, visit.url("autosave", number=visit.number(part))),
        "rules": rules_json(draft.version_id, visit.schema, part, journey),
        "upload": _upload_address(visit, part),
        "files": f"{visit.url('resume')}files/",
    }
    return render(request, "eforms/filling/section.html", context, status=status)


def _upload_address(visit: DraftVisit, part: Section) -> str:
    """Return where a script sends files; empty for a page that asks for none."""
    if not uploads.asks_for_files(part):
        return ""
    return _made_on(visit, visit.url("upload", number=visit.number(part)))


def _back(visit: DraftVisit, part: Section, *, from_check: bool) -> str:
    if from_check:
        return visit.url("check")
    before = visit.journey.preceding(part.id)
    return visit.section_url(before) if before else visit.begin_url


def _made_on(visit: DraftVisit, address: str) -> str:
    """Return an address for a page that comes back, with the version it is made from."""
    return f"{address}{'&' if '?' in address else '?'}v={visit.draft.version.number}"


def _from_check(request: HttpRequest) -> bool:
    return request.GET.get("from") == "check"

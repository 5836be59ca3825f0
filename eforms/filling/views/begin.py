"""Beginning: go on with a draft, or make a new one."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eforms.applications import signing_gate
from eforms.building.versions import current_version, schema_of
from eforms.engine.journey import Journey
from eforms.filling import drafts, given, prefill
from eforms.filling.guests import Applicant, applicant_of
from eforms.filling.kinds import LABELS, kinds_of
from eforms.filling.models import Draft
from eforms.filling.visits import (
    DraftVisit,
    FormVisit,
    form_view,
    needs_signature,
    not_open,
    own_path,
)


@dataclass(frozen=True)
class Started:
    """A draft as the list of unfinished ones shows it."""

    draft: Draft
    kind: str
    url: str


@form_view
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, visit: FormVisit) -> HttpResponse:
    """Show the ways in, or one's drafts and the start of a new one; POST makes the draft."""
    applicant = _admitted(request, visit)
    target = own_path(visit.page.code, request.GET.get("next", ""))
    if target:  # somebody comes back to what they began or sent, which closed forms show too
        response = redirect(target) if applicant else _ways_in(request, visit, target)
    elif not visit.window.is_open:
        response = not_open(request, visit)
    elif all(signing_gate.cannot_be_sent(visit.page, kind.value) for kind in kinds_of(visit.page)):
        response = needs_signature(request, visit)
    elif applicant is None:
        response = _ways_in(request, visit)
    elif request.method == "POST":
        response = _make(request, visit, applicant)
    else:
        response = _choices(request, visit, applicant)
    add_never_cache_headers(response)
    return response


def _admitted(request: HttpRequest, visit: FormVisit) -> Applicant | None:
    applicant = applicant_of(request)
    if applicant is not None and applicant.is_guest and not visit.page.allow_guest:
        return None
    return applicant


def _ways_in(request: HttpRequest, visit: FormVisit, target: str = "") -> HttpResponse:
    here = reverse("filling:begin", kwargs={"code": visit.page.code})
    if query := _passed_on(request, visit):
        here = f"{here}?{query}"
    context = {
        "page": visit.page,
        "query": urlencode({"next": target or here}),
        "resuming": bool(target),
        "held": bool(target) and "held" in request.GET,
    }
    return render(request, "eforms/filling/ways_in.html", context)


def _passed_on(request: HttpRequest, visit: FormVisit) -> str:
    version = current_version(visit.page) if request.GET else None
    return given.passed_on(schema_of(version), request.GET) if version else ""


def _choices(
    request: HttpRequest, visit: FormVisit, applicant: Applicant, *, error: str = "", status=200
) -> HttpResponse:
    started = drafts.open_drafts(applicant, visit.page.pk, now=visit.now)
    version = current_version(visit.page) if applicant.citizen else None
    kinds = [kind.value for kind in kinds_of(visit.page)]
    offers = []
    if version is not None:
        schema = schema_of(version)
        offers = prefill.offers(schema, given.answers(schema, request.GET), kinds, applicant)
    context = {
        "page": visit.page,
        "applicant": applicant,
        "kinds": kinds_of(visit.page),
        "started": [_started(visit, draft) for draft in started],
        "offers": offers,
        "prefilled": "prefill" in request.POST,
        "error": error,
    }
    return render(request, "eforms/filling/begin.html", context, status=status)


def _started(visit: FormVisit, draft: Draft) -> Started:
    url = reverse("filling:resume", kwargs={"code": visit.page.code, "draft_id": draft.pk})
    return Started(draft, LABELS.get(draft.applicant_kind, ""), url)


def _make(request: HttpRequest, visit: FormVisit, applicant: Applicant) -> HttpResponse:
    kinds = [kind.value for kind in kinds_of(visit.page)]
    chosen = request.POST.get("applicant_kind", "") if len(kinds) > 1 else kinds[0]
    if chosen not in kinds:
        message = _("申請する方の区分を選んでください。")
        return _choices(request, visit, applicant, error=message, status=422)
    if signing_gate.cannot_be_sent(visit.page, chosen):
        return needs_signature(request, visit)
    version = current_version(visit.page)
    if version is None:
        raise Http404
    schema = schema_of(version)
    answers = given.answers(schema, request.GET)
    suggested = {}
    if "prefill" in request.POST:
        suggested = prefill.suggestions(Journey(schema, answers, chosen), applicant)
    try:
        draft = drafts.begin(
            version, applicant, chosen, now=visit.now, given=answers, suggested=suggested
        )
    except drafts.TooManyDrafts:
        message = _(
            "入力の途中の申請が{most_open}件あります。新しく始める前に、下の一覧から続きを"
            "入力してください。"
        ).format(most_open=drafts.MOST_OPEN)
        return _choices(request, visit, applicant, error=message, status=422)
    going = DraftVisit(visit.page, visit.now, draft, applicant)
    return redirect(going.section_url(going.journey.first_gap() or schema.sections[0]))

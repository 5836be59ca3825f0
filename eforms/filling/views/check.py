"""Before and after sending: every answer as it will be sent, then the receipt."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from eforms.applications import my_numbers
from eforms.applications.fingerprint import fingerprint
from eforms.applications.models import Application
from eforms.engine.schema import FormSchema, Question
from eforms.fields import registry
from eforms.fields.base import part_name
from eforms.fields.display import SummaryRow, summary
from eforms.fields.rows import question_name
from eforms.filling import marks, profiles, sending, staying, stopping, writing
from eforms.filling.kinds import LABELS
from eforms.filling.visits import DraftVisit, draft_view, needs_signature, not_open, reminder_links


@draft_view
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, visit: DraftVisit) -> HttpResponse:
    """Show what will be sent; POST sends it."""
    if stopping.stop_of(visit.journey) is not None:
        return redirect(visit.url("stop"))
    gap = visit.journey.first_gap()
    if gap is not None and request.method != "POST":
        return redirect(visit.section_url(gap, from_check=True))
    if request.method != "POST":
        return _page(request, visit)
    seen, version = request.POST.get("revision", ""), request.POST.get("version", "")
    try:
        sending.send(visit.draft.pk, seen=seen, version=marks.number_of(version), now=timezone.now)
    except sending.NotOpen:
        visit.now = timezone.now()
        visit.__dict__.pop("window", None)
        return not_open(request, visit, kept_until=visit.draft.expires_at)
    except sending.NotSigned:
        return needs_signature(request, visit, kept_until=visit.draft.expires_at)
    except sending.Stopped:
        return redirect(visit.url("stop"))
    except sending.Changed:
        writing.refresh(visit.draft)
        if visit.journey.first_gap() is not None:
            return redirect(visit.url("check"))
        own = version in ("", str(visit.draft.version.number))  # else the form was changed
        return _page(request, visit, changed=own, status=409)
    except sending.Incomplete as incomplete:
        return _page(request, visit, errors=incomplete.errors, status=422)
    return redirect(visit.url("sent"))


@draft_view(sent=True)
@require_GET
def sent(request: HttpRequest, visit: DraftVisit) -> HttpResponse:
    """Show the receipt number and what happens next, however often one comes back."""
    found = Application.objects.filter(draft_id=visit.draft.pk)
    application = found.select_related("version").defer("version__schema").first()
    if application is None:
        if visit.draft.submitted_at is not None:
            raise Http404
        return redirect(visit.url("resume"))
    citizen = visit.applicant.citizen
    keepable = profiles.changes(citizen, application) if citizen else []
    context = {
        "page": visit.page,
        "application": application,
        "applicant": visit.applicant,
        "keepable": keepable,
        "keepable_labels": "、".join(change.label for change in keepable),
        "fingerprint": fingerprint(application),
    }
    return render(request, "eforms/filling/sent.html", context)


def _page(
    request: HttpRequest,
    visit: DraftVisit,
    *,
    errors: list = (),
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    journey = visit.journey
    by_id = {section.id: section for section in visit.schema.sections}
    unchecked = visit.draft.unchecked or {}
    parts = [
        {
            "title": part.title,
            "url": visit.section_url(by_id[part.id], from_check=True),
            "unsaved": part.id in unchecked,
            "blocks": [
                (block.title, [(row, _anchor(visit.schema, row)) for row in block.rows])
                for block in part.blocks
            ],
        }
        for part in summary(visit.schema, journey, tails=my_numbers.tails(visit.draft))
    ]
    context = {
        "page": visit.page,
        "form_title": visit.schema.title,
        "draft": visit.draft,
        "parts": parts,
        "unsaved": [part for part in parts if part["unsaved"]],
        "kind": LABELS.get(visit.draft.applicant_kind, ""),
        "kind_was_chosen": len(visit.schema.applicant_kinds) > 1,
        "email": visit.draft.email,
        "errors": [(error, _page_of(visit, error)) for error in errors],
        "changed": changed,
        "reminders": reminder_links(visit),
        "here": visit.url("check"),
        "seconds_left": staying.seconds_left(request, now=visit.now),
        "stay": visit.url("stay"),
        "token_cookie": settings.CSRF_COOKIE_NAME,
        "back": visit.section_url(journey.sections[-1]) if journey.sections else visit.begin_url,
    }
    return render(request, "eforms/filling/check.html", context, status=status)


def _page_of(visit: DraftVisit, error) -> str:
    section = visit.schema.section_of(error.question_id)
    return visit.section_url(section, from_check=True) if section else visit.url("check")


def _anchor(schema: FormSchema, row: SummaryRow) -> str:
    """Return the id of the input in which an answer is changed; nothing where there is none."""
    question = schema.item(row.question_id)
    if not isinstance(question, Question):
        return f"g-{row.group_id}"
    group = schema.group_of(question.id)
    if not question.is_asked:
        return ""
    first = registry.get(question.type).parts(question)[0]
    return part_name(question_name(question, group, row.row_id), first)

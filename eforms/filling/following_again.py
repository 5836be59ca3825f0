"""Apply again from an application: tell first what is taken over, then begin."""

import uuid
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eforms.applications import signing_gate
from eforms.applications.models import Application
from eforms.building.models import FormVersion
from eforms.building.versions import current_version, schema_of
from eforms.building.windows import window_of
from eforms.filling import repeating
from eforms.filling.drafts import MOST_OPEN, TooManyDrafts
from eforms.filling.following import owned
from eforms.filling.guests import Applicant
from eforms.filling.visits import DraftVisit


@owned
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, applicant: Applicant, application: Application) -> HttpResponse:
    """Show what a new draft would take over; POST makes it, once however often it is pressed."""
    now = timezone.now()
    version = current_version(application.page)
    obstacle = _obstacle(application, applicant, version, now)
    token = _token(request.POST.get("token", ""))
    if obstacle or version is None:
        return _page(request, application, obstacle=obstacle, status=_status(request))
    if request.method != "POST" or token is None:
        kept = repeating.repeated(application, version, now=now)
        return _page(request, application, anew=kept.anew, token=uuid.uuid4())
    try:
        draft = repeating.begin(application, applicant, version, token=token, now=now)
    except TooManyDrafts:
        obstacle = _(
            "入力の途中の申請が%(most)d件あります。申請の一覧から、続きを入力してください。"
        ) % {"most": MOST_OPEN}
        return _page(request, application, obstacle=obstacle, status=_status(request))
    visit = DraftVisit(application.page, now, draft, applicant)
    if draft.submitted_at is not None:
        return redirect(visit.url("sent"))
    return redirect(visit.section_url(visit.journey.first_gap()))


def _obstacle(
    application: Application, applicant: Applicant, version: FormVersion | None, now: datetime
) -> str:
    """Return why the form cannot be begun now; nothing when it can."""
    page = application.page
    window = window_of(page, now)
    if version is None or not page.code:
        return _("この手続きは、現在オンラインでは受け付けていません。")
    if not window.is_open:
        return window.message
    if application.applicant_kind not in schema_of(version).applicant_kinds:
        return _("この手続きは、前の申請と同じ区分の方からは受け付けていません。")
    if applicant.is_guest and not page.allow_guest:
        return _(
            "この手続きの申請には、アカウントが必要になりました。サインインしてから、新しく申請してください。"
        )
    if signing_gate.cannot_be_sent(page, application.applicant_kind):
        return signing_gate.REASON
    return ""


def _token(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _status(request: HttpRequest) -> int:
    return 409 if request.method == "POST" else 200


def _page(
    request: HttpRequest, application: Application, *, status: int = 200, **more
) -> HttpResponse:
    context = {"application": application} | more
    return render(request, "eforms/applications/again.html", context, status=status)

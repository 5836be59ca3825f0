"""The screen before publishing: what changes, whom it touches, what becomes of running drafts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from wagtail import hooks
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin import messages as admin_messages
from wagtail.models import Revision

from eforms.applications.dates import japanese_date, japanese_datetime
from eforms.building import publishing
from eforms.building.checks import all_problems
from eforms.building.differences import Change, Severity, severity_of
from eforms.building.models import FormPage
from eforms.review.versions import deadlines, opening
from eforms.review.versions.touched import touched


FINISH, CARRY = "finish", "carry"


def before_publishing(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Lead the editor's "publish" to the screen, unless only looks or nothing would change.

    A form that is not public opens by it: that is always shown. The revision was saved just before:
    nothing that was typed is lost.
    """
    if not isinstance(page, FormPage):
        return None
    opening.keep_closed(page)
    if not page.live:
        return redirect("form_publish", page.pk, page.get_latest_revision().pk)
    changes = publishing.pending_changes(page)
    if severity_of(changes or []) in (None, Severity.COSMETIC):
        request.form_changes = changes or []
        return None
    return redirect("form_publish", page.pk, page.get_latest_revision().pk)


def after_publishing(request: HttpRequest, page: Any) -> None:
    """Tell what changed where no screen did."""
    changes = getattr(request, "form_changes", [])
    if changes:
        told = "".join(change.sentence for change in changes[:3])
        more = f"ほか{len(changes) - 3}件。" if len(changes) > 3 else ""
        messages.info(
            request,
            f"前の版との違いは、見た目だけの変更です：{told}{more}"
            "入力中の申請は、そのまま続けられます。",
        )


@dataclass
class Publication:
    """A revision that is about to be published, and all that the screen tells of it."""

    page: FormPage
    revision: Revision
    now: datetime

    def __post_init__(self) -> None:
        self.draft = self.revision.as_object()
        self.live = publishing.newest_version(self.page)
        self.changes: list[Change] = publishing.pending_changes(self.draft) or []
        self.severity = severity_of(self.changes)

    @property
    def is_breaking(self) -> bool:
        """Whether the editor is asked what becomes of drafts."""
        return self.severity == Severity.BREAKING

    @property
    def seen(self) -> str:
        """What a screen was made from: the revision's state and the live version."""
        live = self.live.number if self.live else 0
        return f"{self.revision.pk}/{self.revision.created_at.isoformat()}/{live}"

    @property
    def newer(self) -> Revision | None:
        """The revision that somebody saved after this one."""
        latest = self.page.get_latest_revision()
        return latest if latest and latest.pk != self.revision.pk else None


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """Show the screen; POST publishes the revision as it was shown.

    Raises:
        PermissionDenied: the user may not publish the form.
    """
    page = get_object_or_404(FormPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    lock = page.get_lock()
    if lock is not None and lock.for_user(request.user):
        messages.error(request, "ほかの職員がこのフォームをロックしているため、公開できません。")
        return redirect("wagtailadmin_pages:edit", page.pk)
    if request.method != "POST":
        revision = get_object_or_404(page.revisions, pk=revision_id)
        return _screen(request, Publication(page, revision, timezone.now()))
    return _publish(request, page, revision_id)


def _publish(request: HttpRequest, page: FormPage, revision_id: int) -> HttpResponse:
    with transaction.atomic():
        page = FormPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
        revision = get_object_or_404(page.revisions, pk=revision_id)
        going = Publication(page, revision, timezone.now())
        if going.newer or request.POST.get("seen") != going.seen:
            return _screen(request, going, moved=not going.newer, status=409)
        problem, until = _choice(request, going)
        if problem:
            return _screen(request, going, problem=problem, status=422)
        if going.live is not None:
            publishing.choose(revision, going.live, until)
        revision.publisher = request.user
        action = PublishPageRevisionAction(revision, user=request.user)
        try:
            with transaction.atomic():
                action.execute(skip_permission_checks=True)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return redirect("wagtailadmin_pages:edit", page.pk)
    return _done(request, FormPage.objects.get(pk=page.pk), going)


def _choice(request: HttpRequest, going: Publication) -> tuple[str, datetime | None]:
    if not going.is_breaking or request.POST.get("drafts") == CARRY:
        return "", None
    until = deadlines.end_of(request.POST.get("until", ""), now=going.now)
    return ("" if until else "今日から1年以内の日を選んでください。"), until


def _done(request: HttpRequest, page: FormPage, going: Publication) -> HttpResponse:
    scheduled = going.draft.go_live_at and going.draft.go_live_at > going.now
    edit = admin_messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), "編集")
    if scheduled:
        when = japanese_datetime(going.draft.go_live_at)
        admin_messages.success(
            request,
            f"「{page.get_admin_display_title()}」は、{when}に公開されます。",
            buttons=[edit],
        )
    else:
        words = gettext("Page '%(page_title)s' has been published.")
        view = [admin_messages.button(page.url, gettext("View live"))] if page.url else []
        admin_messages.success(
            request,
            words % {"page_title": page.get_admin_display_title()},
            buttons=[*view, edit],
        )
    for hook in hooks.get_hooks("after_publish_page"):
        response = hook(request, page)
        if response is not None:
            return response
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def _screen(
    request: HttpRequest,
    going: Publication,
    *,
    moved: bool = False,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    page, newer = going.page, going.newer
    problems = all_problems(going.draft)
    problems_found = any(problem.is_error for problem in problems)
    chosen = request.POST.get("drafts", FINISH)
    suggested = deadlines.suggested(going.now)
    context = {
        "form_page": page,
        "going": going,
        "kinds": [
            (severity, [change for change in going.changes if change.severity == severity])
            for severity in reversed(Severity)
        ],
        "opening": [] if page.live or problems_found else opening.facts(going.draft, going.now),
        "touched": touched(page, now=going.now),
        "errors": [problem for problem in problems if problem.is_error],
        "warnings": [problem for problem in problems if not problem.is_error],
        "edit": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "compare": reverse(
            "wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"]
        ),
        "newer": newer,
        "newer_at": japanese_datetime(newer.created_at) if newer else "",
        "moved": moved,
        "problem": problem,
        "carry": chosen == CARRY,
        "until": request.POST.get("until", suggested.isoformat()),
        "earliest": deadlines.first_day(going.now).isoformat(),
        "latest": (deadlines.first_day(going.now) + deadlines.LONGEST).isoformat(),
        "suggested": japanese_date(going.now + publishing.DRAFTS_FINISH_WITHIN),
        "scheduled": _scheduled(going),
        "header_title": "公開の確認",
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "ホーム"},
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.title},
            {"url": "", "label": "公開の確認"},
        ],
    }
    return TemplateResponse(request, "eforms/review/versions/publish.html", context, status=status)


def _scheduled(going: Publication) -> str:
    when = going.draft.go_live_at
    return japanese_datetime(when) if when and when > going.now else ""

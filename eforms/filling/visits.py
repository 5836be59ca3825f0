"""From a request to the draft it is about: whose it is, whether it may go on, and the answers to
those who may not."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from wagtail.models import PageViewRestriction
from wagtail.wagtail_hooks import check_view_restrictions

from accounts.audience import public
from eforms.applications import signing_gate
from eforms.building.codes import owner
from eforms.building.models import FormPage
from eforms.building.translations import LANGUAGES, speak
from eforms.building.versions import current_version, schema_of
from eforms.building.windows import Window, window_of
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema, Section
from eforms.filling import drafts
from eforms.filling.guests import Applicant, applicant_of
from eforms.filling.models import Draft
from eforms.filling.reminders import told


@dataclass
class FormVisit:
    """A request to a form that is live."""

    page: FormPage
    now: datetime

    @cached_property
    def window(self) -> Window:
        """Whether the form accepts applications now."""
        return window_of(self.page, self.now)


@dataclass
class DraftVisit(FormVisit):
    """A request of a draft's owner."""

    draft: Draft
    applicant: Applicant | None  # None only where a page of nobody known is held
    _walked: Journey | None = None

    @property
    def schema(self) -> FormSchema:
        """The form as the draft has it now."""
        return schema_of(self.draft.version)

    @property
    def journey(self) -> Journey:
        """The form walked with the draft's answers as they are now."""
        draft, schema, known = self.draft, self.schema, self._walked
        # Answers are replaced when they are stored, never changed: the same ones, the same walk.
        if known is None or known.answers is not draft.answers or known.schema is not schema:
            today = timezone.localdate(self.now)
            known = self._walked = Journey(schema, draft.answers, draft.applicant_kind, today)
        return known

    def number(self, section: Section) -> int:
        """Return a section's place in its version, from 1: it stands in the address.

        Not the place among the visible ones, which changes while somebody answers.
        """
        return self.schema.sections.index(section) + 1

    def url(self, name: str, **kwargs) -> str:
        """Return an address of this draft (``section``, ``check``, ``sent`` …)."""
        return reverse(
            f"filling:{name}", kwargs={"code": self.page.code, "draft_id": self.draft.pk} | kwargs
        )

    @property
    def begin_url(self) -> str:
        """Return the address of the form's beginning, which lists the person's drafts."""
        return reverse("filling:begin", kwargs={"code": self.page.code})

    def section_url(self, section: Section | None, *, from_check: bool = False) -> str:
        """Return the address of a page; of the check for None."""
        if section is None:
            return self.url("check")
        address = self.url("section", number=self.number(section))
        return f"{address}?from=check" if from_check else address


def reminder_links(visit: DraftVisit) -> list[tuple[str, str]]:
    """Return what to look at after the form was changed: sentences, and where (empty: nowhere)."""
    return [
        (
            reminder.sentence,
            f"{visit.section_url(reminder.section)}#{reminder.anchor}" if reminder.section else "",
        )
        for reminder in told(visit.draft.to_check, visit.journey)
    ]


def form_view(view: Callable) -> Callable:
    """Turn ``view(request, visit)`` into the view of a live form's code.

    404 for a form that is not live; the present address for an old code; the question of a
    private page's password or sign-in where the editors set one.
    """

    @functools.wraps(view)
    def of_form(request: HttpRequest, code: str, **kwargs) -> HttpResponse:
        page = live_page(code)
        if page is None:
            return _moved(request, code, kwargs)
        if get_language() in LANGUAGES:
            speak(page, current_version(page))
        return closed_to(request, page) or view(request, FormVisit(page, timezone.now()), **kwargs)

    return public(of_form)


def draft_view(
    view: Callable | None = None,
    *,
    sent: bool = False,
    machine: bool = False,
    unknown: Callable | None = None,
) -> Callable:
    """Turn ``view(request, visit)`` into a view of one's own draft.

    This is the one place that decides whose a draft is: nobody known is led to the beginning to
    say who they are, and another person's draft does not exist. Unless ``sent``, drafts that were
    sent, have expired or whose form is closed get a page of their own. A script (``machine``) is
    told the same by a status. ``unknown`` answers the POST of nobody known in place of the
    beginning. Reports of an error show nothing of what was typed.
    """
    if view is None:
        return functools.partial(draft_view, sent=sent, machine=machine, unknown=unknown)

    @functools.wraps(view)
    def of_draft(request: HttpRequest, code: str, draft_id: uuid.UUID, **kwargs) -> HttpResponse:
        response = _of_draft(request, code, draft_id, kwargs)
        if machine and "json" not in response["Content-Type"]:
            response = _told(response.status_code)
        add_never_cache_headers(response)
        return response

    def _of_draft(request, code, draft_id, kwargs) -> HttpResponse:
        applicant = applicant_of(request)
        if applicant is None:
            if unknown is not None and request.method == "POST":
                return unknown(request, code, draft_id, **kwargs)
            return to_beginning(request, code)
        now = timezone.now()
        draft = drafts.load(draft_id, now=now)
        if draft is None or not applicant.owns(draft):
            raise Http404
        page = draft.version.page
        speak(page, draft.version)
        visit = DraftVisit(page, now, draft, applicant)
        if request.method in ("GET", "HEAD") and page.code and page.code != code:
            return redirect(request.get_full_path().replace(f"/f/{code}/", f"/f/{page.code}/", 1))
        return (None if sent else _not_now(request, visit)) or view(request, visit, **kwargs)

    return public(sensitive_post_parameters()(of_draft))


def _told(status: int) -> JsonResponse:
    # A redirect leads people to say who they are; a script only learns that it must stop.
    status = 401 if status in (301, 302) else status
    return JsonResponse(
        {"message": _("自動保存できませんでした。画面を開き直してください。")}, status=status
    )


def live_page(code: str) -> FormPage | None:
    """Return the live form of a code, with its organisation and without its big columns."""
    return (
        FormPage.objects.live()
        .select_related("organisation")
        .defer("body", "search_description")
        .filter(code=code)
        .first()
    )


def closed_to(request: HttpRequest, page: FormPage) -> HttpResponse | None:
    """Return Wagtail's own answer to a visitor who is not in on a private page, else None."""
    admitted = HttpResponse()
    response = check_view_restrictions(lambda *args: admitted)(page, request, (), {})
    return None if response is admitted else response


def is_private(page: FormPage) -> bool:
    """Tell whether an editor has made a page private; programs have no password to give."""
    restrictions = PageViewRestriction.objects.values_list("page__path", flat=True)
    return any(page.path.startswith(path) for path in restrictions)


def to_beginning(request: HttpRequest, code: str) -> HttpResponse:
    """Lead somebody unknown to the page where they say who they are, and back afterwards."""
    query = urlencode({"next": request.path})
    return redirect(f"{reverse('filling:begin', kwargs={'code': code})}?{query}")


def own_path(code: str, target: str) -> str:
    """Return ``target`` when it is an address of this form's drafts, else nothing."""
    beginning = f"/f/{code}/d/"
    fits = target.startswith(beginning) and "//" not in target and "\\" not in target
    return target if fits and ".." not in target and target.isprintable() else ""


def _moved(request: HttpRequest, code: str, kwargs: dict) -> HttpResponse:
    holder = owner(code)
    if holder is None or not holder.live or not holder.code or holder.code == code:
        raise Http404
    return redirect(
        request.get_full_path().replace(f"/f/{code}/", f"/f/{holder.code}/", 1), permanent=True
    )


def _not_now(request: HttpRequest, visit: DraftVisit) -> HttpResponse | None:
    draft = visit.draft
    if draft.submitted_at is not None:
        return redirect(visit.url("sent"))
    if draft.expires_at <= visit.now:
        return render(request, "eforms/filling/expired.html", {"page": visit.page}, status=410)
    # A page made private meanwhile still serves those who had come in before.
    if not visit.window.is_open:
        return not_open(request, visit, kept_until=draft.expires_at)
    return None


def needs_signature(
    request: HttpRequest, visit: FormVisit, *, kept_until: datetime | None = None
) -> HttpResponse:
    """Show why a form that asks for a signature cannot be sent, and what to do instead."""
    context = {"page": visit.page, "reason": signing_gate.REASON, "kept_until": kept_until}
    changing = request.method not in ("GET", "HEAD")
    status = 409 if changing else 200
    return render(request, "eforms/filling/needs_signature.html", context, status=status)


def not_open(
    request: HttpRequest, visit: FormVisit, *, kept_until: datetime | None = None
) -> HttpResponse:
    """Show the page of a form that is not open: when it opens or closed, and what to do instead.

    For somebody who has begun, ``kept_until`` says that the answers are safe. What was to be
    changed could not be: 409 for a POST.
    """
    context = {"page": visit.page, "window": visit.window, "kept_until": kept_until}
    changing = request.method not in ("GET", "HEAD")
    return render(request, "eforms/filling/not_open.html", context, status=409 if changing else 200)

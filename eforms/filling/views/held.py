"""A page of questions that comes back late: the sign-in has ended, or its token is an old one."""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect

from eforms.filling import drafts, half_typed, held_pages, older_pages, uploads
from eforms.filling.visits import DraftVisit, to_beginning


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def has_its_token(request: HttpRequest) -> bool:
    """Tell whether a POST carries the token against forged ones.

    A sign-in in another tab gives the browser a new one, and pages that were open keep the old.
    """
    return _Check(lambda _: HttpResponse()).process_view(request, None, (), {}) is None


def hold(request: HttpRequest, code: str, draft_id: uuid.UUID, number: int) -> HttpResponse:
    """Hold what the page of nobody known brought, and ask who it is; the way leads back to it."""
    now = timezone.now()
    draft = drafts.load(draft_id, now=now)
    if draft is None or draft.submitted_at is not None or draft.expires_at <= now:
        return to_beginning(request, code)
    visit = DraftVisit(draft.version.page, now, draft, None)
    part, _fits = older_pages.page_sent(visit, number, request.GET.get("v", ""))
    try:
        with uploads.receiving(request, lambda name: None, room=0):
            return _hold(request, visit, part)
    except uploads.RequestTooBig:
        return to_beginning(request, code)


@csrf_protect
def _hold(request: HttpRequest, visit: DraftVisit, part) -> HttpResponse:
    typed = half_typed.known_inputs(request.POST.lists(), part)
    token = held_pages.token_of(request)
    held_pages.hold(visit.draft, part.id, typed, token, now=visit.now)
    back = visit.section_url(visit.schema.section(part.id), from_check="from" in request.GET)
    beginning = reverse("filling:begin", kwargs={"code": visit.page.code})
    response = redirect(f"{beginning}?{urlencode({'next': back, 'held': '1'})}")
    held_pages.keep_token(request, response, token)
    return response

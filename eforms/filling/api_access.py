"""Who a program speaks for, and which forms and drafts are theirs."""

import uuid

from django.http import Http404, HttpRequest
from django.utils import timezone

from ninja.security import HttpBearer

from eforms.building.models import FormPage
from eforms.building.windows import window_of
from eforms.engine.schema import FormSchema, Section
from eforms.filling import drafts, tokens
from eforms.filling.api_refusals import already_sent, open_or_refuse
from eforms.filling.guests import Applicant
from eforms.filling.models import Draft
from eforms.filling.problems import Problem
from eforms.filling.visits import is_private, live_page


class Bearer(HttpBearer):
    """The token of a proven address."""

    def authenticate(self, request: HttpRequest, token: str) -> Applicant | None:
        """Return who holds the token."""
        return tokens.applicant_of(token)


bearer = Bearer()


def page_of(code: str) -> FormPage:
    """Return the live form of a code; 404 for one that is private."""
    page = live_page(code)
    if page is None or is_private(page):
        raise Http404
    return page


def owned_draft(request: HttpRequest, draft_id: uuid.UUID) -> Draft:
    """Return a draft of whoever holds the token, sent or expired ones too; else 404."""
    draft = drafts.load(draft_id, now=timezone.now())
    if draft is None or not request.auth.owns(draft):
        raise Http404
    return draft


def own_draft(request: HttpRequest, draft_id: uuid.UUID, *, changing: bool = False) -> Draft:
    """Return a draft that can still be filled in, to be changed only while its form is open.

    Raises:
        Problem: it was sent, has expired, or its form is closed.
    """
    draft = owned_draft(request, draft_id)
    now = timezone.now()
    if draft.submitted_at is not None:
        raise already_sent(draft_id)
    if draft.expires_at <= now:
        detail = "もう一度はじめから入力してください。"
        raise Problem(410, "入力内容の保存期限が過ぎました", detail)
    if changing:
        open_or_refuse(window_of(draft.version.page, now))
    return draft


def section_of(schema: FormSchema, number: int) -> Section:
    """Return a section by its number from 1; else 404."""
    if not 1 <= number <= len(schema.sections):
        raise Http404
    return schema.sections[number - 1]

"""Two editors of one form: the second to save reads what the first saved, and decides.

Wagtail tells of others by a script only, and saves over them all the same. Here a save that was
made from an older draft is not taken: its page comes back as a question, with everything that was
typed inside.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from wagtail.fields import RichTextField
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from eforms.building.compiler import compile_form
from eforms.building.differences import Change, Severity, differences
from eforms.building.windows import japanese_time


KNOWINGLY, COPY = "overwrite_knowingly", "keep_as_copy"
# Not typed by the editor, or told by other words.
SKIPPED = frozenset({"body", "slug"})


class Overtaken(Exception):
    """Somebody saved the form in the very moment in which it was to be saved."""

    def __init__(self, page_id: int) -> None:
        super().__init__(f"page {page_id}")
        self.page_id = page_id


@dataclass(frozen=True)
class State:
    """Which draft of a page is the newest: a revision may be written over by its own autosave."""

    revision: str
    created_at: str

    @classmethod
    def of(cls, page_id: int) -> "State":
        """Return the state of a page as it is stored now."""
        page = Page.objects.select_related("latest_revision").get(pk=page_id)
        latest = page.latest_revision
        return cls(str(latest.pk), latest.created_at.isoformat()) if latest else cls("", "")

    @classmethod
    def posted(cls, data: Any) -> "State | None":
        """Return the state that an editor's page was made from; None where it does not say."""
        loaded = data.get("loaded_revision_id", "")
        return cls(loaded, data.get("loaded_revision_created_at", "")) if loaded else None

    def __str__(self) -> str:
        return f"{self.revision}/{self.created_at}"


def before_editing(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Return the question when a page that is saved was made from an older draft.

    Requests of the autosave are left to Wagtail, which refuses them by itself.
    """
    if request.method != "POST" or not request.accepts("text/html"):
        return None
    made_from, now = State.posted(request.POST), State.of(page.pk)
    if made_from is None:
        return None
    if COPY in request.POST:
        return _keep_copy(request, page)
    if made_from != now and request.POST.get(KNOWINGLY) != str(now):
        return question(request, page)
    page.expected_state = now  # looked at again under a lock, when it is saved
    return None


def refuse_overtaken(page: Any) -> None:
    """Check, in the transaction that saves a revision, that nobody saved since ``before_editing``.

    Raises:
        Overtaken: somebody did.
    """
    expected = getattr(page, "expected_state", None)
    if expected is None:
        return
    Page.objects.select_for_update().get(pk=page.pk)
    if State.of(page.pk) != expected:
        raise Overtaken(page.pk)
    page.expected_state = None  # this save is its own


class OvertakenMiddleware:
    """Shows the question also to those who were overtaken in the very moment."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an overtaken save with the question."""
        if not isinstance(exception, Overtaken):
            return None
        page = Page.objects.get(pk=exception.page_id).specific
        return question(request, page.get_latest_revision_as_object()).render()


def question(request: HttpRequest, page: Any, *, problem: str = "") -> TemplateResponse:
    """Return the page that tells who saved what, and offers the ways on. 409."""
    latest = Revision.objects.select_related("user").get(pk=State.of(page.pk).revision)
    theirs, mine = latest.as_object(), typed(request, page)
    context = {
        "form_page": page,
        "own": latest.user_id == request.user.pk,
        "who": str(latest.user) if latest.user else "",
        "when": japanese_time(latest.created_at.replace(microsecond=0)),
        "changes": None if mine is None else _changes(theirs, mine),
        "problem": problem,
        "state": str(State.of(page.pk)),
        "edit": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "fields": _fields(request),
        "publishing": "action-publish" in request.POST,
        "header_title": "ほかの保存との重なり",
        "header_icon": "warning",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "ホーム"},
            {"url": "", "label": "ほかの保存との重なり"},
        ],
    }
    return TemplateResponse(request, "eforms/building/overtaken.html", context, status=409)


def typed(request: HttpRequest, page: Any) -> Any:
    """Return the page with what was typed, or None when it cannot be read yet; nothing is saved."""
    form = page.get_edit_handler().get_form_class()(
        request.POST,
        request.FILES,
        instance=page,
        parent_page=page.get_parent().specific,
        for_user=request.user,
    )
    form.defer_required_fields()
    return form.save(commit=False) if form.is_valid() else None


def _keep_copy(request: HttpRequest, page: Any) -> HttpResponse:
    """Keep what was typed in the form's history, beside the newest draft and not above it."""
    mine = typed(request, page)
    if mine is None:
        problem = "入力に直すところがあるため、控えを残せませんでした。"
        return question(request, page, problem=problem)
    revision = Revision.objects.create(
        content_object=mine,
        base_content_type=mine.get_base_content_type(),
        user=request.user,
        created_at=timezone.now(),
        content=mine.serializable_data(),
        object_str=str(mine),
    )
    log(mine, "wagtail.edit", user=request.user, revision=revision, content_changed=True)
    messages.success(
        request,
        "あなたの入力を、控えとして「履歴」に残しました。いまの下書きは変わっていません。",
    )
    return redirect("wagtailadmin_pages:history", page.pk)


def _changes(theirs: Any, mine: Any) -> list[Change]:
    found = []
    for field in mine._meta.concrete_fields:
        if field.name in SKIPPED or not field.editable or field.name not in mine_fields(mine):
            continue
        before, after = (_shown(page, field) for page in (theirs, mine))
        if before != after:
            words = f"「{field.verbose_name}」が異なります。"
            found.append(Change(field.name, Severity.COSMETIC, words, "", before, after))
    # Title and kinds of applicants stand above already.
    questions = differences(compile_form(theirs), compile_form(mine))
    return found + [change for change in questions if change.item or "順番" in change.sentence]


def mine_fields(page: Any) -> set[str]:
    """Return the names of the fields that the editor's page has."""
    return set(page.get_edit_handler().get_form_class().base_fields)


def _shown(page: Any, field: models.Field) -> str:
    value = getattr(page, field.name)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if hasattr(value, "isoformat"):
        return japanese_time(value)
    if isinstance(field, RichTextField):
        return strip_tags(value).strip()
    display = getattr(page, f"get_{field.name}_display", None)
    return "" if value is None else str(display() if display else value)


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return everything that was sent, to be sent again."""
    own = {"csrfmiddlewaretoken", KNOWINGLY, COPY}
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in own
        for value in values
    ]

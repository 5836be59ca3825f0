"""The versions of a form for those who edit it: listed, looked at, compared, brought back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from eforms.applications.dates import japanese_date, japanese_datetime
from eforms.building.compiler import compile_form
from eforms.building.differences import Severity, differences, severity_of
from eforms.building.models import FormPage
from eforms.building.stored import FormVersion
from eforms.building.versions import schema_of
from eforms.engine.journey import Journey
from eforms.fields.rendering import render_section
from eforms.review.versions import restoring
from eforms.review.versions.deadlines import day_of
from eforms.review.versions.outline import outline
from eforms.review.versions.touched import Touched, by_version


DRAFT = "draft"
NOBODY = Touched(0, 0, 0)


@dataclass(frozen=True)
class Row:
    """A version in the list."""

    version: FormVersion
    is_live: bool
    severity: str
    drafts_until: str
    touched: Touched
    published_at: str


@require_GET
def index(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the versions of a form, the newest first."""
    page = _page(request, page_id)
    now = timezone.now()
    versions = (
        FormVersion.objects.filter(page=page)
        .defer("schema")
        .select_related("policy", "published_by")
        .order_by("-number")
    )
    numbers = by_version(page, now=now)
    rows = [
        Row(
            version=version,
            is_live=page.live and place == 0,
            severity=_severity(version),
            drafts_until=_drafts_until(version, now),
            touched=numbers.get(version.pk, NOBODY),
            published_at=japanese_datetime(version.published_at),
        )
        for place, version in enumerate(versions)
    ]
    return _screen(request, "index", page, "版の一覧", {"rows": rows})


@require_GET
def show(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    """Show a version: every question in words, and the way to each page as citizens saw it."""
    page = _page(request, page_id)
    version = _version(page, number)
    context = {
        "version": version,
        "published_at": japanese_datetime(version.published_at),
        "sections": outline(version.schema),
        "restorable": restoring.is_restorable(version),
    }
    return _screen(request, "show", page, f"第{number}版", context)


@require_GET
def step(request: HttpRequest, page_id: int, number: int, place: int) -> HttpResponse:
    """Show a page of a version as citizens saw it; nothing can be typed or sent."""
    page = _page(request, page_id)
    version = _version(page, number)
    schema = schema_of(version)
    if not 1 <= place <= len(schema.sections):
        raise Http404
    section = schema.sections[place - 1]
    kind = next(iter(schema.applicant_kinds), "individual")
    context = {
        "page": page,
        "version": version,
        "form_title": schema.title,
        "section": section,
        "place": place,
        "total": len(schema.sections),
        "inputs": render_section(schema, section, _Everything(schema, {}, kind)),
    }
    return TemplateResponse(request, "eforms/review/versions/step.html", context)


class _Everything(Journey):
    """A form with every question shown, whatever its rules say."""

    def is_visible(self, item_id: str, row_id: str | None = None) -> bool:
        return True


@require_GET
def compare(request: HttpRequest, page_id: int) -> HttpResponse:
    """Compare any two versions (``?from=1&to=3``); ``draft`` is the form as it stands now."""
    page = _page(request, page_id)
    numbers = list(
        FormVersion.objects.filter(page=page).order_by("number").values_list("number", flat=True)
    )
    if not numbers:
        return redirect("form_versions", page.pk)
    older = request.GET.get("from") or str(numbers[-2] if len(numbers) > 1 else numbers[-1])
    newer = request.GET.get("to") or (str(numbers[-1]) if len(numbers) > 1 else DRAFT)
    older, newer = (part if part == DRAFT else part.lstrip("0") for part in (older, newer))
    changes = differences(_document(page, older), _document(page, newer))
    choices = [(str(number), f"第{number}版") for number in numbers] + [(DRAFT, "いまの下書き")]
    names = dict(choices)
    context = {
        "choices": choices,
        "older": older,
        "newer": newer,
        "before_label": names[older],
        "after_label": names[newer],
        "severity": severity_of(changes),
        "kinds": by_severity(changes),
        "both": [outline(_document(page, older)), outline(_document(page, newer))],
    }
    return _screen(request, "compare", page, "版の比較", context)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    """Ask whether to bring a version back as a draft; POST does it. Nothing is published."""
    page = _page(request, page_id)
    version = _version(page, number)
    lock = page.get_lock()
    if not restoring.is_restorable(version) or (lock and lock.for_user(request.user)):
        messages.error(request, "この版を下書きに戻せません。ロックがないか確かめてください。")
        return redirect("form_versions", page.pk)
    moved = False
    if request.method == "POST":
        done = restoring.restore(page, version, request.user, seen=request.POST.get("seen", ""))
        if done is not None:
            _tell_restored(request, version, done)
            return redirect("wagtailadmin_pages:edit", page.pk)
        moved = True
        page.refresh_from_db()
    changes = differences(compile_form(page.get_latest_revision_as_object()), version.schema)
    context = {
        "version": version,
        "kinds": by_severity(changes),
        "changes": changes,
        "seen": restoring.state_of(page),
        "moved": moved,
        "before_label": "いまの下書き",
        "after_label": f"第{number}版",
    }
    status = 409 if moved else 200
    return _screen(request, "restore", page, f"第{number}版を下書きに戻す", context, status)


def by_severity(changes: list) -> list[tuple[Severity, list]]:
    """Return changes by how bad they are, the worst first."""
    return [
        (severity, [change for change in changes if change.severity == severity])
        for severity in reversed(Severity)
    ]


def _tell_restored(request: HttpRequest, version: FormVersion, differing: list) -> None:
    messages.success(
        request,
        f"第{version.number}版の質問を下書きに戻しました。まだ公開していません。"
        "内容を確かめてから公開してください。",
    )
    for change in differing:
        messages.warning(request, f"元の版と異なる点があります：{change.sentence}")


def _document(page: FormPage, name: str) -> dict[str, Any]:
    if name == DRAFT:
        return compile_form(page.get_latest_revision_as_object())
    if not (name.isascii() and name.isdigit() and len(name) < 10):
        raise Http404
    return _version(page, int(name)).schema


def _page(request: HttpRequest, page_id: int) -> FormPage:
    page = get_object_or_404(FormPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _version(page: FormPage, number: int) -> FormVersion:
    return get_object_or_404(FormVersion.objects.filter(page=page), number=number)


def _severity(version: FormVersion) -> str:
    policy = getattr(version, "policy", None)
    return Severity(policy.severity).label if policy and policy.severity else ""


def _drafts_until(version: FormVersion, now: Any) -> str:
    policy = getattr(version, "policy", None)
    if policy is None or policy.drafts_until is None or policy.drafts_until <= now:
        return ""
    return japanese_date(day_of(policy.drafts_until))


def _screen(
    request: HttpRequest, name: str, page: FormPage, title: str, context: dict, status: int = 200
) -> HttpResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": "ホーム"},
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.title},
    ]
    if name != "index":
        trail.append({"url": reverse("form_versions", args=[page.pk]), "label": "版の一覧"})
    context |= {
        "form_page": page,
        "header_title": title,
        "header_icon": "history",
        "breadcrumbs_items": [*trail, {"url": "", "label": title}],
    }
    template = f"eforms/review/versions/{name}.html"
    return TemplateResponse(request, template, context, status=status)

"""The editor's screen of a form's translations: Japanese beside the other language, and a meter."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from wagtail.admin.widgets.button import Button

from eforms.building.compiler import compile_form
from eforms.building.models import FormPage
from eforms.building.translations import LANGUAGES, Text, counting, stored, texts_of, write


@dataclass(frozen=True)
class Row:
    """A text beside its translation."""

    text: Text
    translation: str
    stale: bool  # the Japanese changed after it was translated

    @property
    def lines(self) -> int:
        """Rows of the input."""
        return min(8, 1 + max(len(self.text.source), len(self.translation)) // 40)


@require_http_methods(["GET", "POST"])
def translate(request: HttpRequest, page_id: int, language: str) -> HttpResponse:
    """Show the texts of a form's newest draft in its order; a POST keeps what was written."""
    page = get_object_or_404(FormPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if language not in LANGUAGES:
        raise Http404
    latest = page.get_latest_revision_as_object()
    texts = texts_of(latest, compile_form(latest))
    if request.method == "POST":
        wishes = {text.key: request.POST[text.key] for text in texts if text.key in request.POST}
        fresh = request.POST.getlist("fresh")
        with transaction.atomic():
            changed = write(page, language, texts, wishes, fresh)
        messages.success(
            request, f"{changed}件の翻訳を保存しました。次に公開したときから表示されます。"
        )
        return redirect("form_translations", page.pk, language)
    return TemplateResponse(
        request, "eforms/building/translate.html", _context(page, language, texts)
    )


def _context(page: FormPage, language: str, texts: list[Text]) -> dict[str, Any]:
    kept = stored(page, language)
    done = counting(texts, kept)
    rows = [
        Row(
            text,
            kept.get(text.key, {}).get("text", ""),
            stale=text.key in kept and text.key not in done,
        )
        for text in texts
    ]
    return {
        "form_page": page,
        "language": language,
        "html_language": language.partition("-")[0],
        "languages": LANGUAGES.items(),
        "language_name": LANGUAGES[language],
        "rows": rows,
        "done": len(done),
        "total": len(texts),
        "stale": sum(row.stale for row in rows),
        "header_title": "翻訳",
        "header_icon": "globe",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "ホーム"},
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.title},
            {"url": "", "label": "翻訳"},
        ],
    }


translation_urls = [
    path("form-translations/<int:page_id>/<slug:language>/", translate, name="form_translations"),
]


def translations_button(page: Any, user: Any):
    """Yield the button of a stored form that the user may edit."""
    if isinstance(page, FormPage) and page.pk and page.permissions_for_user(user).can_edit():
        yield Button(
            "翻訳",
            url=reverse("form_translations", args=[page.pk, "en"]),
            icon_name="globe",
            priority=66,
        )

"""公開前の確認: the list of what to put right in a form as it stands in the editor."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from accounts.audience import staff_only
from eforms.building.checks import all_problems
from eforms.building.models import FormPage
from eforms.building.unsaved import Unreadable, edited_page, new_page, posted_page


@staff_only
@xframe_options_sameorigin
@require_http_methods(["GET", "HEAD", "POST"])
def of_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Check a form that exists: as posted from the editor, or its newest draft."""
    page = edited_page(request.user, page_id)
    return _checked(request, page, page.get_parent().specific)


@staff_only
@xframe_options_sameorigin
@require_http_methods(["GET", "HEAD", "POST"])
def of_new_page(request: HttpRequest, parent_id: int) -> HttpResponse:
    """Check a form that was never saved."""
    page, parent = new_page(request.user, parent_id)
    return _checked(request, page, parent)


def _checked(request: HttpRequest, page: FormPage, parent: Any) -> HttpResponse:
    if page.pk:
        editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    else:
        editor = reverse("wagtailadmin_pages:add", args=["eforms", "formpage", parent.pk])
    if request.method == "POST":
        try:
            page = posted_page(request.user, page, parent, request.POST)
        except Unreadable as unreadable:
            context = {"errors": unreadable.errors}
            return render(request, "eforms/building/tryout/unreadable.html", context, status=422)
    problems = all_problems(page)
    errors = sum(problem.is_error for problem in problems)
    context = {
        "problems": problems,
        "errors": errors,
        "warnings": len(problems) - errors,
        "groups": [
            {"place": place, "problems": list(part)}
            for place, part in groupby(problems, key=lambda problem: problem.place)
        ],
        "editor": editor,
    }
    response = render(request, "eforms/building/tryout/checks.html", context)
    add_never_cache_headers(response)
    return response


check_urls = [
    path("form-checks/<int:page_id>/", of_page, name="form_checks"),
    path("form-checks/new/<int:parent_id>/", of_new_page, name="form_checks_new"),
]

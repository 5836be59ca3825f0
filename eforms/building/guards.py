"""What the admin refuses to do with a form, in words, before it would fail."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from eforms.building.checks import page_problems
from eforms.building.models import FormPage


def deletion_refused(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Return a way back with the reason when a page (or one below it) was ever published.

    Applications are read against its versions for ever, so that form must stay.
    """
    forms = _forms_below([page]).filter(versions__isnull=False).distinct()
    if not forms:
        return None
    _tell_published(request, forms)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def bulk_action_refused(
    request: HttpRequest, action: str, pages: Iterable[Any]
) -> HttpResponse | None:
    """Return a way back with the reason when a bulk action cannot be done with a form."""
    pages = list(pages)
    if action == "delete":
        forms = _forms_below(pages).filter(versions__isnull=False).distinct()
        if forms:
            _tell_published(request, forms)
            return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
    if action == "publish":
        unready = [form for form in _forms_below(pages) if _problems_of(form)]
        for form in unready:
            problem = next(iter(_problems_of(form).values()))[0]
            messages.error(request, f"「{form.draft_title}」は公開できません。{problem}")
        if unready:
            return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
    return None


def _forms_below(pages: Iterable[Any]) -> Any:
    found = FormPage.objects.none()
    for page in pages:
        found = found | FormPage.objects.descendant_of(page, inclusive=True)
    return found


def _problems_of(form: FormPage) -> dict[str, list[str]]:
    return page_problems(form.get_latest_revision_as_object())


def _tell_published(request: HttpRequest, forms: Iterable[FormPage]) -> None:
    names = "、".join(f"「{form.title}」" for form in forms)
    messages.error(
        request,
        f"{names}は公開したことがあるため、削除できません。届いた申請を読むために残す必要があります。"
        "受付をやめるときは「非公開にする」を使ってください。",
    )

"""The form as it stands in the editor, unsaved changes included. Nothing is stored."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from wagtail.models import Page

from eforms.building.models import FormPage


class Unreadable(Exception):
    """What the editor sent cannot be read as a form; ``errors`` tells why, by the field's name."""

    def __init__(self, errors: Any) -> None:
        super().__init__("the editor's inputs cannot be read")
        self.errors = errors


def edited_page(user: Any, page_id: int) -> FormPage:
    """Return the newest draft of a form, for somebody who may edit it.

    Raises:
        Http404: there is no such form.
        PermissionDenied: this user may not edit it.
    """
    page = get_object_or_404(FormPage, pk=page_id)
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return page.get_latest_revision_as_object()


def new_page(user: Any, parent_id: int) -> tuple[FormPage, Page]:
    """Return an empty form to be put below a page, and that page.

    Raises:
        Http404: there is no such page.
        PermissionDenied: this user may not put a form there.
    """
    parent = get_object_or_404(Page, pk=parent_id).specific
    allowed = FormPage in type(parent).creatable_subpage_models()
    if not allowed or not parent.permissions_for_user(user).can_add_subpage():
        raise PermissionDenied
    page = FormPage(owner=user, depth=parent.depth + 1)
    # A place that fits; it is never taken, because the page is never saved.
    last = parent.get_last_child()
    page.path = last._inc_path() if last else page._get_path(parent.path, page.depth, 1)
    page.set_url_path(parent)
    return page, parent


def posted_page(user: Any, page: FormPage, parent: Page, data: QueryDict) -> FormPage:
    """Return the form that the editor's inputs describe; half-built ones too.

    Raises:
        Unreadable: some input has a value it can never have.
    """
    data = data.copy()
    data["title"] = data.get("title") or "（名称のない申請フォーム）"
    data["slug"] = data.get("slug") or uuid.uuid4().hex
    form = _form(user, page, parent, data)
    if not form.is_valid() and set(form.errors) <= {"code", "slug"}:
        # An address that is taken does not keep anybody from looking at the questions.
        data["code"], data["slug"] = "", uuid.uuid4().hex
        form = _form(user, page, parent, data)
    if not form.is_valid():
        raise Unreadable({_named(form, name): _told(name, form) for name in form.errors})
    form.save(commit=False)
    return page


def _form(user: Any, page: FormPage, parent: Page, data: QueryDict) -> Any:
    form_class = page.get_edit_handler().get_form_class()
    form = form_class(data, instance=page, parent_page=parent, for_user=user)
    form.defer_required_fields()
    return form


def _named(form: Any, name: str) -> str:
    """Return how people call a field."""
    if name not in form.fields:
        return "フォーム全体"
    return form.fields[name].label or name


def _told(name: str, form: Any) -> str:
    # A block's own message stands at its input, and only there.
    if name == "body":
        return "読み取れない入力があります。下書きを保存すると、その入力に説明が表示されます。"
    return " ".join(form.errors[name])

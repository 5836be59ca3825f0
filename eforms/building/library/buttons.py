"""Where the admin leads to templates: the menu, and the buttons of forms and their folders."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import page_permission_policy

from eforms.building.models import FormIndexPage, FormPage


class TemplatesItem(MenuItem):
    """Shown to those who may make forms."""

    def is_shown(self, request: Any) -> bool:
        """Tell whether the user may add pages; what the menu has asked already costs no query."""
        return page_permission_policy.user_has_any_permission(request.user, {"add"})


def menu_item() -> MenuItem:
    """Return the menu's entry."""
    return TemplatesItem(
        "テンプレート",
        reverse("form_templates"),
        name="form-templates",
        icon_name="copy",
        order=150,
    )


def page_buttons(page: Any, user: Any) -> Iterator[Button]:
    """Yield the buttons of a form, or of a folder for forms, for those who may use them."""
    if isinstance(page, FormPage) and page.pk and page.permissions_for_user(user).can_edit():
        for label, name, icon, priority in (
            ("質問セットを追加", "form_insert", "plus", 61),
            ("テンプレートとして保存", "form_keep", "copy", 62),
            ("JSONで書き出す", "form_write", "download", 63),
        ):
            url = reverse(name, args=[page.pk])
            yield Button(label, url=url, icon_name=icon, priority=priority)
    if isinstance(page, FormIndexPage) and page.permissions_for_user(user).can_add_subpage():
        url = reverse("form_templates")
        yield Button("テンプレートから作る", url=url, icon_name="copy", priority=61)

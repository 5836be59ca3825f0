"""Addresses of the versions of forms, and the button that leads there."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse

from wagtail.admin.widgets.button import Button

from eforms.building.models import FormPage
from eforms.review.versions import history, publish


version_urls = [
    path("form-versions/<int:page_id>/", history.index, name="form_versions"),
    path("form-versions/<int:page_id>/compare/", history.compare, name="form_versions_compare"),
    path("form-versions/<int:page_id>/<int:number>/", history.show, name="form_version"),
    path(
        "form-versions/<int:page_id>/<int:number>/pages/<int:place>/",
        history.step,
        name="form_version_step",
    ),
    path(
        "form-versions/<int:page_id>/<int:number>/restore/",
        history.restore,
        name="form_version_restore",
    ),
    path(
        "form-versions/<int:page_id>/publish/<int:revision_id>/",
        publish.publish,
        name="form_publish",
    ),
]


def versions_button(page: Any, user: Any) -> Iterator[Button]:
    """Yield the button for a form that was ever published and that the user may edit."""
    if not isinstance(page, FormPage) or not page.pk:
        return
    if page.permissions_for_user(user).can_edit() and page.versions.exists():
        yield Button(
            "版の一覧",
            url=reverse("form_versions", args=[page.pk]),
            icon_name="history",
            priority=65,
        )

"""The first page of the admin for those who build forms: where to begin, what they left open."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from wagtail.admin.ui.components import Component
from wagtail.permission_policies.pages import PagePermissionPolicy

from eforms.building.checks import all_problems
from eforms.building.models import FormIndexPage, FormPage


MOST_DRAFTS = 5
MOST_FOLDERS = 8


@dataclass(frozen=True)
class OwnDraft:
    """A form whose newest draft is the user's and not public yet; numbers of what to look at."""

    title: str
    url: str
    live: bool
    saved_at: Any
    errors: int
    warnings: int


class EditingPanel(Component):
    """申請フォームの作成: folders of forms, templates, one's own drafts."""

    name = "editing_forms"
    template_name = "eforms/review/editing_panel.html"
    order = 20

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return what the user may edit."""
        user = parent_context["request"].user
        return {
            "folders": folders(user)[:MOST_FOLDERS],
            "drafts": own_drafts(user),
            "templates": reverse("form_templates"),
        }


def may_edit_forms(user: Any) -> bool:
    """Return whether somebody builds forms: may add pages where forms are kept."""
    return folders(user).exists()


def folders(user: Any) -> Any:
    """Return the folders in which somebody may make forms."""
    allowed = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    return FormIndexPage.objects.filter(pk__in=allowed.values("pk")).order_by("title")


def own_drafts(user: Any) -> list[OwnDraft]:
    """Return the drafts that somebody saved last, the newest first, with what is to put right."""
    allowed = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    pages = (
        FormPage.objects.filter(
            pk__in=allowed.values("pk"), has_unpublished_changes=True, latest_revision__user=user
        )
        .select_related("latest_revision")
        .defer("body")
        .order_by("-latest_revision_created_at")[:MOST_DRAFTS]
    )
    return [_own(page) for page in pages]


def _own(page: FormPage) -> OwnDraft:
    problems = all_problems(page.get_latest_revision_as_object())
    errors = sum(problem.is_error for problem in problems)
    return OwnDraft(
        page.draft_title,
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        page.live,
        page.latest_revision.created_at,
        errors,
        len(problems) - errors,
    )

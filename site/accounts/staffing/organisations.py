"""Departments and who works in them, edited by administrators.

Nobody else can be given these rights: the permissions are not offered to groups, because who
sees which applications hangs on them.
"""

from django.db import transaction

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.organisations import Organisation
from audit import log


def _record(action: str, request, organisation: Organisation) -> None:
    members = {
        f"accounts.User/{user}": role
        for user, role in organisation.memberships.values_list("user_id", "role")
    }
    log.record(
        action,
        actor=log.staff(request.user),
        target=f"accounts.Organisation/{organisation.pk}",
        organisation_id=organisation.pk,
        data={"members": members},
    )


class OrganisationCreateView(CreateView):
    def save_instance(self) -> Organisation:
        organisation = super().save_instance()
        _record("organisation.created", self.request, organisation)
        return organisation


class OrganisationEditView(EditView):
    def save_instance(self) -> Organisation:
        organisation = super().save_instance()
        _record("organisation.changed", self.request, organisation)
        return organisation


class OrganisationDeleteView(DeleteView):
    def delete_action(self) -> None:
        with transaction.atomic():
            _record("organisation.deleted", self.request, self.object)
            super().delete_action()


class OrganisationViewSet(ModelViewSet):
    """組織と所属: one screen for a department and its members."""

    model = Organisation
    icon = "group"
    menu_label = "組織"
    menu_order = 610
    add_to_settings_menu = True
    add_to_reference_index = False
    list_display = ["name", "code", "parent", "phone"]
    search_fields = ["name", "code"]
    search_backend_name = None
    list_per_page = 50
    add_view_class = OrganisationCreateView
    edit_view_class = OrganisationEditView
    delete_view_class = OrganisationDeleteView
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("code"),
                FieldPanel("parent"),
            ],
            heading="組織",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldPanel("location"),
            ],
            heading="連絡先",
        ),
        InlinePanel(
            "memberships",
            [FieldRowPanel([FieldPanel("user"), FieldPanel("role")])],
            heading="所属する職員",
            label="職員",
        ),
    ]


organisation_viewset = OrganisationViewSet("organisations")

"""Wagtail's user management, with our own forms and records."""

from wagtail.users.apps import WagtailUsersAppConfig


class StaffUsersConfig(WagtailUsersAppConfig):
    user_viewset = "accounts.staffing.users.StaffViewSet"

"""What the accounts add to Wagtail's admin."""

from wagtail import hooks
from wagtail.admin.widgets.button import Button

from accounts.staff import User
from accounts.staffing import users
from accounts.staffing.organisations import organisation_viewset


@hooks.register("register_admin_viewset")
def register_organisations():
    """Offer the departments under 設定."""
    return organisation_viewset


@hooks.register("register_admin_urls")
def register_invitation_url():
    """Open the page that sends an invitation once more."""
    return users.urls


@hooks.register("register_user_listing_buttons")
def offer_invitation(user, request_user):
    """Offer another invitation for those who have no password yet."""
    if user.is_active and not user.has_usable_password():
        url = users.invite_url(user)
        yield Button("招待メールをもう一度送る", url=url, icon_name="mail", priority=20)


@hooks.register("after_bulk_action")
def record_bulk_action(request, action_type, objects, action_class_instance):
    """Record what was done to several staff accounts at once."""
    for user in objects:
        if isinstance(user, User):
            users.record(f"staff.bulk_{action_type}", request, user)

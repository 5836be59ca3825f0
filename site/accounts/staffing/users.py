"""Staff accounts in Wagtail's admin: made by invitation, every change recorded."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView

from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry
from wagtail.users.views.users import CreateView, DeleteView, EditView, UserViewSet

from accounts.audience import staff_only
from accounts.staff import User
from accounts.staffing import mails
from accounts.staffing.forms import StaffCreationForm, StaffEditForm
from audit import log


def record(action: str, request, user: User, **data) -> None:
    """Record what was done to a staff account, by whom; names and addresses stay out."""
    actor = log.staff(request.user)
    log.record(action, actor=actor, target=f"accounts.User/{user.pk}", data=data or None)


class StaffCreateView(CreateView):
    """Make an account and invite its owner."""

    def save_instance(self) -> User:
        user = super().save_instance()
        record("staff.created", self.request, user, superuser=user.is_superuser)
        if not user.has_usable_password():
            mails.invite(user)
        return user

    def get_success_message(self, instance: User) -> str:
        if instance.has_usable_password():
            return "職員アカウントを作成しました。"
        return "職員アカウントを作成し、パスワードを設定するためのメールを本人に送りました。"


class StaffEditView(EditView):
    """Change an account."""

    def save_instance(self) -> User:
        user = super().save_instance()
        changed = sorted(self.form.changed_data)
        record(
            "staff.changed",
            self.request,
            user,
            fields=changed,
            active=user.is_active,
            superuser=user.is_superuser,
        )
        return user


class StaffDeleteView(DeleteView):
    """Delete an account; what it did stays in the records under its number."""

    def delete_action(self) -> None:
        with transaction.atomic():
            record("staff.deleted", self.request, self.object)
            super().delete_action()


@staff_only
class InviteView(WagtailAdminTemplateMixin, TemplateView):
    """Ask, then send the invitation once more."""

    template_name = "accounts/staff/invite.html"
    page_title = "招待メールをもう一度送る"
    header_icon = "mail"

    def dispatch(self, request, *args, **kwargs):
        """Only those who may change staff accounts; only for accounts still without a password."""
        self.user = get_object_or_404(User, pk=kwargs["pk"], is_active=True)
        policy = policy_registry.get_by_type(User)
        if not policy.user_has_permission(request.user, "change"):
            return redirect("wagtailadmin_home")
        if self.user.has_usable_password():
            messages.info(request, "この職員は、すでにパスワードを設定しています。")
            return redirect("wagtailusers_users:edit", self.user.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(invited=self.user, **kwargs)

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            mails.invite(self.user)
            record("staff.invited", request, self.user)
        messages.success(request, "パスワードを設定するためのメールを送りました。")
        return redirect("wagtailusers_users:edit", self.user.pk)


def invite_url(user: User) -> str:
    """Return the address of the page that sends the invitation once more."""
    return reverse("accounts-invite", args=[user.pk])


urls = [path("users/<int:pk>/invite/", InviteView.as_view(), name="accounts-invite")]


class StaffViewSet(UserViewSet):
    """Wagtail's screens with our forms and records."""

    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    delete_view_class = StaffDeleteView

    def get_form_class(self, for_update: bool = False):
        return StaffEditForm if for_update else StaffCreationForm

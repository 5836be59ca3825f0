"""送信メール: the ledger of outgoing mails, on wagtail-modeladmin.

Per-object rights by its helpers, and the list by the same rule: mails about an application for
those who may see it, all others (codes, accounts) for administrators only.
"""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.auth.models import Permission
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import redirect
from django.urls import re_path
from django.utils import timezone
from django.utils.html import format_html

from wagtail.admin import messages
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView, InspectView, InstanceSpecificView

from audit import log
from eforms.applications.access import ACT, may, visible_applications
from eforms.applications.models import Application
from eforms.applications.receipts import search_text
from eforms.notices.models import MailEvent
from outbox.mail import resend
from outbox.models import Mail


def visible_mails(user: Any) -> QuerySet[Mail]:
    """Return the mails a user may see."""
    if getattr(user, "is_superuser", False) and user.is_active:
        return Mail.objects.all()
    about = visible_applications(user).order_by().values("pk")
    return Mail.objects.filter(subject_id__in=about)


def mails_of(application: Application) -> list[tuple[Mail, str]]:
    """Return the mails about an application with the name of their occasion, the newest first."""
    mails = Mail.objects.filter(subject_id=application.pk).defer("to", "subject", "body")
    return [(mail, event_label(mail)) for mail in mails]


def event_label(mail: Mail) -> str:
    """Return the occasion of a mail in words."""
    return dict(MailEvent.choices).get(mail.event, "確認コード・アカウントなど")


class MailPermissions(PermissionHelper):
    """Look, and send again what failed; nobody writes, changes or deletes a mail here."""

    def user_can_list(self, user: Any) -> bool:
        """Tell whether a user may open the ledger."""
        return user.has_perm("outbox.view_mail")

    def user_can_inspect_obj(self, user: Any, obj: Mail) -> bool:
        """Tell whether a user may read this mail."""
        return self.user_can_list(user) and visible_mails(user).filter(pk=obj.pk).exists()

    def user_can_resend_obj(self, user: Any, obj: Mail) -> bool:
        """Tell whether a user may have a failed mail sent again."""
        if obj.state != Mail.State.FAILED or not self.user_can_inspect_obj(user, obj):
            return False
        if user.is_superuser:
            return True
        application = Application.objects.filter(pk=obj.subject_id).defer("answers").first()
        return application is not None and may(user, ACT, application)

    def user_can_create(self, user: Any) -> bool:
        """Tell that nobody may."""
        return False

    def user_can_edit_obj(self, user: Any, obj: Mail) -> bool:
        """Tell that nobody may."""
        return False

    def user_can_delete_obj(self, user: Any, obj: Mail) -> bool:
        """Tell that nobody may."""
        return False


class MailButtons(ButtonHelper):
    """Read it; the page of a failed mail offers to send it again."""

    def inspect_button(self, pk, classnames_add=None, classnames_exclude=None) -> dict:
        """Name the button in Japanese."""
        button = super().inspect_button(pk, classnames_add, classnames_exclude)
        return button | {"label": "内容を見る", "title": "このメールの内容を見る"}

    def get_buttons_for_obj(
        self, obj, exclude=None, classnames_add=None, classnames_exclude=None
    ) -> list[dict]:
        """Offer nothing beside the link: reading is all there is in a row."""
        return []

    def get_primary_button(self, obj) -> dict:
        """Make the first column lead to the mail.

        Without asking the database about each row: the list is scoped already.
        """
        return self.inspect_button(obj.pk)


class StateFilter(SimpleListFilter):
    """By what became of it."""

    title = "状態"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        """Offer the states."""
        return Mail.State.choices

    def queryset(self, request, queryset):
        """Narrow the list."""
        return queryset.filter(state=self.value()) if self.value() else queryset


class EventFilter(SimpleListFilter):
    """By occasion."""

    title = "送るとき"
    parameter_name = "event"

    def lookups(self, request, model_admin):
        """Offer the five occasions."""
        return MailEvent.choices

    def queryset(self, request, queryset):
        """Narrow the list."""
        return queryset.filter(event=self.value()) if self.value() else queryset


class LedgerIndexView(IndexView):
    """The list, without a way to export addresses."""

    FORMATS = ()
    page_title = "送信メール"


class LedgerInspectView(InspectView):
    """One mail: text, address and what became of it. One that is not the user's does not exist."""

    page_title = "送信メール"

    def check_action_permitted(self, user: Any) -> bool:
        """Tell that the user may read it.

        Raises:
            Http404: the user may not.
        """
        return _or_404(super().check_action_permitted(user))

    def get_meta_title(self) -> str:
        """Name the tab without the address."""
        return "送信メール"

    def get_page_subtitle(self) -> str:
        """Say what it is about."""
        return event_label(self.instance)

    def get_context_data(self, **kwargs: Any) -> dict:
        """Add the application and whether it may be sent again."""
        about = visible_applications(self.request.user).filter(pk=self.instance.subject_id)
        helper = self.permission_helper
        return super().get_context_data(
            application=about.defer("answers", "email").first(),
            may_resend=helper.user_can_resend_obj(self.request.user, self.instance),
            resend_url=self.url_helper.get_action_url("resend", self.pk_quoted),
            fields=[],
            **kwargs,
        )


class ResendView(InstanceSpecificView):
    """POST: have a failed mail sent again."""

    http_method_names = ["post"]

    def check_action_permitted(self, user: Any) -> bool:
        """Tell that the user may, and that it has failed.

        Raises:
            Http404: it is not so.
        """
        return _or_404(self.permission_helper.user_can_resend_obj(user, self.instance))

    def post(self, request, *args, **kwargs):
        """Queue it again and return to the mail."""
        resend(self.instance)
        log.record(
            "mail.resend", actor=log.staff(request.user), target=f"outbox.Mail/{self.instance.pk}"
        )
        messages.success(request, "もう一度送信します。しばらくしてから状態を確かめてください。")
        return redirect(self.url_helper.get_action_url("inspect", self.pk_quoted))


class MailLedger(ModelAdmin):
    """Registered in ``eforms.wagtail_hooks``."""

    model = Mail
    base_url_path = "mails"
    menu_label = "送信メール"
    menu_icon = "mail"
    menu_order = 95
    menu_item_name = "mails"
    list_display = ("occasion", "receipt_number", "state_tag", "made", "sent")
    list_filter = (StateFilter, EventFilter)
    list_per_page = 50
    search_fields = ("event",)
    ordering = ("-created_at",)
    inspect_view_enabled = True
    history_view_enabled = False
    permission_helper_class = MailPermissions
    button_helper_class = MailButtons
    index_view_class = LedgerIndexView
    inspect_view_class = LedgerInspectView
    index_template_name = "eforms/notices/ledger.html"
    inspect_template_name = "eforms/notices/mail.html"

    def get_queryset(self, request) -> QuerySet[Mail]:
        """Return the user's mails with the receipt number of their application."""
        about = Application.objects.filter(pk=OuterRef("subject_id")).order_by()
        return (
            visible_mails(request.user)
            .annotate(receipt_number=Subquery(about.values("receipt_number")[:1]))
            .defer("to", "subject", "body")
            .order_by(*self.ordering)
        )

    def get_search_handler(self, request, search_fields=None):
        """Search by receipt number."""
        return _ByReceiptNumber()

    def occasion(self, mail: Mail) -> str:
        """Show the occasion."""
        return event_label(mail)

    occasion.short_description = "送るとき"

    def receipt_number(self, mail: Mail) -> str:
        """Show what it is about."""
        return mail.receipt_number or ""

    receipt_number.short_description = "受付番号"

    def state_tag(self, mail: Mail) -> str:
        """Show the state as a coloured word."""
        return format_html(
            '<span class="desk-tag desk-tag--{}">{}</span>', mail.state, mail.get_state_display()
        )

    state_tag.short_description = "状態"

    def made(self, mail: Mail) -> str:
        """Show when it was written."""
        return _moment(mail.created_at)

    made.short_description = "作成日時"
    made.admin_order_field = "created_at"

    def sent(self, mail: Mail) -> str:
        """Show when it went out."""
        return _moment(mail.sent_at)

    sent.short_description = "送信日時"
    sent.admin_order_field = "sent_at"

    def get_extra_class_names_for_field_col(self, obj: Mail, field_name: str) -> list[str]:
        """Keep numbers and times on one line."""
        return [] if field_name == "occasion" else ["desk-moment"]

    def get_admin_urls_for_registration(self) -> tuple:
        """Register what exists: no create, edit, delete or history."""
        views = {
            "index": self.index_view,
            "inspect": self.inspect_view,
            "resend": self.resend_view,
        }
        return tuple(
            re_path(
                self.url_helper.get_action_url_pattern(action),
                view,
                name=self.url_helper.get_action_url_name(action),
            )
            for action, view in views.items()
        )

    def inspect_view(self, request, instance_pk: str):
        """Show one mail."""
        _uuid_or_404(instance_pk)
        return super().inspect_view(request, instance_pk)

    def resend_view(self, request, instance_pk: str):
        """Answer the resend button."""
        _uuid_or_404(instance_pk)
        return ResendView.as_view(model_admin=self, instance_pk=instance_pk)(request)

    def get_permissions_for_registration(self) -> QuerySet[Permission]:
        """Let administrators give the right to look, the only one there is."""
        return self.permission_helper.get_all_model_permissions().filter(codename="view_mail")

    def register_indexing(self) -> None:
        """Keep mails out of Wagtail's reference index."""

    def register_admin_url_finders(self) -> None:
        """Offer no link to an edit view: there is none."""


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y/%m/%d %H:%M}" if at else ""


def _or_404(allowed: bool) -> bool:
    if not allowed:
        raise Http404
    return True


def _uuid_or_404(text: str) -> None:
    # modeladmin takes any word of the address for a key
    try:
        uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


class _ByReceiptNumber:
    show_search_form = True

    def search_queryset(self, queryset, search_term, preserve_order=False, **kwargs):
        """Narrow the list to receipt numbers that hold what was typed."""
        if not search_term:
            return queryset
        return queryset.filter(receipt_number__contains=search_text(search_term))

"""マイナンバー取扱担当者: administrators name handlers and take the right back, on the record.

Nobody names themselves: it takes two people to see a number for the first time.
"""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import path, reverse

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.staff import User
from eforms.applications.handlers import MyNumberHandler, grant, withdraw, works_for
from eforms.building.models import FormPage


NO_PROCEDURE = (
    "マイナンバーを扱う手続が、まだありません。先に、申請フォームの「基本情報」で"
    "「個人番号利用事務」を選び、下書きを保存してください。"
)
NO_STAFF = (
    "組織に所属する職員が、まだいません。先に、「設定」の「組織」の画面で、手続を担当する組織に"
    "職員を加えてください。"
)


class HandlerForm(WagtailAdminModelForm):
    """A person and a procedure that belong together."""

    page = forms.ModelChoiceField(
        FormPage.objects.filter(my_number_task=True).only("title").order_by("title"),
        label="手続",
        help_text="「個人番号利用事務」に設定したフォームが表示されます。",
        error_messages={"required": "手続を選んでください。"},
    )
    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True, memberships__isnull=False).distinct(),
        label="職員",
        help_text="手続を担当する組織に所属する職員を選びます。自分自身は指定できません。",
        error_messages={"required": "職員を選んでください。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say why a list is empty, and what to do first."""
        super().__init__(*args, **kwargs)
        if not self.fields["page"].queryset.exists():
            self.fields["page"].empty_label = "（選べる手続がありません）"
            self.fields["page"].help_text = NO_PROCEDURE
        if not self.fields["user"].queryset.exists():
            self.fields["user"].empty_label = "（選べる職員がいません）"
            self.fields["user"].help_text = NO_STAFF

    def clean(self) -> dict[str, Any]:
        """Refuse people from elsewhere, and oneself."""
        data = super().clean()
        page, user = data.get("page"), data.get("user")
        if user is not None and user == self.for_user:
            self.add_error(
                "user", "自分自身は指定できません。ほかの管理者に、指定を依頼してください。"
            )
        elif page is not None and user is not None and not works_for(user, page):
            self.add_error(
                "user",
                f"この職員は「{page.organisation}」に所属していません。"
                "所属する職員を選ぶか、先に「組織」の画面で所属を追加してください。",
            )
        return data


class HandlerIndexView(IndexView):
    """Who may see the numbers of which procedure."""

    page_title = "マイナンバー取扱担当者"
    is_searchable = False
    default_ordering = ["page__title", "granted_at"]

    @property
    def columns(self) -> list:
        """A person in a line; the last cell takes the right back."""
        return [
            Column("page", label="手続"),
            Column("user", label="職員"),
            Column("state", label="状態", accessor=_state),
            Column("granted_by", label="指定した管理者"),
            DateColumn("granted_at", label="指定日時"),
            TitleColumn(
                "withdraw",
                label="操作",
                accessor=lambda handler: "指定を取り消す",
                get_url=lambda handler: reverse("my-number-handlers:delete", args=[handler.pk]),
            ),
        ]

    def get_base_queryset(self) -> QuerySet[MyNumberHandler]:
        """Return all of them with their names."""
        return MyNumberHandler.objects.select_related("page", "user", "granted_by").defer(
            "page__body"
        )


def _state(handler: MyNumberHandler) -> str:
    return (
        "表示できます" if handler.is_effective else "表示できません（担当組織に所属していません）"
    )


class HandlerCreateView(CreateView):
    """Name one."""

    page_title = "取扱担当者を指定する"

    def save_instance(self) -> MyNumberHandler:
        handler = self.form.save(commit=False)
        grant(handler, by=self.request.user)
        return handler

    def get_success_buttons(self) -> list:
        """Offer none: there is nothing to edit."""
        return []

    def get_success_message(self, instance: MyNumberHandler) -> str:
        return f"{instance.user} を「{instance.page}」の取扱担当者に指定しました。"


class HandlerDeleteView(DeleteView):
    """Take the right back, at once."""

    page_title = "取扱担当者の指定を取り消す"

    @property
    def confirmation_message(self) -> str:
        return (
            f"{self.object.user} は、「{self.object.page}」のマイナンバーを表示できなくなります。"
            "指定を取り消しますか。"
        )

    def delete_action(self) -> None:
        withdraw(self.object, by=self.request.user)

    def get_success_message(self) -> str:
        return "取扱担当者の指定を取り消しました。"


class HandlerViewSet(ModelViewSet):
    """List, name, take back. Nothing is edited: who and what are the right itself."""

    model = MyNumberHandler
    name = "my-number-handlers"
    url_prefix = "my-number-handlers"
    icon = "lock"
    menu_label = "マイナンバー取扱担当者"
    menu_order = 615
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    index_view_class = HandlerIndexView
    add_view_class = HandlerCreateView
    delete_view_class = HandlerDeleteView
    edit_handler = ObjectList([FieldPanel("page"), FieldPanel("user")], base_form_class=HandlerForm)

    def get_urlpatterns(self) -> list:
        """What is not listed does not exist."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("delete/<uuid:pk>/", self.delete_view, name="delete"),
        ]

    def get_common_view_kwargs(self, **kwargs) -> dict:
        """Name only the views that exist; Wagtail would link to the others."""
        kwargs = super().get_common_view_kwargs(**kwargs)
        for view in ("history", "usage", "edit"):
            kwargs[f"{view}_url_name"] = None
        return kwargs

    def register_admin_url_finder(self) -> None:
        """Offer no link to an edit view: there is none."""

    def get_permissions_to_register(self):
        """Offer the right to no group: administrators alone name handlers."""
        return Permission.objects.none()


handler_viewset = HandlerViewSet()

"""申請管理: Wagtail's ModelViewSet with the desk's own views and nothing that edits."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import path

from wagtail.admin.viewsets.model import ModelViewSet

from eforms.applications.models import Application
from eforms.review.acting import ActView
from eforms.review.correcting import CorrectionView
from eforms.review.corresponding import DeliverView, MessagesView, OfficeFileView
from eforms.review.detail import DetailView, FileView
from eforms.review.export import ExportView
from eforms.review.listing import ApplicationFilterSet, ApplicationIndexView
from eforms.review.revealing import RevealView


class ApplicationViewSet(ModelViewSet):
    """List, detail, CSV. No create, edit, copy, delete, usage, log history, or Wagtail's export."""

    model = Application
    name = "desk"
    url_prefix = "applications"
    menu_label = "申請管理"
    menu_icon = icon = "clipboard-list"
    menu_order = 90
    menu_name = "applications"
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    template_prefix = "eforms/review/"
    index_template_name = "eforms/review/index.html"
    index_results_template_name = "eforms/review/index_results.html"
    index_view_class = ApplicationIndexView
    filterset_class = ApplicationFilterSet

    def get_urlpatterns(self) -> list:
        """Every view here is scoped; what is not listed does not exist."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("export/", ExportView.as_view(), name="export"),
            path("inspect/<uuid:pk>/", DetailView.as_view(), name="inspect"),
            path("act/<uuid:pk>/<slug:name>/", ActView.as_view(), name="act"),
            path("correction/<uuid:pk>/", CorrectionView.as_view(), name="correction"),
            path("messages/<uuid:pk>/", MessagesView.as_view(), name="messages"),
            path("deliver/<uuid:pk>/", DeliverView.as_view(), name="deliver"),
            path(
                "office-file/<uuid:pk>/<uuid:file_id>/",
                OfficeFileView.as_view(),
                name="office_file",
            ),
            path("file/<uuid:pk>/<uuid:file_id>/", FileView.as_view(), name="file"),
            path("my-number/<uuid:pk>/<uuid:number_id>/", RevealView.as_view(), name="reveal"),
        ]

    def get_common_view_kwargs(self, **kwargs) -> dict:
        """Name only the views that exist; Wagtail would link to the others."""
        kwargs = super().get_common_view_kwargs(**kwargs)
        for view in ("history", "usage", "add", "edit", "delete"):
            kwargs[f"{view}_url_name"] = None
        return kwargs

    def register_admin_url_finder(self) -> None:
        """Offer no link to an edit view: there is none."""

    def get_permissions_to_register(self):
        """Let administrators give the right to look, the only one there is."""
        return Permission.objects.filter(
            content_type=ContentType.objects.get_for_model(Application),
            codename="view_application",
        )


application_viewset = ApplicationViewSet()

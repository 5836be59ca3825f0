"""The list of applications: columns, filters, search, and how many wait."""

from typing import Any

from django import forms
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils.functional import cached_property

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

import django_filters

from accounts.organisations import Organisation
from eforms.applications.access import ACT, visible_applications
from eforms.applications.models import Application
from eforms.applications.reading import kind_label
from eforms.applications.receipts import read_receipt_number, search_text
from eforms.applications.states import OPEN_STATES, State
from eforms.building.models import FormPage
from eforms.review.scope import DeskView, visible_to


class StateColumn(Column):
    """The state as a coloured word."""

    cell_template_name = "eforms/review/state_cell.html"


class MomentColumn(DateColumn):
    """Date and time in Japan time, as numbers that line up."""

    cell_template_name = "eforms/review/moment_cell.html"


def _forms(request: Any) -> QuerySet:
    # Forms of which the user may see applications, and no others.
    sent = visible_to(request).filter(page=OuterRef("pk")).order_by()
    return FormPage.objects.filter(Exists(sent)).only("title").order_by("title")


def _organisations(request: Any) -> QuerySet:
    sent = visible_to(request).filter(organisation=OuterRef("pk")).order_by()
    return Organisation.objects.filter(Exists(sent))


class ApplicationFilterSet(WagtailFilterSet):
    """State, form, period and, for those who see several, organisation."""

    state = django_filters.MultipleChoiceFilter(
        label="状態", choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    page = django_filters.ModelChoiceFilter(
        label="手続", queryset=_forms, widget=forms.Select, empty_label="すべて"
    )
    received_at = django_filters.DateFromToRangeFilter(label="受付日", widget=DateRangePickerWidget)
    organisation = django_filters.ModelChoiceFilter(
        label="担当組織", queryset=_organisations, widget=forms.Select, empty_label="すべて"
    )

    class Meta:
        model = Application
        fields = ["state", "page", "received_at", "organisation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.filters["organisation"].field.queryset
        if len(found[:2]) < 2:
            del self.filters["organisation"]


class ApplicationIndexView(DeskView, IndexView):
    """申請管理: always the same number of queries, however many rows."""

    any_permission_required = ["view"]
    page_title = "申請管理"
    default_ordering = "-received_at"
    is_searchable = True
    table_classname = "listing desk-list"
    export_buttons_template_name = ""

    def setup(self, request, *args, **kwargs):
        """Leave no way to an export: Wagtail offers one to whoever adds ``?export=``."""
        super().setup(request, *args, **kwargs)
        self.is_export = False

    @cached_property
    def columns(self) -> list:
        """The receipt number leads to the application."""
        columns = [
            TitleColumn(
                "receipt_number",
                label="受付番号",
                sort_key="receipt_number",
                get_url=self.get_inspect_url,
            ),
            Column("page_title", label="手続", sort_key="page_title", classname="desk-procedure"),
            Column("applicant_name", label="申請者", classname="desk-name"),
            Column("applicant_kind", label="区分", accessor=kind_label, classname="desk-kind"),
            StateColumn("state", label="状態", sort_key="state", classname="desk-state"),
            MomentColumn("received_at", label="受付日時", sort_key="received_at"),
            MomentColumn(
                "updated_at", label="更新日時", sort_key="updated_at", classname="desk-updated"
            ),
        ]
        if self.has_several_organisations:
            columns.insert(2, Column("organisation_name", label="担当組織", classname="desk-place"))
        return columns

    @cached_property
    def has_several_organisations(self) -> bool:
        """Whether the user sees more than one organisation."""
        return "organisation" in self.filters.filters

    def get_base_queryset(self) -> QuerySet[Application]:
        """Return the user's applications; the sealed answers stay in the database."""
        return self.visible.annotate(
            page_title=F("page__title"), organisation_name=F("organisation__name")
        ).defer("answers", "email")

    def get_search_form(self) -> SearchForm:
        """Return the form with a word on what can be searched for."""
        return SearchForm(self.request.GET or None, placeholder="受付番号で探す")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Sort; equal rows keep their place from page to page."""
        return queryset.order_by(self.ordering, "-id")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """Find by receipt number, whole or in part, however it is typed."""
        if not self.is_searching:
            return queryset
        whole = read_receipt_number(self.search_query)
        if whole:
            return queryset.filter(receipt_number=whole)
        part = search_text(self.search_query)
        return queryset.filter(receipt_number__contains=part) if part else queryset.none()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict:
        """Add the counts of what waits, unless only the rows are asked for."""
        context = super().get_context_data(*args, **kwargs)
        if not self.results_only:
            context["waiting"] = waiting(self.visible)
        context["export_page"] = self._export_page()
        return context

    def _export_page(self) -> FormPage | None:
        """Return the form the list is narrowed to: only then do columns have a meaning."""
        form = self.filters.form
        page = form.cleaned_data.get("page") if form.is_valid() else None
        if (
            page is None
            or not visible_applications(self.request.user, ACT).filter(page=page).exists()
        ):
            return None
        return page


def waiting(applications: QuerySet[Application]) -> list[tuple[State, int]]:
    """Return how many applications are in each state that has something to be done."""
    counts = dict(
        applications.filter(state__in=OPEN_STATES)
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    return [(state, counts.get(state, 0)) for state in OPEN_STATES]

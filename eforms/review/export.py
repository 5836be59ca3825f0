"""The applications of one form as CSV: a line for each, a column for each question."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.generic import View

from audit import log
from eforms.applications.access import ACT, visible_applications
from eforms.applications.models import Application
from eforms.applications.reading import kind_label
from eforms.applications.states import State
from eforms.building.models import FormPage, FormVersion
from eforms.building.versions import schema_of
from eforms.building.windows import JAPAN
from eforms.engine.journey import Answers
from eforms.engine.schema import FormSchema, Group, Question
from eforms.fields import registry
from eforms.review.csv_text import encoded
from eforms.review.listing import ApplicationFilterSet
from eforms.review.scope import DeskView


FIXED = ("受付番号", "受付日時", "状態", "申請者の区分", "フォームの版")
AT_ONCE = 500

# Question code (with the group's before it) and column code → heading.
Columns = dict[tuple[str, str], str]


class ExportView(DeskView, View):
    """The list as it is filtered, for one form, for those who handle it.

    A POST, because taking data out is recorded.
    """

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs) -> HttpResponse:
        """Stream the file.

        Raises:
            Http404: there is no such form with applications that the user may handle.
        """
        own = visible_applications(request.user, ACT)
        filters = ApplicationFilterSet(request.GET, queryset=own, request=request)
        page = filters.form.cleaned_data.get("page") if filters.is_valid() else None
        if page is None or not own.filter(page=page).exists():
            raise Http404
        # What arrives while the file is on its way is left for the next one.
        found = filters.qs.filter(received_at__lte=timezone.now())
        log.record(
            "application.export",
            actor=log.staff(request.user),
            target=f"eforms.FormPage/{page.pk}",
            organisation_id=page.organisation_id,
            data={"applications": found.count(), "format": "csv"},
        )
        response = StreamingHttpResponse(
            encoded(lines(page, found)), content_type="text/csv; charset=utf-8"
        )
        name = f"{page.code}-{timezone.localtime(timezone=JAPAN):%Y%m%d-%H%M}.csv"
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        response["Cache-Control"] = "private, no-store"
        return response


def lines(page: FormPage, applications: QuerySet[Application]) -> Iterator[list[str]]:
    """Yield the headings and a line for each application, in the order they arrived."""
    used = FormVersion.objects.filter(page=page, pk__in=applications.order_by().values("version"))
    versions = {version.pk: version for version in used}
    newest_first = sorted(versions.values(), key=lambda version: -version.number)
    columns: Columns = {}
    for version in newest_first:
        columns = columns | {
            key: label for key, label in _columns(schema_of(version)) if key not in columns
        }
    yield [*FIXED, *columns.values()]
    rows = applications.order_by("received_at", "id").defer("email", "applicant_name")
    for application in rows.iterator(chunk_size=AT_ONCE):
        version = versions[application.version_id]
        values = dict(_values(schema_of(version), application.answers))
        yield [
            application.receipt_number,
            _moment(application.received_at),
            str(State(application.state).label),
            str(kind_label(application)),
            str(version.number),
            *(values.get(key, "") for key in columns),
        ]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(JAPAN):%Y-%m-%d %H:%M:%S}"


def _columns(schema: FormSchema) -> Iterator[tuple[tuple[str, str], str]]:
    for group, question in _questions(schema):
        home, before = (f"{group.code}.", f"{group.label}／") if group else ("", "")
        for column in registry.get(question.type).csv_columns(question):
            yield (f"{home}{question.code}", column.code), f"{before}{column.label}"


def _values(schema: FormSchema, answers: Answers) -> Iterator[tuple[tuple[str, str], str]]:
    for group, question in _questions(schema):
        kind = registry.get(question.type)
        columns = kind.csv_columns(question)
        if group is None:
            texts: Iterable[Any] = kind.csv_values(question, answers.get(question.id))
        else:
            # The rows of a group stand in one cell, a line for each.
            rows = [
                kind.csv_values(question, row.get(question.id)) for row in _rows(answers, group)
            ]
            texts = ["\n".join(cells) for cells in zip(*rows, strict=True)] or [""] * len(columns)
        home = f"{group.code}." if group else ""
        for column, text in zip(columns, texts, strict=True):
            yield (f"{home}{question.code}", column.code), text


def _rows(answers: Answers, group: Group) -> list[dict[str, Any]]:
    rows = answers.get(group.id)
    return rows if isinstance(rows, list) else []


def _questions(schema: FormSchema) -> Iterator[tuple[Group | None, Question]]:
    for question in schema.questions():
        if question.has_answer:
            yield schema.group_of(question.id), question

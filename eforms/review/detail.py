"""One application on the desk: what was sent, how it stands, what can be done."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from eforms.applications import changes, my_numbers, quarantine, reading
from eforms.applications.actors import StaffActor
from eforms.applications.corrections import open_correction
from eforms.applications.handlers import may_reveal
from eforms.applications.models import Application, ApplicationEvent
from eforms.applications.states import State
from eforms.applications.transitions import available
from eforms.notices.ledger import mails_of
from eforms.review.corresponding import corresponding
from eforms.review.page import ApplicationFile
from eforms.review.scope import ApplicationView


TO_REVIEW = (State.RECEIVED, State.UNDER_REVIEW)


class DetailView(ApplicationView, WagtailAdminTemplateMixin, View):
    """The application as the citizen saw it, with history, mails and the buttons to act."""

    template_name = "eforms/review/detail.html"
    header_icon = "clipboard-list"

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Show it."""
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        """Name the tab by the receipt number; a name does not belong into a browser's history."""
        return f"申請 {self.application.receipt_number}"

    def get_breadcrumbs_items(self) -> list[dict]:
        """Lead back to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk:index"), "label": "申請管理"},
            {"url": "", "label": self.application.receipt_number},
        ]

    def get_context_data(self, **kwargs: Any) -> dict:
        """Gather what the page shows."""
        application = self.application
        return super().get_context_data(
            application=application,
            kind=reading.kind_label(application),
            sections=with_scans(
                application,
                reading.answers_as_sent(
                    application, staff=True, tails=my_numbers.tails(application)
                ),
            ),
            no_scanner=_no_scanner(application),
            may_reveal=may_reveal(self.request.user, application),
            **corrections_of(application),
            **corresponding(application),
            transitions=available(application, StaffActor(self.request.user)),
            history=history(application),
            mails=mails_of(application),
            next_application=next_to_review(self.visible, application),
            **kwargs,
        )


class FileView(ApplicationFile):
    """An attachment of the application as it was sent."""

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Send the file."""
        attachment = self.application.attachments.filter(pk=kwargs["file_id"]).first()
        if attachment is None:
            raise Http404
        return self.send(attachment)


def corrections_of(application: Application) -> dict[str, Any]:
    """Return the correction that is asked for, and old beside new of those that were answered."""
    open_one = open_correction(application)
    answered = changes.answered(application, staff=True, tails=my_numbers.tails(application))
    rows = [
        row
        for one in answered
        for change in one.changes
        for row in (change.old, change.new)
        if row is not None
    ]
    _with_notes(application, rows)
    return {
        "correction": open_one,
        "correction_is_late": open_one is not None and not open_one.is_open_at(timezone.now()),
        "asked": changes.asked(application, open_one) if open_one else [],
        "corrected": answered,
    }


def _no_scanner(application: Application) -> str:
    """Return what to say above files that no scanner has seen, or nothing."""
    if quarantine.scanner_is_set_up() or not application.attachments.exists():
        return ""
    return quarantine.NO_SCANNER


def with_scans(application: Application, sections: list) -> list:
    """Put beside each file what is known of viruses in it (``note``), and whether it opens."""
    _with_notes(application, [row for section in sections for row in section.rows])
    return sections


def _with_notes(application: Application, rows: list) -> None:
    scans = {str(one.pk): one for one in application.attachments.only("id", "scan")}
    for row in rows:
        row.files[:] = [
            file
            | {
                "note": quarantine.NOTES.get(scans[file["id"]].scan, ""),
                "opens": quarantine.open_to_staff(scans[file["id"]]),
            }
            for file in row.files
            if file["id"] in scans
        ]


def history(application: Application) -> list[tuple[ApplicationEvent, str, str]]:
    """Return the steps with the state's name and who did it, the newest first."""
    events = application.events.select_related("staff").order_by("-at", "-id")
    return [(event, State(event.to_state).label, _who(event)) for event in events]


def _who(event: ApplicationEvent) -> str:
    if event.staff is not None:
        return str(event.staff)
    return event.get_actor_type_display()


def next_to_review(
    applications: QuerySet[Application], application: Application
) -> Application | None:
    """Return the next one to be reviewed in order of arrival, and after the last the first."""
    queue = (
        applications.filter(state__in=TO_REVIEW)
        .exclude(pk=application.pk)
        .order_by("received_at", "id")
        .only("id", "receipt_number")
    )
    later = queue.filter(
        Q(received_at__gt=application.received_at)
        | Q(received_at=application.received_at, id__gt=application.pk)
    ).first()
    return later or queue.first()

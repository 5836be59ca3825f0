"""What every page about one application on the desk has: its name, the way back, its files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from audit import log
from eforms.applications import files, quarantine
from eforms.applications.models import Attachment
from eforms.review.scope import ApplicationView


class ApplicationPage(ApplicationView, WagtailAdminTemplateMixin, View):
    """A page that belongs to an application. ``get_title`` names what is done on it."""

    header_icon = "clipboard-list"
    title = ""

    def get_title(self) -> str:
        """Return what the page is for."""
        return self.title

    def get_page_title(self) -> str:
        """Name the tab by the receipt number; a name does not belong into a browser's history."""
        return f"{self.get_title()}（{self.application.receipt_number}）"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list and the application."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk:index"), "label": "申請管理"},
            {
                "url": reverse("desk:inspect", args=[self.application.pk]),
                "label": self.application.receipt_number,
            },
            {"url": "", "label": self.get_title()},
        ]

    def back(self) -> HttpResponse:
        """Return to the application."""
        return redirect("desk:inspect", self.application.pk)


class ApplicationFile(ApplicationView, View):
    """A file of an application, opened and sent as a download. Who took it is recorded.

    One that a scanner holds back is not sent; the page says why.
    """

    def send(self, attachment: Attachment) -> HttpResponse:
        """Send it. The caller has made sure that it belongs to the application."""
        if not quarantine.open_to_staff(attachment):
            messages.error(
                self.request, f"{attachment.name}：{quarantine.NOTES[attachment.scan]}。"
            )
            return redirect("desk:inspect", self.application.pk)
        log.record(
            "attachment.download",
            actor=log.staff(self.request.user),
            target=f"eforms.Attachment/{attachment.pk}",
            organisation_id=self.application.organisation_id,
            data={"application": str(self.application.pk)},
        )
        return files.download(attachment)

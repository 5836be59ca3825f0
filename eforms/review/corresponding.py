"""The desk's side of messages, and delivering documents to the applicant's page."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from eforms.applications import deliveries, messages, quarantine
from eforms.applications.actors import StaffActor
from eforms.applications.models import Attachment
from eforms.engine.schema import Question
from eforms.fields.base import FieldError
from eforms.filling import uploads
from eforms.filling.office_files import DOCUMENT, INPUT, MESSAGE_FILES, key_of, received
from eforms.review.page import ApplicationFile, ApplicationPage


TOO_BIG = "一度に送れる大きさを超えています。ファイルを減らしてください。"


# The token is checked after the upload handler is set: reading POST begins the upload.
@method_decorator(csrf_exempt, name="dispatch")
class _FilesView(ApplicationPage):
    """A page of an application with a form that has files."""

    header_icon = "mail"
    asked: Question
    problem = ""
    at = ""

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Show it."""
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs) -> HttpResponse:
        """Take it; what is wrong is told with everything but the files still there."""

        @csrf_protect
        def take(request) -> HttpResponse:
            try:
                return self.take(examine)
            except FieldError as refused:
                return self.refuse(refused.message, INPUT)

        try:
            with received(request, self.asked) as examine:
                return take(request)
        except uploads.RequestTooBig:
            notices.error(request, TOO_BIG)
            return redirect(request.path)

    def take(self, examine: Any) -> HttpResponse:
        """Do what the form is for; ``examine`` gives the files."""
        raise NotImplementedError

    def refuse(self, problem: str, at: str) -> HttpResponse:
        """Show the form again."""
        self.problem, self.at = problem, at
        return self.render_to_response(self.get_context_data(), status=422)

    def get_context_data(self, **kwargs: Any) -> dict:
        """Gather what both pages show."""
        return super().get_context_data(
            application=self.application,
            may_act=StaffActor(self.request.user).may_act(self.application),
            key=uuid.uuid4(),
            problem=self.problem,
            at=self.at,
            **kwargs,
        )


class MessagesView(_FilesView):
    """The thread with the applicant; POST writes into it or says that it was read."""

    template_name = "eforms/review/messages.html"
    title = "メッセージ"
    asked = MESSAGE_FILES

    def take(self, examine: Any) -> HttpResponse:
        """Write a message."""
        request, actor = self.request, StaffActor(self.request.user)
        here = redirect("desk:messages", self.application.pk)
        if request.POST.get("action") == "read":
            messages.mark_read(self.application, actor=actor)
            return here
        store = examine()
        try:
            _message, new = messages.send(
                self.application.pk,
                actor=actor,
                text=request.POST.get("text", ""),
                key=key_of(request.POST.get("key", "")),
                files=store.came,
            )
        except messages.MessageRefused as refused:
            return self.refuse(str(refused), "text")
        if new:
            store.came.clear()
        notices.success(request, "メッセージを送りました。届いたことを申請者にメールで知らせます。")
        return here

    def get_context_data(self, **kwargs: Any) -> dict:
        """Gather what the page shows."""
        thread = self.application.messages.select_related("staff").prefetch_related("attachments")
        return super().get_context_data(
            thread=[
                (
                    message,
                    [(file, quarantine.open_to_staff(file)) for file in message.attachments.all()],
                )
                for message in thread
            ],
            unread=messages.unread(self.application, messages.STAFF),
            is_open=messages.is_open(self.application, timezone.now()),
            text=self.request.POST.get("text", "") if self.problem else "",
            limit=messages.TEXT_LIMIT,
            **kwargs,
        )


class DeliverView(_FilesView):
    """Putting a PDF on the applicant's page."""

    template_name = "eforms/review/deliver.html"
    title = "文書を交付する"
    asked = DOCUMENT

    def take(self, examine: Any) -> HttpResponse:
        """Deliver it."""
        post, now = self.request.POST, timezone.now()
        title, until = post.get("title", ""), _day(post.get("until", ""))
        try:
            deliveries.check(title, until, now)
            store = examine()
            if not store.came:
                return self.refuse("交付するPDFファイルを選んでください。", INPUT)
            _made, new = deliveries.deliver(
                self.application.pk,
                actor=StaffActor(self.request.user),
                title=title,
                until=until,
                file=store.came[0],
                key=key_of(post.get("key", "")),
                now=now,
            )
        except deliveries.DeliveryRefused as refused:
            return self.refuse(refused.message, refused.field or "title")
        if new:
            store.came.clear()
        notices.success(
            self.request, "文書を交付しました。届いたことを申請者にメールで知らせます。"
        )
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict:
        """Gather what the page shows."""
        post, today = self.request.POST if self.problem else {}, timezone.localdate()
        return super().get_context_data(
            title_text=post.get("title", ""),
            until=post.get("until", (today + deliveries.USUAL).isoformat()),
            limit=deliveries.TITLE_LIMIT,
            **kwargs,
        )


class OfficeFileView(ApplicationFile):
    """A file of a message or a delivered document."""

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Send it.

        Raises:
            Http404: it belongs to something else.
        """
        found = Attachment.objects.filter(pk=kwargs["file_id"])
        file = (
            found.filter(message__application=self.application).first()
            or found.filter(delivery__application=self.application).first()
        )
        if file is None:
            raise Http404
        return self.send(file)


def corresponding(application: Any) -> dict[str, Any]:
    """Return what the page of an application tells of messages and documents."""
    return {
        "messages_number": application.messages.count(),
        "messages_unread": messages.unread(application, messages.STAFF),
        "documents": application.deliveries.select_related("attachment", "delivered_by"),
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None

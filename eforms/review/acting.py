"""Making a transition: a page that says what will happen and asks for what is needed, then POST."""

from typing import Any

from django.http import Http404, HttpResponse

from wagtail.admin import messages

from eforms.applications.actors import StaffActor
from eforms.applications.states import STAFF, TRANSITIONS
from eforms.applications.transitions import (
    TEXT_LIMIT,
    NotAllowed,
    TransitionRefused,
    available,
    perform,
)
from eforms.review.page import ApplicationPage


class ActView(ApplicationPage):
    """One transition of one application."""

    template_name = "eforms/review/act.html"
    texts: dict[str, str] = {}
    problem: TransitionRefused | None = None

    def dispatch(self, request, *args, **kwargs):
        """Take only what staff may do, and what needs no page of its own.

        Raises:
            Http404: the transition does not exist or is not for staff.
        """
        self.transition = TRANSITIONS.get(kwargs["name"])
        if self.transition is None or self.transition.by != STAFF or self.transition.screen:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs) -> HttpResponse:
        """Ask; when it is not possible (any more), go back to the application."""
        if self.transition not in available(self.application, StaffActor(request.user)):
            messages.warning(
                request,
                f"いまの状態では「{self.transition.label}」操作はできません。最新の内容を確かめてください。",
            )
            return self.back()
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs) -> HttpResponse:
        """Do it; a missing text is asked for again, a state that moved is told."""
        self.texts = {name: request.POST.get(name, "") for name in ("reason", "next_step")}
        try:
            perform(
                self.application.pk,
                self.transition.name,
                actor=StaffActor(request.user),
                seen_state=request.POST.get("seen_state"),
                **self.texts,
            )
        except NotAllowed as refused:
            messages.error(request, refused.message)
        except TransitionRefused as refused:
            if refused.field:
                self.problem = refused
                return self.render_to_response(self.get_context_data(), status=422)
            messages.error(request, refused.message)
        else:
            told = "申請者にメールで知らせます。" if self.transition.mail else ""
            messages.success(request, f"「{self.transition.target.label}」にしました。{told}")
        return self.back()

    def get_title(self) -> str:
        """Name the act."""
        return self.transition.label

    def get_context_data(self, **kwargs: Any) -> dict:
        """Gather what the page shows."""
        return super().get_context_data(
            application=self.application,
            transition=self.transition,
            texts=self.texts,
            problem=self.problem,
            limit=TEXT_LIMIT,
            **kwargs,
        )

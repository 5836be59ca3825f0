"""/applications/: what a person has begun and sent, how it stands, and taking it back.

For a signed-in citizen, and for a guest whose address this browser has proven. What belongs to
somebody else does not exist.
"""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import public
from accounts.destinations import safe_path
from eforms.applications import actors, files, owners, quarantine, reading, wording
from eforms.applications.fingerprint import fingerprint
from eforms.applications.models import Application
from eforms.applications.states import CLOSED_STATES, State
from eforms.applications.transitions import TRANSITIONS, TransitionRefused, available, perform
from eforms.filling import correcting, office
from eforms.filling.guests import Applicant, applicant_of
from eforms.filling.marks import number_of
from eforms.filling.models import Draft


PER_PAGE = 20
WITHDRAW = TRANSITIONS["withdraw"]
# What the list shows: all, what is still handled, what is over.
SHOWS = {"": _("すべて"), "active": _("手続き中"), "ended": _("終わったもの")}


@dataclass(frozen=True)
class Wish:
    """Which applications somebody wants to see: ``show`` is a key of SHOWS, ``form`` a page's id.

    What an address says that is neither counts as no wish.
    """

    show: str = ""
    form: int | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> "Wish":
        """Read the wish from an address."""
        show, form = request.GET.get("show", ""), number_of(request.GET.get("form", ""))
        return cls(show if show in SHOWS else "", form)

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.show or self.form)

    @property
    def query(self) -> str:
        """The wish as the beginning of a query, for the addresses of further pages."""
        wishes = {"show": self.show, "form": self.form}
        return urlencode({name: value for name, value in wishes.items() if value})

    def narrowed(self, sent: QuerySet[Application]) -> QuerySet[Application]:
        """Return those of somebody's applications that are wanted."""
        if self.show == "active":
            sent = sent.exclude(state__in=CLOSED_STATES)
        elif self.show == "ended":
            sent = sent.filter(state__in=CLOSED_STATES)
        return sent.filter(page_id=self.form) if self.form else sent


def owned(view: Callable) -> Callable:
    """Turn ``view(request, applicant, application)`` into a view of one's own application.

    The one place that decides it: nobody known is asked who they are first, another person's
    application is answered 404.
    """

    @functools.wraps(view)
    def of_owner(request: HttpRequest, application_id: uuid.UUID, **kwargs) -> HttpResponse:
        applicant = applicant_of(request)
        if applicant is None:
            return redirect(f"{reverse('applications')}?{urlencode({'next': request.path})}")
        mine = owners.applications_of(applicant.citizen, applicant.email_index)
        application = reading.find(mine, application_id)
        if application is None:
            raise Http404
        return view(request, applicant, application, **kwargs)

    return public(never_cache(of_owner))


@public
@never_cache
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """List what the person has begun and sent; ask who they are when nobody is known."""
    applicant = applicant_of(request)
    if applicant is None:
        return _ways_in(request)
    sent = owners.applications_of(applicant.citizen, applicant.email_index)
    wish = Wish.of(request)
    listed = wish.narrowed(sent).select_related("page").defer("answers", "page__body")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "applicant": applicant,
        "drafts": _open_drafts(applicant) if page.number == 1 and not wish.is_narrow else [],
        "applications": [(item, wording.words(item), wording.turn(item)) for item in page],
        "page": page,
        "wish": wish,
        "shows": SHOWS,
        "forms": sent.order_by("page__title").values_list("page_id", "page__title").distinct(),
    }
    return render(request, "eforms/applications/list.html", context)


@owned
@require_safe
def application(
    request: HttpRequest, applicant: Applicant, application: Application
) -> HttpResponse:
    """Show how an application stands, its history, and what was sent."""
    steps = wording.history(application)
    context = {
        "applicant": applicant,
        "application": application,
        "kind": reading.kind_label(application),
        "words": wording.words(application),
        "turn": wording.turn(application),
        "steps": steps,
        "sections": reading.answers_as_sent(application),
        "fingerprint": fingerprint(application),
        "may_withdraw": WITHDRAW in available(application, actors.applicant(applicant)),
        **correcting.told(application, timezone.now()),
        **office.told(application, timezone.now()),
    }
    return render(request, "eforms/applications/application.html", context)


@owned
@require_safe
def download(
    request: HttpRequest, applicant: Applicant, application: Application, file_id: uuid.UUID
) -> HttpResponse:
    """Send a file of the application; a file of anything else does not exist."""
    attachment = application.attachments.filter(pk=file_id).first()
    if attachment is None or not quarantine.open_to_owner(attachment):
        raise Http404
    return files.download(attachment)


@owned
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, applicant: Applicant, application: Application) -> HttpResponse:
    """Ask before an application is taken back; POST does it, once however often it is pressed."""
    here = redirect("application", application.pk)
    actor = actors.applicant(applicant)
    if request.method == "POST":
        try:
            perform(application.pk, WITHDRAW.name, actor=actor)
        except TransitionRefused as refused:
            application.refresh_from_db(fields=["state"])
            if application.state != State.WITHDRAWN:
                return _withdraw_page(request, application, problem=refused.message)
        return here
    if WITHDRAW not in available(application, actor):
        return here
    return _withdraw_page(request, application)


def _withdraw_page(
    request: HttpRequest, application: Application, *, problem: str = ""
) -> HttpResponse:
    context = {"application": application, "problem": problem, "confirm": WITHDRAW.confirm}
    return render(
        request, "eforms/applications/withdraw.html", context, status=409 if problem else 200
    )


def _ways_in(request: HttpRequest) -> HttpResponse:
    target = safe_path(request, request.GET.get("next", ""), default=reverse("applications"))
    return render(
        request, "eforms/applications/ways_in.html", {"query": urlencode({"next": target})}
    )


def _open_drafts(applicant: Applicant) -> QuerySet[Draft]:
    owner = (
        {"citizen": applicant.citizen}
        if applicant.citizen
        else {"citizen": None, "email_index": applicant.email_index}
    )
    return (
        Draft.objects.filter(submitted_at=None, expires_at__gt=timezone.now(), **owner)
        .order_by("-updated_at")
        .select_related("version__page")
        .defer("answers", "unchecked", "version__schema", "version__page__body")
    )

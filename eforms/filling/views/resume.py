"""The link of a mail: on to the draft, by way of the proof; and a new link for an old one."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import throttle
from accounts.audience import public
from accounts.network import client_address, network_of
from eforms.filling import resume_links
from eforms.filling.guests import applicant_of
from eforms.filling.keeping import send_again
from eforms.filling.models import Draft


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume_link(request: HttpRequest, token: str) -> HttpResponse:
    """Lead the owner on; ask others who they are; POST mails a new link to the draft's address.

    An old link, a wrong one, and one of a draft that is gone are answered alike.
    """
    draft, newest = resume_links.find(token)
    if request.method == "POST":
        return _send_again(request, draft)
    applicant = applicant_of(request)
    if draft is not None and applicant is not None and applicant.owns(draft):
        return redirect(_resume(draft))
    if draft is None or not newest:
        return _gone(request)
    if applicant is not None:  # somebody else's browser, or one's own under another address
        return render(request, "eforms/filling/resume_other.html", {"applicant": applicant})
    beginning = reverse("filling:begin", kwargs={"code": draft.version.page.code})
    return redirect(f"{beginning}?{urlencode({'next': _resume(draft)})}")


def _gone(request: HttpRequest) -> HttpResponse:
    # The one GET that counts: guessing is hopeless, but it shall not even be quick.
    wait = throttle.take(resume_links.OPENED, _network(request))
    status = 429 if wait else 410
    return render(request, "eforms/filling/resume_gone.html", {"busy": wait}, status=status)


def _send_again(request: HttpRequest, draft: Draft | None) -> HttpResponse:
    busy = throttle.take(resume_links.SENT_TO_NETWORK, _network(request))
    wanted = draft is not None and not busy and resume_links.is_open(draft)
    if wanted and not throttle.take(resume_links.SENT, str(draft.pk)):
        send_again(draft, draft.version.page, now=timezone.now())
    # A press again must not send again.
    return redirect("resume-link-sent")


@public
@never_cache
@require_http_methods(["GET", "HEAD"])
def resume_link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a new link was mailed, if there is something to come back to."""
    return render(request, "eforms/filling/resume_sent.html")


def _resume(draft: Draft) -> str:
    code = draft.version.page.code
    return reverse("filling:resume", kwargs={"code": code, "draft_id": draft.pk})


def _network(request: HttpRequest) -> str:
    return network_of(client_address(request))

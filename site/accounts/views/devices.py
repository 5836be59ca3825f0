"""Where a citizen is signed in, and signing out there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import devices as wording
from accounts import sessions
from accounts.audience import citizen_only
from audit import log


@citizen_only
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """List the browsers that are signed in; POST signs one of the others out, or all of them."""
    if request.method == "POST":
        return _sign_out(request)
    own = request.citizen_session.pk if request.citizen is not None else None
    found = [
        {"session": one, "device": wording.in_words(one.device), "here": one.pk == own}
        for one in sessions.living(request.citizen)
    ]
    found.sort(key=lambda one: not one["here"])
    context = {
        "devices": found,
        "others": sum(not one["here"] for one in found),
        "ended": request.GET.get("ended") == "1",
    }
    return render(request, "accounts/devices.html", context)


def _sign_out(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("session", "")
    everywhere = chosen == "others"
    if everywhere or (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        citizen = request.citizen  # asked for first: it finds the session of this browser
        ended = sessions.end_others(request, None if everywhere else int(chosen))
        data = {"sessions": ended}
        log.record("citizen.signed_out_elsewhere", actor=log.citizen(citizen), data=data)
    response = redirect("account:devices")
    response["Location"] += "?ended=1"
    return response

"""A signed-in citizen takes over what they began as a guest, with the address proven once more.

For accounts whose sign-up was confirmed in another browser, and for whoever applied as a guest
while there was an account already. Until the address is proven nothing is told, not even whether
there is anything.
"""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import registration
from accounts.audience import citizen_only
from eforms.filling import guests, taking_over


@citizen_only
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Say what joining means and lead to the code; once the address is proven, POST joins."""
    citizen = request.citizen
    code = guests.verified_address(request)
    proven = code is not None and code.email_index == citizen.email_index
    if request.method == "POST" and proven:
        registration.take_over(citizen)
        guests.forget(request)
        return redirect(f"{reverse('applications')}?joined=1")
    applications, drafts = taking_over.waiting(citizen) if proven else (0, 0)
    context = {
        "proven": proven,
        "applications": applications,
        "drafts": drafts,
        "query": urlencode({"next": request.path}),
    }
    return render(request, "eforms/filling/join.html", context)

"""What a person keeps: the copy of what was sent (申請の控え) and the receipt slip (受付票).

Both are made from the application and the version of the form it was filled on whenever somebody
asks for them; nothing is stored. Of a My Number they say only that it is registered.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from eforms.applications import paper, reading, wording
from eforms.applications.fingerprint import fingerprint
from eforms.applications.models import Application
from eforms.building.versions import schema_of


def printed_copy(application: Application, request: HttpRequest, *, address: str) -> bytes:
    """Return the PDF of everything that was sent, with the history.

    ``address`` is where the application can be followed.

    Raises:
        paper.NoPaper: no PDF can be made now.
    """
    context = _about(application, address) | {
        "sections": reading.answers_as_sent(application),
        "steps": wording.history(application)[::-1],
    }
    return paper.pdf("eforms/applications/paper/copy.html", context, request)


def receipt_slip(application: Application, request: HttpRequest, *, address: str) -> bytes:
    """Return the PDF of one page: the receipt number and how to go on. See ``printed_copy``."""
    context = _about(application, address)
    return paper.pdf("eforms/applications/paper/slip.html", context, request)


def _about(application: Application, address: str) -> dict[str, Any]:
    return {
        "application": application,
        "form_title": schema_of(application.version).title,
        "page": application.page,
        "organisation": application.organisation,
        "kind": reading.kind_label(application),
        "fingerprint": fingerprint(application),
        "now": timezone.now(),
        "address": address,
    }

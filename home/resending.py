"""What a form's page brought when something broke: given back, so that one press sends it again."""

from django.http import HttpRequest

from eforms.fields.my_number import input_part
from eforms.filling import uploads


# Ids of the questions whose input is never shown again, as the page itself tells them.
NAMED = "secret"


def inputs(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Return names and values of a page's POST; None when there is nothing to send again.

    Files are left out: they are not kept anywhere. It needs no database.
    """
    if request.method != "POST":
        return None
    try:
        if hasattr(request, "_post"):
            return _inputs(request)
        with uploads.receiving(request, lambda name: None, room=0):
            return _inputs(request)
    except Exception:  # noqa: BLE001  whatever else is broken, people get an answer
        return None


def _inputs(request: HttpRequest) -> list[tuple[str, str]]:
    secret = set(request.POST.getlist(NAMED))
    return [
        (name, value)
        for name, values in request.POST.lists()
        if input_part(name, secret) != ""
        for value in values
    ]

"""Error pages with a way out: what happened, what was kept, where to ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token has expired or is missing (403)."""
    return render(request, "403_csrf.html", status=403)

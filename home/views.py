"""Pages of the site that are not in Wagtail's tree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.audience import public
from home.styleguide import specimens
from procedures.models import Icon


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component and every question type in each of its states."""
    context = {"specimens": specimens(), "icons": Icon.values}
    return render(request, "home/styleguide.html", context)

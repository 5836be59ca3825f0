"""Signing in and out of a citizen's account."""

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import sessions
from accounts.audience import public
from accounts.citizens import Citizen
from accounts.destinations import safe_path


@public
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form and, on POST, start a session."""
    next_path = safe_path(request, request.GET.get("next", ""), default="")
    if request.method == "POST":
        citizen = Citizen.objects.by_email(request.POST.get("email", ""))
        password = request.POST.get("password", "")
        if citizen is None:
            make_password(password)  # costs what a check costs: the time tells nothing
        elif citizen.check_password(password) and citizen.is_active and citizen.confirmed_at:
            response = redirect(next_path or "/")
            sessions.sign_in(request, response, citizen)
            return response
    return render(request, "accounts/sign_in.html", {"next": next_path})


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this browser's session."""
    response = redirect("/")
    sessions.sign_out(request, response)
    return response

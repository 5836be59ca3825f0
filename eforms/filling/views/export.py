"""データの写し: the citizen takes a copy of everything, after the password once more."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import throttle
from accounts.audience import citizen_only
from accounts.forms import PasswordForm
from accounts.throttle import Limit
from accounts.views.pages import bound, form_page, wait_page
from accounts.views.proof import refuse_password
from audit import log
from eforms.filling import export


LIMIT = Limit("export", 5, 60 * 60)  # of one account: each reads every file


@citizen_only
@sensitive_post_parameters("current")
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest) -> HttpResponse:
    """Say what the copy holds; POST with the password sends it."""
    form = bound(request, PasswordForm)
    if not (form.is_bound and form.is_valid()):
        return form_page(request, "export", form)
    if refusal := refuse_password(request, "export", form):
        return refusal
    citizen = request.citizen
    if seconds := throttle.take(LIMIT, str(citizen.pk)):
        return wait_page(request, "export", form, "current", seconds)
    log.record("citizen.exported", actor=log.citizen(citizen))
    response = StreamingHttpResponse(export.archive(citizen), content_type="application/zip")
    name = f"data-{timezone.localdate():%Y%m%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response

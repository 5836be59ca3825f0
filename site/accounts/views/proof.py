"""The password once more, before something that a browser left open must not be able to do."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import limits, passwords
from accounts.forms import PlainForm
from accounts.views.pages import form_page, wait_page


def refuse_password(
    request: HttpRequest, template: str, form: PlainForm, **context
) -> HttpResponse | None:
    """Return the page that asks again when ``current`` is not the citizen's password, else None.

    An open browser must not be a way to guess it: the limit is that of signing in.
    """
    address = request.citizen.email
    if seconds := limits.before_sign_in(request, address):
        return wait_page(request, template, form, "current", seconds, **context)
    right = passwords.matches(request.citizen, form.cleaned_data["current"])
    limits.after_sign_in(request, address, success=right)
    if right:
        return None
    form.refuse("current", _("現在のパスワードが違います。もう一度入力してください。"))
    return form_page(request, template, form, **context)

"""A citizen's own account, under /account/."""

from django.urls import path
from django.views.generic import TemplateView

from accounts.audience import public
from accounts.views import devices, own_account, recovery, signing_in, signing_up


def _said(template: str):
    """Return a page that only says something."""
    return public(TemplateView.as_view(template_name=f"accounts/said/{template}.html"))


app_name = "account"
urlpatterns = [
    path("", own_account.home, name="home"),
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("signed-out/", _said("signed_out"), name="signed-out"),
    path("sign-up/", signing_up.sign_up, name="sign-up"),
    path("sign-up/sent/", _said("sign_up_sent"), name="sign-up-sent"),
    path("confirm/<str:token>/", signing_up.confirm, name="confirm"),
    path("registered/", _said("registered"), name="registered"),
    path("reset/", recovery.ask, name="reset"),
    path("reset/sent/", _said("reset_sent"), name="reset-sent"),
    path("reset/done/", _said("reset_done"), name="reset-done"),
    path("new-password/<str:token>/", recovery.new_password, name="new-password"),
    path("email/", own_account.email, name="email"),
    path("email/changed/", _said("email_changed"), name="email-changed"),
    path("email/<str:token>/", own_account.confirm_email, name="confirm-email"),
    path("password/", own_account.password, name="password"),
    path("devices/", devices.devices, name="devices"),
    path("close/", own_account.close, name="close"),
    path("closed/", _said("closed"), name="closed"),
]

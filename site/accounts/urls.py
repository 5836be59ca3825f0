"""A citizen's own account, under /account/."""

from django.urls import path

from accounts.views import signing_in


app_name = "account"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
]

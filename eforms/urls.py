"""The pages of the application forms."""

from django.urls import include, path


urlpatterns = [
    path("", include("eforms.filling.urls")),
    path("", include("eforms.filling.following_urls")),
]

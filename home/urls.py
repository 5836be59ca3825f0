"""Addresses of the site's own pages."""

from django.urls import path

from home import display, views


app_name = "home"
urlpatterns = [
    path("display/", display.choose, name="display"),
    path("styleguide/", views.styleguide, name="styleguide"),
]

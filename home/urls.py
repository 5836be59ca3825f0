"""Addresses of the site's own pages."""

from django.urls import path

from home import views


app_name = "home"
urlpatterns = [
    path("styleguide/", views.styleguide, name="styleguide"),
]

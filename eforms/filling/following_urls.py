"""A person's own applications, under /applications/."""

from django.urls import path

from eforms.filling import following


urlpatterns = [
    path("applications/", following.applications, name="applications"),
    path("applications/<uuid:application_id>/", following.application, name="application"),
    path(
        "applications/<uuid:application_id>/withdraw/",
        following.withdraw,
        name="application-withdraw",
    ),
    path(
        "applications/<uuid:application_id>/files/<uuid:file_id>/",
        following.download,
        name="application-file",
    ),
]

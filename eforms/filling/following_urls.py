"""A person's own applications, under /applications/."""

from django.urls import path

from eforms.filling import following, following_again, following_copies
from eforms.filling.views import correction, office


urlpatterns = [
    path("applications/", following.applications, name="applications"),
    path("applications/<uuid:application_id>/", following.application, name="application"),
    path(
        "applications/<uuid:application_id>/withdraw/",
        following.withdraw,
        name="application-withdraw",
    ),
    path(
        "applications/<uuid:application_id>/correction/",
        correction.correction,
        name="application-correction",
    ),
    path(
        "applications/<uuid:application_id>/correction/check/",
        correction.check,
        name="application-correction-check",
    ),
    path(
        "applications/<uuid:application_id>/messages/",
        office.thread,
        name="application-messages",
    ),
    path(
        "applications/<uuid:application_id>/messages/<uuid:file_id>/",
        office.message_file,
        name="application-message-file",
    ),
    path(
        "applications/<uuid:application_id>/documents/<uuid:delivery_id>/",
        office.document,
        name="application-document",
    ),
    path(
        "applications/<uuid:application_id>/files/<uuid:file_id>/",
        following.download,
        name="application-file",
    ),
    path(
        "applications/<uuid:application_id>/again/",
        following_again.again,
        name="application-again",
    ),
    path(
        "applications/<uuid:application_id>/copy/",
        following_copies.copy,
        name="application-copy",
    ),
    path(
        "applications/<uuid:application_id>/slip/",
        following_copies.slip,
        name="application-slip",
    ),
]

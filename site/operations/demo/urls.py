"""Addresses of the demo city alone."""

from django.urls import path

from operations.demo import mailbox


urlpatterns = [
    path("mailbox/", mailbox.mail_list, name="demo-mailbox"),
    path("mailbox/<uuid:mail_id>/", mailbox.mail_detail, name="demo-mail"),
]

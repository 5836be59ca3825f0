"""As the Wagtail documentation has it, without mail."""

from django.db import models

from wagtail.contrib.forms.models import AbstractForm, AbstractFormField

from modelcluster.fields import ParentalKey


class PlainFormField(AbstractFormField):
    """A question of the peer's form."""

    page = ParentalKey("PlainFormPage", on_delete=models.CASCADE, related_name="form_fields")


class PlainFormPage(AbstractForm):
    """The peer's form page."""

    template = "contribforms/page.html"
    landing_page_template = "contribforms/landing.html"

    class Meta:
        verbose_name = "plain form page"

"""The city's colour and mark in the admin."""

from django.templatetags.static import static
from django.utils.html import format_html

from wagtail import hooks


@hooks.register("insert_global_admin_css")
def city_colours() -> str:
    """Link the small style sheet that recolours the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))

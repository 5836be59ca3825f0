"""Rich text for programs: HTML with real addresses instead of Wagtail's own references."""

from wagtail.rich_text import expand_db_html

from rest_framework.fields import Field


class RichTextSerializer(Field):
    """Give a rich text field as the HTML a browser can show."""

    def to_representation(self, value: str) -> str:
        """Return the HTML with links to pages and documents resolved."""
        return expand_db_html(value)

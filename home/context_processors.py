"""What the base layout needs on every page."""

from django.conf import settings


def site(request) -> dict:
    """Give templates ``demo`` (whether this is the demo city)."""
    return {"demo": settings.DEMO}

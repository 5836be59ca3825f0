"""What the base layout needs on every page."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from home.site_settings import settings_of


def site(request) -> dict:
    """Give templates ``demo`` (whether this is the demo city) and ``site_settings``.

    ``site_settings`` is fetched when a template first reads it, so that an answer without a
    page costs nothing.
    """
    return {
        "demo": settings.DEMO,
        "site_settings": SimpleLazyObject(lambda: settings_of(request)),
    }

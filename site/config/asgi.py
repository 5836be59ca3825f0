"""Entry point for ASGI servers : the site itself is served over WSGI (docs/decisions/0015)."""

import os

from django.core.asgi import get_asgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_asgi_application()

from config.startup import settle  # noqa: E402  (needs the applications loaded)


settle()

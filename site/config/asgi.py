"""Entry point for ASGI servers (`gunicorn --chdir site config.wsgi`)."""

import os

from django.core.asgi import get_asgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_asgi_application()

from config.startup import settle  # noqa: E402  (needs the applications loaded)


settle()

"""Entry point for WSGI servers (the README has the command)."""

import os

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

from config.startup import settle  # noqa: E402  (needs the applications loaded)
from outbox import relay  # noqa: E402


settle()
relay.start()

"""What a city's own server should know about the look-ups (`manage.py check --deploy`)."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from eforms.filling.lookups.houjin import client


@register("lookups", deploy=True)
def check_houjin(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Tell that companies cannot be looked up, and refuse to ask over an open line."""
    if not client.is_available():
        return [
            Warning(
                "HOUJIN_API_ID is not set: forms show no look-up of companies; corporate numbers"
                " are checked by their check digit alone.",
                hint="Register at the National Tax Agency (it takes about a month), then set it.",
                id="lookups.W001",
            )
        ]
    if not settings.HOUJIN_API_BASE.startswith("https://"):
        return [
            Error("HOUJIN_API_BASE must begin with https://: the ID is secret.", id="lookups.E001")
        ]
    return []

"""What an application's page tells of messages and documents from the office."""

from datetime import datetime
from typing import Any

from eforms.applications import messages
from eforms.applications.models import Application


def told(application: Application, now: datetime) -> dict[str, Any]:
    """Return the delivered documents and how many messages there are, and are new."""
    return {
        "documents": [
            (delivery, delivery.is_there(now))
            for delivery in application.deliveries.select_related("attachment")
        ],
        "messages_number": application.messages.count(),
        "messages_unread": messages.unread(application, messages.APPLICANT),
        "messages_open": messages.is_open(application, now),
    }

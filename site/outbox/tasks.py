"""The outbox as a Celery task: woken by commits, and by beat every few seconds."""

import logging
import time

from celery import shared_task

from outbox import delivery


logger = logging.getLogger("outbox")

# While the broker is down, only one commit in so many seconds waits for the attempt to reach it.
BROKER_PAUSE = 10.0
_broker_rests_until = 0.0


@shared_task(name="outbox.tasks.deliver_due")
def deliver_due() -> int:
    """Deliver what is due; running twice at once is fine."""
    return delivery.deliver_due()


def send_deliver_due() -> None:
    """Ask a worker to look at the outbox; never raises."""
    global _broker_rests_until
    if time.monotonic() < _broker_rests_until:
        return
    try:
        deliver_due.apply_async(retry=False, expires=60)
    except Exception as error:  # noqa: BLE001  (the beat's sweep delivers it)
        _broker_rests_until = time.monotonic() + BROKER_PAUSE
        logger.warning("the broker did not take the task: %s", type(error).__name__)

"""The outbox without a broker: a thread of the web process, woken on commit and sweeping.

Started by the server and by the first commit that needs it; several processes may each have
one, claims keep them apart. A forked child starts its own at its first need.
"""

import atexit
import logging
import os
import threading
from typing import Any

from django.conf import settings
from django.db import connections

from outbox.delivery import deliver_due


logger = logging.getLogger("outbox")

SWEEP_SECONDS = 3.0
FAREWELL_SECONDS = 15.0


class _Relay:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.work = threading.Event()
        self.leaving = threading.Event()
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        with self.lock:
            if self.leaving.is_set() or (self.thread and self.thread.is_alive()):
                return
            self.thread = threading.Thread(target=self.run, name="outbox-relay", daemon=True)
            self.thread.start()

    def run(self) -> None:
        while not self.leaving.is_set():
            self.work.wait(SWEEP_SECONDS)
            self.work.clear()
            try:
                while not self.leaving.is_set() and deliver_due(limit=1):
                    pass
            except Exception as error:  # noqa: BLE001  (the thread must outlive a lost database)
                logger.error("the outbox could not be read: %s", type(error).__name__)
            finally:
                connections.close_all()

    def stop(self) -> None:
        """Let the delivery under way end, so that its outcome is noted before the process goes."""
        self.leaving.set()
        self.work.set()
        if self.thread:
            self.thread.join(FAREWELL_SECONDS)


_relay = _Relay()
_of_the_parent: list[dict[str, Any]] = []


def start() -> None:
    """Start the thread unless it runs; nothing happens where a broker is used, or in tests."""
    if settings.OUTBOX_IN_PROCESS:
        _relay.start()


def wake() -> None:
    """Have the thread look at the outbox now."""
    start()
    _relay.work.set()


def _after_fork() -> None:
    """Begin anew in the child: neither the thread nor its database connections are ours.

    The relay opened a connection pool in the parent. Sharing its sockets would mix up the answers
    to both processes, and closing them would end the parent's sessions, so the child forgets
    the pools and keeps them from being collected. Django has no public call for that.
    """
    global _relay
    _relay = _Relay()
    for connection in connections.all():
        pools = getattr(connection, "_connection_pools", {})
        _of_the_parent.append(dict(pools))
        pools.clear()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(lambda: _relay.stop())

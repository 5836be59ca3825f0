"""For the processes that the fault tests start and kill: real mail, a short lease."""

from config.settings.development import *  # noqa: F403


DEBUG = False
OUTBOX_LEASE_SECONDS = 2

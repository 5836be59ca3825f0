"""The demo city (`make demo`): production's code with known sign-ins and a readable mailbox."""

from config.settings.base import *  # noqa: F403
from config.settings.local import *  # noqa: F403


DEMO = True

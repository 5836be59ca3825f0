"""What every run shares; each concern has its file."""

from config.settings.concerns.apps import *  # noqa: F403
from config.settings.concerns.cms import *  # noqa: F403
from config.settings.concerns.database import *  # noqa: F403
from config.settings.concerns.locale import *  # noqa: F403
from config.settings.concerns.lookups import *  # noqa: F403
from config.settings.concerns.mail import *  # noqa: F403
from config.settings.concerns.observation import *  # noqa: F403
from config.settings.concerns.security import *  # noqa: F403
from config.settings.concerns.storage import *  # noqa: F403
from config.settings.concerns.tasks import *  # noqa: F403


DEBUG = False
# The demo city: sign-ins are printed, mail is shown on a page. Nothing else may set it.
DEMO = False

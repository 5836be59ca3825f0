"""The deployable site. Gunicorn and Celery start inside `site/`: the root is found from here."""

import sys
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(1, str(ROOT))

from config.celery import app as celery_app  # noqa: E402


__all__ = ["ROOT", "celery_app"]

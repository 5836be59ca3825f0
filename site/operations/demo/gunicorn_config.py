"""How gunicorn serves the demo city: as any city; with a broker it also keeps Celery with beat.

The worker is a child of gunicorn's master: stopping the one process of `var/demo.pid` stops all.
"""

import os
import runpy
import subprocess
import sys
from pathlib import Path


# gunicorn reads this before it can import anything of the site.
_city = runpy.run_path(str(Path(__file__).parents[2] / "config" / "gunicorn.py"))
worker_class, workers, threads = _city["worker_class"], _city["workers"], _city["threads"]
timeout, control_socket_disable = _city["timeout"], _city["control_socket_disable"]
graceful_timeout = 10
accesslog = None
loglevel = "warning"

_children: list[subprocess.Popen] = []


def on_starting(server) -> None:
    """Start the worker, when a broker is named."""
    _city["on_starting"](server)
    if not os.environ.get("CELERY_BROKER_URL"):
        return
    schedule = os.path.join(os.path.dirname(server.cfg.pidfile), "celerybeat-schedule")
    _children.append(
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "celery", "-A", "config", "worker", "--beat", "--schedule",
             schedule, "--concurrency", "2", "--loglevel", "warning", "--without-mingle"],
            stdin=subprocess.DEVNULL,
        )
    )  # fmt: skip


def on_exit(server) -> None:
    """Stop the worker."""
    for child in _children:
        child.terminate()
    for child in _children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()

"""How gunicorn serves the demo city; with a broker it also keeps a Celery worker with beat.

The worker is a child of gunicorn's master: stopping the one process of `var/demo.pid` stops all.
"""

import os
import subprocess
import sys


worker_class = "gthread"
workers = 2
threads = 4
graceful_timeout = 10
accesslog = None
loglevel = "warning"
control_socket_disable = True

_children: list[subprocess.Popen] = []


def on_starting(server) -> None:
    """Start the worker, when a broker is named."""
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

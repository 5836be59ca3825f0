"""How gunicorn serves the demo city: as any city; with a broker it also keeps Celery with beat,
and without an ID of the National Tax Agency a stand-in for its server.

They are children of gunicorn's master: stopping the one process of `var/demo.pid` stops all.
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
    _start_houjin()
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


def _start_houjin() -> None:
    """Start the stand-in; it prints its port. The workers, forked later, read where it is."""
    if os.environ.get("HOUJIN_API_ID"):
        return
    child = subprocess.Popen(
        [sys.executable, "-m", "operations.demo.houjin_server", "--with-parent"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, Path(__file__).parents[2:4]))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    _children.append(child)
    base = child.stdout.readline().strip()
    if base:
        os.environ["HOUJIN_API_ID"], os.environ["HOUJIN_API_BASE"] = "demo123456789", base


def on_exit(server) -> None:
    """Stop the children."""
    for child in _children:
        child.terminate()
    for child in _children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()

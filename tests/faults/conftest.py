"""A database of their own for processes that are killed, and the processes."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psycopg
import pytest

from .smtp_sink import SmtpSink


ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("DATABASE_URL", "")
# Each run of the suite breaks its own kind; the first one is on SQLite.
DATABASES = ["postgresql" if SERVER.startswith("postgres") else "sqlite"]


class Site:
    """A deployment to break: its environment, its processes, its ledger."""

    def __init__(self, folder: Path, database_url: str, sink: SmtpSink) -> None:
        self.folder, self.sink = folder, sink
        self.started: list[subprocess.Popen] = []
        self.environment = {
            name: value for name, value in os.environ.items() if name != "CELERY_BROKER_URL"
        } | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "DATABASE_URL": database_url,
            "VAR_DIR": str(folder / "var"),
            "EMAIL_URL": sink.url,
        }

    def start(self, *command: str, **environment: str) -> subprocess.Popen:
        """Start a process in a group of its own, so that its children die with it."""
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "stderr.txt").open("a"),
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def outbox(self, *arguments: str, **environment: str) -> subprocess.Popen:
        return self.start(str(ROOT / "tests/faults/outbox_process.py"), *arguments, **environment)

    def kill(self, process: subprocess.Popen) -> None:
        """SIGKILL for the process and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def report(self) -> dict:
        output, _ = self.outbox("report").communicate(timeout=90)
        return json.loads(output)

    def errors(self) -> str:
        return (self.folder / "stderr.txt").read_text()[-3000:]


def wait_until(condition, seconds: float = 60) -> bool:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@contextlib.contextmanager
def _database(kind: str, folder: Path):
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    name = f"faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{SERVER.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DATABASES)
def site(request, tmp_path):
    sink = SmtpSink()
    with _database(request.param, tmp_path) as url:
        site = Site(tmp_path, url, sink)
        migrated = site.start("manage.py", "migrate", "outbox")
        assert migrated.wait(120) == 0, site.errors()
        yield site
        sink.release()
        for process in site.started:
            site.kill(process)
    sink.shutdown()
    sink.server_close()

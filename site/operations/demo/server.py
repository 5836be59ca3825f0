"""Serving the demo city: gunicorn in front or in the background, one process id for all of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings


ROOT, VAR = settings.ROOT, settings.VAR
HOST = "127.0.0.1"
# A slow machine imports the whole site in each worker.
READY_WITHIN = 90.0


class ServerError(Exception):
    """The demo city cannot be served; the text says what to do, in Japanese and English."""


def pid_file() -> Path:
    """Return where the process id of the running demo city is written."""
    return VAR / "demo.pid"


def log_file() -> Path:
    """Return where a demo city in the background writes its log."""
    return VAR / "demo.log"


def running_pid() -> int | None:
    """Return the process id of a demo city that runs already; a stale file counts as none."""
    try:
        pid = int(pid_file().read_text())
    except (FileNotFoundError, ValueError):
        return None
    return pid if _is_ours(pid) else None


def check_free(port: int) -> None:
    """Make sure that nothing stands in the way of serving on ``port``.

    Raises:
        ServerError: a demo city runs from this folder, or the port is taken.
    """
    pid = running_pid()
    if pid is not None:
        raise ServerError(
            f"デモはすでに動いています（プロセス {pid}）。止めるには：kill {pid}\n"
            f"The demo city is already running (process {pid}). Stop it with: kill {pid}"
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServerError(
                f"ポート {port} は使われています。別の番号を指定してください。\n"
                f"Port {port} is taken. Choose another one: make demo PORT={port + 1}"
            ) from error


def address(port: int) -> str:
    """Return the address people use: that of the server, unless it stands behind another."""
    return os.environ.get("PUBLIC_URL") or f"http://{HOST}:{port}"


def command(port: int) -> list[str]:
    """Return the command line that serves the demo city on ``port``."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi:application",
        "--chdir",
        str(ROOT / "site"),
        "--config",
        str(Path(__file__).with_name("gunicorn_config.py")),
        "--bind",
        f"{HOST}:{port}",
        "--pid",
        str(pid_file()),
    ]


def serve(port: int) -> None:
    """Serve until interrupted: this process becomes the server. Never returns."""
    _forget_stale()
    arguments = command(port)
    os.execve(arguments[0], arguments, _environment(port))  # noqa: S606


def start(port: int) -> int:
    """Start the server in the background and return its process id once it answers.

    Raises:
        ServerError: it ended, or did not answer in time; the end of its log is told.
    """
    _forget_stale()
    with log_file().open("ab") as log:
        process = subprocess.Popen(  # noqa: S603
            command(port),
            env=_environment(port),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(
                f"デモを起動できませんでした。\nThe server ended at once.\n{_log_end()}"
            )
        if answers(port):
            return process.pid
        time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    raise ServerError(
        f"{READY_WITHIN:.0f}秒待っても応答がありません。\nThe server did not answer.\n{_log_end()}"
    )


def answers(port: int) -> bool:
    """Return whether the server says that it is alive."""
    url = f"http://{HOST}:{port}/healthz"
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False


def _environment(port: int) -> dict[str, str]:
    environment = dict(os.environ)
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.demo"
    environment["PUBLIC_URL"] = address(port)
    return environment


def _forget_stale() -> None:
    VAR.mkdir(parents=True, exist_ok=True)
    pid_file().unlink(missing_ok=True)


def _is_ours(pid: int) -> bool:
    """Return whether a process lives and is a server (its number may have been given away)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # somebody else's process
    try:
        return b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True  # a system without /proc


def _log_end() -> str:
    try:
        return "\n".join(log_file().read_text(errors="replace").splitlines()[-15:])
    except FileNotFoundError:
        return ""

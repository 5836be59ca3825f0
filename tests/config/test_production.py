"""Production's settings: complete, strict, and refusing to start half configured."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eforms.filling import store
from eforms.inspection import process


ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "VAULT_KEYS": "k1:" + "q0bVx3Lr9ZfTn6aYpW2cHsE8mUgJ1dKoRi7NvB4tXyQ=",
    "ALLOWED_HOSTS": "madoguchi.example.jp",
    "PUBLIC_URL": "https://madoguchi.example.jp",
    "DATABASE_URL": "postgres://user:password@127.0.0.1:1/none",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


def manage(tmp_path, *arguments, without: str = "") -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **ENVIRONMENT}
    environment.pop(without, None)
    return subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_check_deploy_has_nothing_to_say(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "VAULT_KEYS", "ALLOWED_HOSTS", "PUBLIC_URL"])
def test_it_does_not_start_without_its_secrets(tmp_path, name):
    done = manage(tmp_path, "check", without=name)
    assert done.returncode != 0
    assert name in done.stderr


def test_cookies_are_bound_to_this_host_and_https(tmp_path):
    names = (
        "SESSION_COOKIE_NAME SESSION_COOKIE_SECURE CITIZEN_COOKIE_NAME CITIZEN_COOKIE_SECURE "
        "CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT DEBUG DEMO"
    )
    code = (
        f"from django.conf import settings as s; print([getattr(s, n) for n in '{names}'.split()])"
    )
    done = manage(tmp_path, "shell", "--no-imports", "-c", code)
    assert done.stdout.strip().splitlines()[-1] == str(
        ["__Host-session", True, "__Host-citizen_session", True, True, True, False, False]
    ), done.stderr


def test_the_command_of_the_readme_gives_slow_uploads_their_time():
    readme = (ROOT / "README.md").read_text()
    command = next(line for line in readme.splitlines() if line.startswith("gunicorn "))
    arguments = command.replace("config.wsgi", "--print-config wsgiref.simple_server:demo_app")
    done = subprocess.run(
        [sys.executable, "-m", *arguments.split()], cwd=ROOT, capture_output=True, text=True
    )
    told = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    told = {name.strip(): value.strip() for name, value in told.items()}
    assert told["worker_class"] == "gthread", done.stderr
    assert int(told["timeout"]) > process.WAIT + process.PATIENCE + store.EXAMINING

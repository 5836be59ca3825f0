"""A process that serves has loaded what it needs, and the collector passes it over."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.startup import settle


ROOT = Path(__file__).parents[2]


def test_what_is_loaded_is_passed_over():
    before = gc.get_freeze_count()
    try:
        settle()
        assert gc.get_freeze_count() > before + 100_000
    finally:
        gc.unfreeze()


@pytest.mark.parametrize("entry", ["wsgi", "asgi"])
def test_servers_settle_before_their_first_request(entry, tmp_path):
    code = f"import config.{entry}, gc; from django.urls import get_resolver as r;"
    code += "print(gc.get_freeze_count() > 100_000, 'url_patterns' in vars(r()))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "site",
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        | {"VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.split() == ["True", "True"], done.stderr

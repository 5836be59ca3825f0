"""Serving the demo city: what stands in the way is told before anything is loaded."""

import os
import socket
import subprocess
import sys

from django.core.management import CommandError, call_command

import pytest

from operations.demo import load, server, static, welcome


@pytest.fixture
def var(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "VAR", tmp_path)
    return tmp_path


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.bind((server.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((server.HOST, 0))
        return probe.getsockname()[1]


def test_nothing_in_the_way(var):
    server.check_free(free_port())


def test_taken_port_is_told_with_another_one(var, taken_port):
    with pytest.raises(server.ServerError, match=f"PORT={taken_port + 1}"):
        server.check_free(taken_port)


def test_running_demo_is_told_with_its_process(var):
    running = subprocess.Popen(
        [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()", "gunicorn"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        running.stdout.readline()
        (var / "demo.pid").write_text(f"{running.pid}\n")
        with pytest.raises(server.ServerError, match=f"kill {running.pid}"):
            server.check_free(free_port())
    finally:
        running.communicate()
    server.check_free(free_port())  # it has ended: the file is stale


@pytest.mark.parametrize("content", ["", "no number", "999999999"])
def test_stale_pid_file_is_no_demo(var, content):
    (var / "demo.pid").write_text(content)

    assert server.running_pid() is None


@pytest.mark.skipif(not os.path.exists("/proc/self/cmdline"), reason="needs /proc")
def test_a_number_given_to_another_program_is_no_demo(var):
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        (var / "demo.pid").write_text(str(other.pid))
        assert server.running_pid() is None
    finally:
        other.communicate()


def test_server_that_cannot_start_is_told_with_the_end_of_its_log(var, monkeypatch):
    monkeypatch.setattr(
        server, "command", lambda port: [sys.executable, "-c", "raise SystemExit('no database')"]
    )

    with pytest.raises(server.ServerError, match="no database"):
        server.start(free_port())


def test_addresses_in_mails_lead_to_the_port(monkeypatch):
    monkeypatch.delenv("PUBLIC_URL", raising=False)

    environment = server._environment(8123)

    assert environment["PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert environment["DJANGO_SETTINGS_MODULE"] == "config.settings.demo"


def test_command_refuses_anywhere_but_in_the_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="make demo"):
        call_command("demo", "--no-serve")


def test_command_looks_at_the_port_before_it_loads(settings, var, taken_port, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(load, "prepare", lambda report: pytest.fail("loaded"))

    with pytest.raises(CommandError, match=f"{taken_port}"):
        call_command("demo", "--port", str(taken_port))


def test_box_names_every_sign_in_and_how_to_stop():
    text = welcome.text(8001, 4711)

    for name in ("admin", "editor", "shimin", "zeimu", "shuno", "kosodate", "citizen"):
        assert f"{name}@example.jp" in text
    for word in ("madoguchi-demo", "http://127.0.0.1:8001/admin/", "/demo/mailbox/", "kill 4711"):
        assert word in text
    assert len({welcome.width(line) for line in text.splitlines()}) == 1
    assert "Ctrl+C" in welcome.text(8001, None)


def test_static_files_are_collected_once(settings, tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(static, "staticfiles_storage", _Manifest())
    monkeypatch.setattr(static, "sources_digest", lambda: "one")
    monkeypatch.setattr(static, "call_command", lambda *a, **k: calls.append(a))
    settings.STATIC_ROOT = tmp_path

    assert static.collect(print) and not static.collect(print)
    monkeypatch.setattr(static, "sources_digest", lambda: "two")
    assert static.collect(print)
    assert calls == [("collectstatic",)] * 2


class _Manifest:
    manifest_name = "staticfiles.json"

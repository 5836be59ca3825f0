"""The outbox with a real Redis and a real Celery worker: woken, swept, and not needed to submit."""

import os
import shutil
import socket
import subprocess

import pytest

from .conftest import wait_until


@pytest.fixture
def redis(site):
    """A Redis that can be stopped and started at the same port."""
    if shutil.which("redis-server") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("redis-server is missing (Debian: apt-get install redis-server)")
        pytest.skip("redis-server is not installed: Celery with a real broker is not tested")
    server = Redis(site.folder)
    site.environment["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{server.port}/0"
    server.start()
    yield server
    server.stop()


class Redis:
    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
            + ["--save", "", "--appendonly", "no", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
        )
        assert wait_until(self.answers, 20)

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        self.process.kill()
        self.process.wait()


def _worker(site, *options):
    return site.start(
        "-m", "celery", "--workdir", "site", "-A", "config", "worker", "-c", "1", *options
    )


def _beat(site):
    return _worker(site, "-B", "--schedule", str(site.folder / "beat"))


def _commit(site, prefix, number):
    process = site.outbox("enqueue", prefix, str(number))
    said = process.stdout.readline().split()
    site.kill(process)
    assert said[:1] == ["committed"], site.errors()
    return float(said[1])


def test_a_commit_wakes_a_worker_and_a_broker_that_is_down_loses_nothing(site, redis):
    sink = site.sink
    worker = _worker(site)  # without beat: only a commit can wake it
    _commit(site, "woken", 3)
    assert wait_until(lambda: len(sink.ids) == 3), site.errors()
    site.kill(worker)

    redis.stop()
    assert _commit(site, "down", 2) < 5  # the request neither fails nor hangs
    assert "the broker did not take the task" in site.errors()
    assert len(sink.ids) == 3

    redis.start()
    sink.hold("accepted")
    worker = _beat(site)  # nobody tells it: its sweep finds them
    assert sink.held.wait(90), site.errors()
    site.kill(worker)
    sink.release()
    worker = _beat(site)
    assert wait_until(lambda: len(set(sink.ids)) == 5), site.errors()
    assert wait_until(lambda: set(site.report()["mails"].values()) == {"sent"}), site.errors()

    assert set(sink.ids) == set(site.report()["mails"])
    assert len(sink.ids) == 6  # one copy for one kill

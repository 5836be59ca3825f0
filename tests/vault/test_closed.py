"""What a process that holds keys shows to others of its user."""

import ctypes
import os
import subprocess
import sys

import pytest

from vault.closed import close_to_neighbours, is_closed


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="about /proc")


def test_every_process_of_the_site_is_closed():
    assert is_closed()  # by the application's ready()


def test_the_first_process_of_gunicorn_is_closed():
    program = (
        "import config.gunicorn, vault.closed as closed\n"
        "before = closed.is_closed(); config.gunicorn.on_starting(None)\n"
        "print(before, closed.is_closed())"
    )
    site = os.path.join(os.path.dirname(__file__), "..", "..", "site")
    done = subprocess.run([sys.executable, "-c", program], cwd=site, capture_output=True, text=True)
    assert done.stdout == "False True\n"


@pytest.mark.parametrize("closed", [True, False])
def test_another_process_of_the_user_cannot_read_the_environment(closed):
    pid = os.fork()
    if not pid:
        os._exit(_read_as_a_neighbour(closed))
    refused = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0
    assert refused is closed


def _read_as_a_neighbour(closed: bool) -> int:
    if os.getuid() == 0:  # root may read everything
        os.setgid(65534)
        os.setuid(65534)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
    if closed:
        close_to_neighbours()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(["/bin/cat", f"/proc/{os.getpid()}/environ"], cwd="/", **quiet).returncode

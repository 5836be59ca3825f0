"""Keeping the keys of a running process from other processes of the same user.

The keys stand in the environment a process was started with and in its memory. Linux shows both,
under ``/proc``, to every process of the same user; not those of a process that is not "dumpable"
(prctl(2), proc(5)). Root, and who holds CAP_SYS_PTRACE, is not stopped.
"""

import ctypes
import sys


_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4


def close_to_neighbours() -> None:
    """Show environment and memory to no process of the same user; children made by fork inherit it.

    What it starts by exec is open again. Elsewhere than on Linux nothing happens.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def is_closed() -> bool:
    """Tell whether this process is closed to its neighbours."""
    return sys.platform == "linux" and not ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0)

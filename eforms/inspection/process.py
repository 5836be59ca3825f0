"""Having a file examined: its bytes go through a pipe to a process that is thrown away after."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from eforms.inspection.refusal import Reason, Refused


# Wall clock; the process's own limit of computing time is shorter.
PATIENCE = 40
# Each may take 1.2 GB and a processor (``child``): so many at once in one server process, and so
# many seconds somebody waits for a place.
AT_ONCE = 3
WAIT = 15
BLOCK = 64 * 1024
_ROOT = Path(__file__).parents[2]
_places = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Too many files are being examined; the same file may be taken a little later."""


@dataclass(frozen=True)
class Examined:
    """A file that is taken. ``rewritten`` yields the content to keep; None: keep what was sent."""

    extension: str
    rewritten: Iterator[bytes] | None


@contextmanager
def examined(extension: str, content: Iterable[bytes]) -> Iterator[Examined]:
    """Examine a file of a kind (``eforms.fields.file_kinds``), streaming in and out.

    What is rewritten is read inside of the ``with``; reading it may still raise.

    Raises:
        Refused: why it is not taken.
        Busy: it was not examined.
    """
    if not _places.acquire(timeout=WAIT):
        raise Busy
    try:
        with _examined(extension, content) as found:
            yield found
    finally:
        _places.release()


@contextmanager
def _examined(extension: str, content: Iterable[bytes]) -> Iterator[Examined]:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-s", "-B", "-m", "eforms.inspection.child", extension],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
    )
    watchdog = threading.Timer(PATIENCE, process.kill)
    watchdog.start()
    try:
        with suppress(BrokenPipeError):  # it has died; its answer, or none, is read below
            for block in content:
                process.stdin.write(block)
            process.stdin.close()
        yield _answer(process)
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
        with suppress(BrokenPipeError):
            process.stdin.close()


def _answer(process: subprocess.Popen) -> Examined:
    line = process.stdout.readline(10_000)
    try:
        answer = json.loads(line)
    except ValueError as error:
        # Killed by its limits (CPU, memory) or by a fault in a reader: not a file to keep.
        raise Refused(Reason.TOO_MUCH) from error
    if "reason" in answer:
        raise Refused(Reason(answer["reason"]))
    return Examined(answer["extension"], _rest(process) if answer["rewritten"] else None)


def _rest(process: subprocess.Popen) -> Iterator[bytes]:
    while block := process.stdout.read(BLOCK):
        yield block
    if process.wait():
        raise Refused(Reason.TOO_MUCH)

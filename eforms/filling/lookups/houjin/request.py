"""One request to another server, over within a given time whatever that server does.

A time-out of a socket bounds each step: a server that sends a byte a second would go on for ever,
and the name service knows no time-out at all. So the request runs in a thread of its own; at the
end of the time its connection is closed and nobody waits for it any longer.
"""

import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from urllib.parse import urlsplit


class Failed(Exception):
    """No answer that could be used: ``reason`` is a word for logs, never content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class _Call:
    connection: HTTPConnection
    status: int = 0
    body: bytes = b""
    reason: str = ""
    done: threading.Event = field(default_factory=threading.Event)


def get(url: str, *, seconds: float, most: int) -> tuple[int, bytes]:
    """Return status and body of a URL (http or https); redirects are not followed.

    Raises:
        Failed: ``timeout`` after ``seconds``, ``size`` over ``most`` bytes, ``connection``,
            ``protocol`` for what is no HTTP.
    """
    parts = urlsplit(url)
    kind = {"https": HTTPSConnection, "http": HTTPConnection}.get(parts.scheme)
    if kind is None or not parts.hostname:
        raise Failed("address")
    call = _Call(kind(parts.hostname, parts.port, timeout=seconds))
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    threading.Thread(
        target=_run, args=(call, target, most, monotonic() + seconds), daemon=True
    ).start()
    in_time = call.done.wait(seconds)
    _close(call.connection)
    if not in_time:
        raise Failed("timeout")
    if call.reason:
        raise Failed(call.reason)
    return call.status, call.body


def _run(call: _Call, target: str, most: int, until: float) -> None:
    try:
        call.connection.connect()
        if monotonic() > until:  # the name service took all of the time: nobody waits any more
            return
        call.connection.request("GET", target, headers={"Accept": "*/*", "Connection": "close"})
        response = call.connection.getresponse()
        call.status = response.status
        call.body, call.reason = _read(response, most, until)
    except TimeoutError:
        call.reason = "timeout"
    except (OSError, ssl.SSLError):
        call.reason = "connection"
    except (HTTPException, ValueError, AttributeError):  # the last one: closed under way
        call.reason = "protocol"
    finally:
        call.done.set()


def _read(response, most: int, until: float) -> tuple[bytes, str]:
    body = bytearray()
    while chunk := response.read1(64 * 1024):
        body += chunk
        if len(body) > most:
            return b"", "size"
        if monotonic() > until:
            return b"", "timeout"
    if response.length:
        return b"", "protocol"  # it ended before all of it was there
    return bytes(body), ""


def _close(connection: HTTPConnection) -> None:
    # ``close`` alone does not wake a thread that reads.
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
    connection.close()

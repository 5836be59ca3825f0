"""The National Tax Agency's server for tests: the demo's stand-in, and servers that misbehave.

    python -m tests.standins.houjin [--port 0] [--fault hang]

Each fault answers every connection in its own bad way, on a real socket; `--help` lists them.
"""

import argparse
import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from operations.demo import houjin_server


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"


def _hang(connection: socket.socket, stop: threading.Event) -> None:
    stop.wait(30)


def _garbage(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(bytes(range(256)) * 20)


def _drip(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n")
    while not stop.wait(0.05):
        connection.sendall(b"<")


def _slow_headers(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(OK)
    while not stop.wait(0.05):
        connection.sendall(b"X-Y: z\r\n")


def _huge(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(OK + b"\r\n")
    while not stop.is_set():
        connection.sendall(b"<corporations>" * 4096)


def _cut(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(OK + b"Content-Length: 500\r\n\r\n<corporations><count>1</count>")


def _html(connection: socket.socket, stop: threading.Event) -> None:
    body = "<html><body>ただいまメンテナンス中です</body></html>".encode()
    connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def _broken(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")


FAULTS: dict[str, Callable[[socket.socket, threading.Event], None]] = {
    "hang": _hang,
    "garbage": _garbage,
    "drip": _drip,
    "slow_headers": _slow_headers,
    "huge": _huge,
    "cut": _cut,
    "html": _html,
    "broken": _broken,
}


class Counting(houjin_server.Handler):
    """The stand-in, telling what it was asked."""

    asked: list[dict[str, str]] = []

    def do_GET(self) -> None:
        """Remember, and answer."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append({"path": parts.path} | query)
        super().do_GET()


@contextmanager
def standin() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Serve the stand-in in a thread; give its base address and what it is asked."""
    serving = houjin_server.server()
    handler = type("Asked", (Counting,), {"asked": []})
    serving.RequestHandlerClass = handler
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    try:
        yield houjin_server.base(serving), handler.asked
    finally:
        serving.shutdown()
        serving.server_close()


@contextmanager
def faulty(fault: str) -> Iterator[tuple[str, list[float]]]:
    """Serve a fault (``refuse``: nobody listens); give its base address and when it was asked."""
    listening = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listening.getsockname()[1]}/4/"
    asked: list[float] = []
    stop = threading.Event()
    if fault == "refuse":
        listening.close()
    else:
        threading.Thread(
            target=_serve, args=(listening, FAULTS[fault], asked, stop), daemon=True
        ).start()
    try:
        yield base, asked
    finally:
        stop.set()
        listening.close()


def _serve(listening: socket.socket, fault: Callable, asked: list, stop: threading.Event) -> None:
    with contextlib.suppress(OSError):  # closed at the end
        while True:
            connection, _ = listening.accept()
            asked.append(time.monotonic())
            threading.Thread(target=_one, args=(connection, fault, stop), daemon=True).start()


def _one(connection: socket.socket, fault: Callable, stop: threading.Event) -> None:
    with connection, contextlib.suppress(OSError):
        connection.recv(65536)
        fault(connection, stop)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--fault", choices=sorted(FAULTS))
    options = parser.parse_args()
    if options.fault:
        listening = socket.create_server(("127.0.0.1", options.port))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}/4/"
        sys.stdout.write(base + "\n")
        sys.stdout.flush()
        _serve(listening, FAULTS[options.fault], [], threading.Event())
        return
    serving: ThreadingHTTPServer = houjin_server.server(options.port)
    sys.stdout.write(houjin_server.base(serving) + "\n")
    sys.stdout.flush()
    serving.serve_forever()


if __name__ == "__main__":
    main()

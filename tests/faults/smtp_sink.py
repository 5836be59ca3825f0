"""An SMTP server that keeps what it gets, and can hold a client at a chosen moment."""

import contextlib
import email
import socketserver
import threading
from email.message import Message


class SmtpSink(socketserver.ThreadingTCPServer):
    """``messages`` holds what was accepted; while it ``refuses``, nothing is.

    ``hold("sender")`` stops the next client after MAIL FROM, ``hold("accepted")`` after the whole
    message was kept and before that is acknowledged; ``held`` is set then, ``release()`` goes on.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.messages: list[Message] = []
        self.refuses, self.refused = False, 0
        self.held = threading.Event()
        self._moment = ""
        self._go = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs in the order of arrival."""
        return [message["Message-ID"] for message in self.messages]

    def hold(self, moment: str) -> None:
        self.held.clear()
        self._go.clear()
        self._moment = moment

    def release(self) -> None:
        self._go.set()

    def reach(self, moment: str) -> None:
        if moment == self._moment:
            self._moment = ""
            self.held.set()
            self._go.wait(60)


class _Session(socketserver.StreamRequestHandler):
    server: SmtpSink

    def handle(self) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client was killed
            self._talk()

    def _talk(self) -> None:
        if self.server.refuses:
            self.server.refused += 1
            self._say("421 come back later")
            return
        self._say("220 sink")
        while line := self.rfile.readline():
            verb = line.split(maxsplit=1)[0].upper() if line.strip() else b""
            if verb == b"MAIL":
                self.server.reach("sender")
            if verb == b"DATA":
                self._say("354 go on")
                self._keep()
                self.server.reach("accepted")
            self._say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                return

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if line:
            self.server.messages.append(email.message_from_bytes(b"".join(lines)))

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

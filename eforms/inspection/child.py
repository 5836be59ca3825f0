"""The process that opens files of strangers: ``python -m eforms.inspection.child <extension>``.

It reads the file from its input, writes one line of JSON and, for a picture, the picture as it is
to be kept. It is given no keys, no settings and no database, cannot write files, and is ended by
the system when it takes too much memory or time. It imports nothing of Django. It runs under the
server's user: what that user may read, a reader that was taken over could read too, but not the
environment and memory of the server (``vault.closed``), where the keys are. Where the server runs
as root nothing holds it back, so do not run it as root.
"""

import json
import resource
import sys
from io import BytesIO

from eforms.inspection.refusal import Reason, Refused


MEGABYTE = 1024 * 1024
MEMORY = 1200 * MEGABYTE
SECONDS = 20
MOST = 11 * MEGABYTE


def limit() -> None:
    """Let the system hold this process to what it needs."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),  # a dump would hold the file in clear
    ):
        _, hard = resource.getrlimit(what)
        within = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (within, within))


def examine(extension: str, file: BytesIO) -> tuple[str, bytes | None]:
    """Return extension and content to keep; None for the content means: as it was sent.

    Raises:
        Refused: why it is not taken.
    """
    if extension == "pdf":
        from eforms.inspection import pdf

        pdf.check(file)
    elif extension in ("docx", "xlsx"):
        from eforms.inspection import office

        office.check(file, extension)
    elif extension in ("jpg", "png", "heic"):
        from eforms.inspection import picture

        return picture.clean(file, extension)
    elif extension in ("csv", "txt"):
        from eforms.inspection import text

        text.check(file)
    else:
        raise Refused(Reason.NO_READER)
    return extension, None


def main(extension: str) -> None:
    """Examine what comes in and answer."""
    limit()
    content = None
    try:
        received = sys.stdin.buffer.read(MOST + 1)
        if len(received) > MOST:
            raise Refused(Reason.TOO_MUCH)
        extension, content = examine(extension, BytesIO(received))
        answer = {"extension": extension, "rewritten": content is not None}
    except Refused as refused:
        answer = {"reason": refused.reason}
    except (MemoryError, RecursionError):
        answer = {"reason": Reason.TOO_MUCH}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + (content or b""))


if __name__ == "__main__":
    main(sys.argv[1])

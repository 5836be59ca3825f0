"""Receiving files: bounded while they come in, in memory only.

Django's own handler writes what is bigger to a temporary file in clear; this one never touches
the disk. A file beyond its limit is counted to its end and thrown away, so that the page can say
how big it was; a file nobody asked for is thrown away at once.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from eforms.engine.schema import Section


MEGABYTE = 1024 * 1024
FILE_CAP = 10 * MEGABYTE
# 100 MB for one application, with room for the other inputs and the multipart text.
REQUEST_CAP = 102 * MEGABYTE
FILES_CAP = 50

Limit = Callable[[str], int]


class RequestTooBig(Exception):
    """The whole request is beyond what is received at once."""


class ReceivedFile(UploadedFile):
    """A file in memory. ``size`` is what was sent; beyond the limit the content is gone."""

    def __init__(self, content: bytes, *, size: int, name: str, content_type: str) -> None:
        super().__init__(BytesIO(content), name, content_type, size)
        self.complete = len(content) == size

    def chunks(self, chunk_size: int | None = None):
        """Yield the content from its beginning."""
        self.file.seek(0)
        while chunk := self.file.read(chunk_size or self.DEFAULT_CHUNK_SIZE):
            yield chunk

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:
        """Tell that it need not be read in parts."""
        return False


class BoundedUploadHandler(FileUploadHandler):
    """Keeps files in memory up to ``limit(input name)`` bytes each, and counts what goes beyond."""

    chunk_size = 64 * 1024

    def __init__(self, request: HttpRequest | None, limit: Limit) -> None:
        super().__init__(request)
        self.limit = limit
        self.files = self.received = 0
        self.refused = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; of one that no question asks for nothing is kept."""
        super().new_file(*args, **kwargs)
        self.files += 1
        self.most = min(self.limit(self.field_name), FILE_CAP) if self.files <= FILES_CAP else 0
        self.buffer: BytesIO | None = BytesIO() if self.most else None
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece; from the first byte too many nothing of the file is kept."""
        self.received += len(raw_data)
        if self.received > REQUEST_CAP:
            self.buffer = None
            self.refused = True
            raise StopUpload(connection_reset=True)
        self.size += len(raw_data)
        if self.size > self.most:
            self.buffer = None
        elif self.buffer is not None:
            self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> ReceivedFile | None:
        """Hand over the file; None for one that nobody asked for."""
        if not self.most:
            return None
        content = self.buffer.getvalue() if self.buffer is not None else b""
        self.buffer = None
        return ReceivedFile(
            content, size=self.size, name=self.file_name, content_type=self.content_type or ""
        )

    def upload_interrupted(self) -> None:
        """Let go of the half file."""
        self.buffer = None


def limits_of(section: Section) -> Limit:
    """Return how many bytes a file of an input may have on a page: 0 for what is not asked."""
    largest: dict[str, int] = {}
    for item in section.items:
        for question in getattr(item, "items", (item,)):
            if question.type == "attachment":
                largest[question.id] = int(question.options.get("max_mb", 10)) * MEGABYTE

    def limit(name: str) -> int:
        # q-<id> or g-<group>-<row>-<id>
        return next((most for key, most in largest.items() if name.endswith(f"-{key}")), 0)

    return limit


def asks_for_files(section: Section) -> bool:
    """Tell whether a page has a question for files."""
    return any(
        question.type == "attachment"
        for item in section.items
        for question in getattr(item, "items", (item,))
    )


def receive(request: HttpRequest, limit: Limit) -> None:
    """Read a request's body under the limits; afterwards POST and FILES are there.

    Raises:
        RequestTooBig: more than REQUEST_CAP was announced or came, or too many inputs.
    """
    handler = BoundedUploadHandler(request, limit)
    request.upload_handlers = [handler]
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if announced > REQUEST_CAP:
        _drain(request)
        raise RequestTooBig
    try:
        request.POST  # noqa: B018  (parses the body)
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as error:
        raise RequestTooBig from error
    if handler.refused:
        raise RequestTooBig


def _drain(request: HttpRequest) -> None:
    # A browser that is still sending would not show the answer; so hear it out, up to a point.
    left = 2 * REQUEST_CAP
    while left > 0 and (piece := request.read(64 * 1024)):
        left -= len(piece)

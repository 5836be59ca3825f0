"""Receiving files: checked and sealed while they come in, never held whole and never in clear.

Django's own handlers keep a file in memory or write it to a temporary file in clear. Here each
piece is sealed into private storage as it arrives. What is beyond a limit, or is seen at its
beginning not to be what is asked for, is let go at once and only counted to its end, so that the
page can say how big it was. What nobody has taken over when the request is done is removed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from eforms.applications import files
from eforms.applications.files import Incoming, Stored
from eforms.engine.schema import Question, Section
from eforms.fields import file_checks
from eforms.fields.file_checks import MEGABYTE, Limits
from eforms.fields.file_kinds import HEAD


FILE_CAP = 10 * MEGABYTE
# 100 MB for one application, with room for the other inputs and the multipart text.
REQUEST_CAP = 102 * MEGABYTE
FILES_CAP = 50

# Which question an input of the page belongs to; None for what no question asks for.
Asked = Callable[[str], Question | None]


class RequestTooBig(Exception):
    """The whole request is beyond what is received at once."""


class ReceivedFile(UploadedFile):
    """A file as it lies sealed in private storage, or the reason why it does not.

    ``size`` is what was sent. ``taken`` is set by whoever makes it an attachment.
    """

    def __init__(self, name: str, size: int, stored: Stored | None, refusal: str) -> None:
        super().__init__(None, name, "", size)
        self.stored = stored
        self.refusal = refusal
        self.taken = False

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the content from its beginning; nothing of a refused file."""
        if self.stored is not None:
            yield from files.read(self.stored.id)

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:
        """Tell that it is to be read in parts."""
        return True

    def close(self) -> None:
        """Do nothing: no file stays open."""


class BoundedUploadHandler(FileUploadHandler):
    """Counts what a request brings, and stops one that brings too much."""

    chunk_size = 64 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = self.files = 0
        self.too_big = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.files += 1
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece; from the first byte too many the whole request is let go."""
        self.received += len(raw_data)
        self.size += len(raw_data)
        if self.received > REQUEST_CAP:
            self.too_big = True
            self.abandon()
            raise StopUpload(connection_reset=True)
        self.take(raw_data)

    def upload_interrupted(self) -> None:
        """Let go of the half file."""
        self.abandon()

    def take(self, data: bytes) -> None:
        """Use a piece of a file."""

    def abandon(self) -> None:
        """Let go of the file that is coming in."""


class PeekingUploadHandler(BoundedUploadHandler):
    """Keeps the beginning of each file and its size, for looking at files that nobody keeps."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.head = bytearray()

    def take(self, data: bytes) -> None:
        """Keep what is missing of the beginning."""
        if self.files <= FILES_CAP:
            self.head += data[: HEAD - len(self.head)]

    def file_complete(self, file_size: int) -> UploadedFile:
        """Hand over the beginning under the name and size of the whole."""
        return UploadedFile(BytesIO(self.head), self.file_name, self.content_type, self.size)


class SealingUploadHandler(BoundedUploadHandler):
    """Seals files as they arrive; ``room`` is how many bytes the application may still get."""

    def __init__(self, request: HttpRequest | None, asked: Asked, room: int) -> None:
        super().__init__(request)
        self.asked, self.room = asked, room
        self.by_input: dict[str, int] = {}
        self.done: list[ReceivedFile] = []
        self.incoming: Incoming | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; of one that no question asks for nothing is kept."""
        super().new_file(*args, **kwargs)
        self.question = self.asked(self.field_name) if self.files <= FILES_CAP else None
        self.head, self.refusal = bytearray(), ""
        if self.question is None:
            return
        self.limits = Limits.of(self.question)
        self.most = min(self.limits.megabytes * MEGABYTE, FILE_CAP)
        number = self.by_input[self.field_name] = self.by_input.get(self.field_name, 0) + 1
        if number > self.limits.files:
            self.refusal = file_checks.too_many(self.question)
        else:
            self.refusal = file_checks.name_problem(self.limits, self.file_name)

    def take(self, data: bytes) -> None:
        """Seal a piece; from the first byte too many nothing of the file is kept."""
        if self.question is None or self.refusal or self.size > self.most:
            self.abandon()
        elif self.size > self.room:
            self._refuse(file_checks.no_room(self.file_name))
        elif self.incoming is not None:
            self._seal(data)
        else:
            self.head += data
            if len(self.head) >= HEAD:
                self._begin()

    def _begin(self) -> None:
        """Look at the beginning of the file; a good one goes into storage from here on."""
        problem = file_checks.head_problem(self.limits, self.file_name, bytes(self.head[:HEAD]))
        if problem:
            self._refuse(problem)
        else:
            self._seal(bytes(self.head))
        self.head.clear()

    def _seal(self, data: bytes) -> None:
        try:
            if self.incoming is None:
                self.incoming = Incoming()
            self.incoming.write(data)
        except OSError:
            self._refuse(file_checks.not_kept(self.file_name))

    def _refuse(self, refusal: str) -> None:
        self.refusal = refusal
        self.abandon()

    def file_complete(self, file_size: int) -> ReceivedFile | None:
        """Hand over the file; None for one that nobody asked for."""
        if self.question is None:
            return None
        size_problem = file_checks.size_problem(self.limits, self.file_name, self.size)
        self.refusal = self.refusal or size_problem
        if not self.refusal and self.incoming is None:
            self._begin()
        stored = None
        if not self.refusal and self.incoming is not None:
            try:
                stored = self.incoming.commit()
                self.room -= stored.size
            except OSError:
                self.refusal = file_checks.not_kept(self.file_name)
        self.abandon()
        self.done.append(ReceivedFile(self.file_name, self.size, stored, self.refusal))
        return self.done[-1]

    def abandon(self) -> None:
        """Remove what was written of the file that is coming in."""
        incoming, self.incoming = self.incoming, None
        if incoming is not None:
            incoming.discard()

    def clear_up(self) -> None:
        """Remove everything that nobody has taken over."""
        self.abandon()
        for received in self.done:
            if received.stored is not None and not received.taken:
                files.delete(received.stored.id)


def asked_on(section: Section) -> Asked:
    """Return which attachment question an input of a page belongs to."""
    questions = list(file_questions(section))

    def asked(name: str) -> Question | None:
        # q-<id> or g-<group>-<row>-<id>
        return next((question for question in questions if name.endswith(f"-{question.id}")), None)

    return asked


def file_questions(section: Section) -> Iterator[Question]:
    """Yield the questions of a page that ask for files."""
    for item in section.items:
        for question in getattr(item, "items", (item,)):
            if question.type == "attachment":
                yield question


def asks_for_files(section: Section) -> bool:
    """Tell whether a page has a question for files."""
    return any(file_questions(section))


@contextmanager
def receiving(request: HttpRequest, asked: Asked, *, room: int) -> Iterator[None]:
    """Read a request's body under the limits; inside, POST and FILES are there.

    Files that no attachment was made of are gone at the end.

    Raises:
        RequestTooBig: more than REQUEST_CAP was announced or came, or too many inputs.
        BadRequest: less came than was announced.
    """
    handler = SealingUploadHandler(request, asked, room)
    try:
        _read(request, handler)
        yield
    finally:
        handler.clear_up()


def peek(request: HttpRequest) -> None:
    """Read a request's body, keeping of each file only its beginning.

    Raises:
        RequestTooBig: as in :func:`receiving`.
    """
    _read(request, PeekingUploadHandler(request))


def _read(request: HttpRequest, handler: BoundedUploadHandler) -> None:
    request.upload_handlers = [handler]
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if announced > REQUEST_CAP:
        _drain(request)
        raise RequestTooBig
    came = _counting(request)
    try:
        request.POST  # noqa: B018  (parses the body)
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as error:
        raise RequestTooBig from error
    if handler.too_big:
        raise RequestTooBig
    if came() < announced:
        # Django takes the end of a broken line for the end of the file.
        raise BadRequest("the body broke off")


def _counting(request: HttpRequest) -> Callable[[], int]:
    """Return what tells how many bytes of a request were read."""
    total = 0

    def counting(read: Callable[..., bytes]) -> Callable[..., bytes]:
        def counted(*args: Any, **kwargs: Any) -> bytes:
            nonlocal total
            piece = read(*args, **kwargs)
            total += len(piece)
            return piece

        return counted

    # What is left behind the last file Django reads by lines.
    request.read, request.readline = counting(request.read), counting(request.readline)
    return lambda: total


def _drain(request: HttpRequest) -> None:
    # A browser that is still sending would not show the answer; so hear it out, up to a point.
    left = 2 * REQUEST_CAP
    while left > 0 and (piece := request.read(64 * 1024)):
        left -= len(piece)

"""Why a file is not taken. The words for people are made where the file's name is known."""

from enum import StrEnum


class Reason(StrEnum):
    """What the examination found."""

    OTHER_KIND = "other_kind"  # not what its name says
    DAMAGED = "damaged"  # cannot be read
    LOCKED = "locked"  # needs a password, or is otherwise encrypted
    MACROS = "macros"  # an office file with programs in it
    EMBEDDED = "embedded"  # other files or programs inside
    REMOTE = "remote"  # fetches something from elsewhere when opened
    ACTIVE = "active"  # a PDF that runs something when opened
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MUCH = "too_much"  # unpacks into too much, or takes too long
    NO_READER = "no_reader"  # this installation cannot open the kind


class Refused(Exception):
    """The file is not taken; ``reason`` tells why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason

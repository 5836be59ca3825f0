"""CSV and plain text: characters from the beginning to the end."""

import codecs
from typing import BinaryIO

from eforms.inspection.refusal import Reason, Refused


BLOCK = 64 * 1024
ENCODINGS = ("utf-8", "cp932")


def check(file: BinaryIO) -> None:
    """Read the text in one of the encodings that Japanese office software writes.

    Raises:
        Refused: OTHER_KIND.
    """
    open_to = {name: codecs.getincrementaldecoder(name)() for name in ENCODINGS}
    while open_to:
        block = file.read(BLOCK)
        if b"\0" in block:
            break
        for name, decoder in list(open_to.items()):
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError:
                del open_to[name]
        if not block and open_to:
            return
    raise Refused(Reason.OTHER_KIND)

"""Whether an attachment may be opened: what is known about viruses in it.

Without a scanner (``CLAMD_ADDRESS`` is empty) every file is ``not_scanned`` and the desk says so.
With one a file begins ``pending`` and staff cannot open it until it is ``clean``. The scanner
comes in as an outbox effect, enqueued where ``DraftStore`` makes the attachment.
"""

from django.conf import settings

from eforms.applications.models import Attachment


Scan = Attachment.Scan

# What the desk says beside a file; nothing beside one that was found clean.
NOTES = {
    Scan.NOT_SCANNED: "ウイルス検査をしていません",
    Scan.PENDING: "ウイルス検査が終わるまで開けません",
    Scan.INFECTED: "ウイルスが見つかったため開けません",
}
NO_SCANNER = (
    "ウイルス検査の仕組みが設定されていないため、添付ファイルは検査されていません。"
    "心当たりのない内容のファイルは開かず、情報システムの担当にご相談ください。"
)


def scanner_is_set_up() -> bool:
    """Tell whether this installation names a scanner."""
    return bool(settings.CLAMD_ADDRESS)


def first_state() -> str:
    """Return the state in which a new attachment begins."""
    return Scan.PENDING if scanner_is_set_up() else Scan.NOT_SCANNED


def open_to_staff(attachment: Attachment) -> bool:
    """Tell whether staff may open it: not what is infected or still waiting."""
    return attachment.scan in (Scan.CLEAN, Scan.NOT_SCANNED)


def open_to_owner(attachment: Attachment) -> bool:
    """Tell whether the person who sent it may have it back: it is theirs, unless infected."""
    return attachment.scan != Scan.INFECTED

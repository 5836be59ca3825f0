"""Recomputing the chain."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast

from audit.chain import HEAD_ID, ORIGIN, link_hash
from audit.models import Entry, Head, Link


BATCH = 500


@dataclass(frozen=True)
class Finding:
    """The first thing that does not fit: its place in the chain, the entry, and what is wrong."""

    seq: int
    entry_id: str
    reason: str

    def __str__(self) -> str:
        return f"link {self.seq}, entry {self.entry_id or '-'}: {self.reason}"


@dataclass(frozen=True)
class Verification:
    """``entries`` counts the sound ones before ``first_bad``; ``hash`` is the newest sound link."""

    ok: bool
    entries: int
    first_bad: Finding | None
    hash: str

    @property
    def anchor(self) -> str:
        """``<number>:<hash>``, to be kept outside of the database."""
        return f"{self.entries}:{self.hash}"


def verify(anchor: str = "") -> Verification:
    """Recompute every link from the entries as they are now.

    Found at the exact row: a changed, added, removed or moved entry or link. A cut tail is found
    by the head; a cut tail with the head rewritten to match is found only by an ``anchor`` that
    an earlier verification gave and that was kept elsewhere. Call it outside of a transaction.

    Raises:
        ValueError: the anchor is not ``<number>:<hash>``.
    """
    anchor_seq, anchor_hash = _parse(anchor)
    seq, previous = 0, ORIGIN
    while True:
        for link, entry in _links(after=seq):
            reason = _fault(link, entry, seq + 1, previous)
            if not reason and link.seq == anchor_seq and link.hash != anchor_hash:
                reason = "differs from the anchor"
            if reason:
                return _bad(seq, previous, seq + 1, str(link.entry_id), reason)
            seq, previous = link.seq, link.hash
        head = Head.objects.filter(pk=HEAD_ID).first()
        if head is None or head.seq <= seq or not Link.objects.filter(seq__gt=seq).exists():
            break  # otherwise links were added while we read
    if seq and (head is None or (head.seq, head.hash) != (seq, previous)):
        return _bad(seq, previous, seq + 1, "", "the head knows another end: the tail was cut")
    if not seq and head is not None and head.seq:
        return _bad(seq, previous, 1, "", "the head knows links, there are none")
    if anchor_seq > seq:
        return _bad(seq, previous, seq + 1, "", "the anchor knows more links: the tail was cut")
    loose = Entry.objects.filter(link=None).order_by("at", "id").first()
    if loose:
        return _bad(seq, previous, seq + 1, str(loose.pk), "the entry is not chained")
    return Verification(True, seq, None, previous)


def _fault(link: Link, entry: Entry | None, seq: int, previous: str) -> str:
    if link.seq != seq:
        return "the link is missing"
    if link.previous != previous:
        return "the link does not follow the one before it"
    if entry is None:
        return "the entry is missing"
    text = entry.canonical(entry.data_text)  # type: ignore[attr-defined]  # annotated
    return "" if link.hash == link_hash(seq, previous, text) else "entry or hash was changed"


def _links(after: int) -> Iterator[tuple[Link, Entry | None]]:
    """Yield the links after a number with their entries, each with its data as stored."""
    while page := list(Link.objects.filter(seq__gt=after).order_by("seq")[:BATCH]):
        entries = Entry.objects.annotate(data_text=Cast("data", TextField())).in_bulk(
            [link.entry_id for link in page]
        )
        for link in page:
            yield link, entries.get(link.entry_id)
        after = page[-1].seq


def _bad(sound: int, newest: str, seq: int, entry_id: str, reason: str) -> Verification:
    return Verification(False, sound, Finding(seq, entry_id, reason), newest)


def _parse(anchor: str) -> tuple[int, str]:
    if not anchor:
        return 0, ""
    number, _, digest = anchor.partition(":")
    if not number.isdigit() or len(digest) != len(ORIGIN):
        raise ValueError("an anchor is <number>:<hash>")
    return int(number), digest

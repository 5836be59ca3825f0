"""The hash chain. PostgreSQL adds links by a trigger at commit; SQLite has :func:`append`.

Chaining at commit keeps the lock on the head short: the log does not make the site's
transactions wait for each other. On SQLite the transaction holds the write lock anyway.
"""

import hashlib

from audit.models import Entry, Head, Link, canonical_json


ORIGIN = "0" * 64
HEAD_ID = 1


def link_hash(seq: int, previous: str, text: str) -> str:
    """Return the hex SHA-256 of a link."""
    return hashlib.sha256(f"{seq}:{previous}:{text}".encode()).hexdigest()


def append(entry: Entry) -> Link:
    """Chain an entry just written on SQLite. The transaction must hold the write lock."""
    head = Head.objects.filter(pk=HEAD_ID).first()
    if head is None:
        newest = Link.objects.order_by("-seq").first()
        head = Head(
            id=HEAD_ID,
            seq=newest.seq if newest else 0,
            hash=newest.hash if newest else ORIGIN,
        )
        head.save(force_insert=True)
    link = Link(seq=head.seq + 1, entry=entry, previous=head.hash)
    link.hash = link_hash(link.seq, link.previous, entry.canonical(canonical_json(entry.data)))
    link.save(force_insert=True)
    Head.objects.filter(pk=HEAD_ID).update(seq=link.seq, hash=link.hash)
    return link

"""Sealing everything anew with the active key, while the site runs.

Nothing needs to be registered: the fields are found in the models, the files in their folder.
A value is replaced only if it still is what was read (compare-and-swap on the ciphertext), so a
value written meanwhile is never lost. What is done is done: a run that was stopped goes on where
it was, because values under the active key are passed over.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import transaction

from vault import files
from vault.envelope import VaultError, key_id
from vault.fields import EncryptedField, Sealed
from vault.keys import ring


BATCH = 500


@dataclass
class Report:
    """What a rotation did, and what still lies under other keys (key id → number)."""

    resealed: int = 0
    damaged: list[str] = field(default_factory=list)
    remaining: Counter[str] = field(default_factory=Counter)

    @property
    def complete(self) -> bool:
        """Whether the old keys may go."""
        return not self.damaged and not self.remaining


def encrypted_fields() -> list[EncryptedField]:
    """Return the sealed fields of every installed model, each once."""
    return [
        column
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for column in model._meta.local_concrete_fields
        if isinstance(column, EncryptedField)
    ]


def rotate(tell: Callable[[str], None] = lambda line: None) -> Report:
    """Seal every value and private file with the active key; ``tell`` gets a line per step.

    Values that do not open are listed (place only) and left as they are.
    """
    report = Report()
    for column in encrypted_fields():
        before = report.resealed
        # A value that changed under our hands was sealed anew by its writer, unless that is an
        # old process with the old ring: look again, but not for ever.
        for _ in range(3):
            if not _rotate_field(column, report):
                break
        tell(f"{column.model._meta.label}.{column.name}: {report.resealed - before}")
    before = report.resealed
    for name in files.names():
        _attempt(f"file/{name}", report, lambda name=name: files.rewrap(name))  # type: ignore[misc]
    tell(f"files: {report.resealed - before}")
    report.damaged = sorted(set(report.damaged))
    report.remaining = remaining()
    return report


def remaining() -> Counter[str]:
    """Count what is sealed with a key other than the active one, by key id ("?": unreadable)."""
    active = ring().active
    found: Counter[str] = Counter()
    for column in encrypted_fields():
        found.update(_kid(value.blob) for _, value in _rows(column))
    for name in files.names():
        try:
            found[files.key_id_of(name)] += 1
        except VaultError:
            found["?"] += 1
    del found[active]
    return found


def _rotate_field(column: EncryptedField, report: Report) -> int:
    """Seal the old values of one column anew; return how many changed under our hands."""
    lost = 0
    old: list[tuple[Any, Sealed]] = []
    for row in _rows(column):
        if not row[1].is_current:
            old.append(row)
        if len(old) == BATCH:
            lost += _replace(column, old, report)
            old = []
    return lost + _replace(column, old, report)


def _replace(column: EncryptedField, rows: list[tuple[Any, Sealed]], report: Report) -> int:
    lost = 0

    def swap(pk: Any, value: Sealed) -> bool:
        nonlocal lost
        same = column.model._base_manager.filter(pk=pk, **{column.attname: value})
        done = same.update(**{column.attname: column.reseal(value, pk)})
        lost += not done
        return bool(done)

    with transaction.atomic():
        for pk, value in rows:
            place = column.context(pk)
            _attempt(place, report, lambda pk=pk, value=value: swap(pk, value))  # type: ignore[misc]
    return lost


def _attempt(place: str, report: Report, work: Callable[[], bool]) -> None:
    try:
        report.resealed += work()
    except VaultError:
        report.damaged.append(place)


def _rows(column: EncryptedField) -> Iterator[tuple[Any, Sealed]]:
    """Yield primary key and value of every row that has one, page by page along the key."""
    rows = (
        column.model._base_manager.exclude(**{f"{column.attname}__isnull": True})
        .order_by("pk")
        .values_list("pk", column.attname)
    )
    page = list(rows[:BATCH])
    while page:
        yield from page
        page = list(rows.filter(pk__gt=page[-1][0])[:BATCH])


def _kid(blob: bytes) -> str:
    try:
        return key_id(blob)
    except ValueError:
        return "?"

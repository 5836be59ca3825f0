"""The two formats of the Web-API that are read: CSV (type 02) and XML (type 12), both UTF-8.

Thirty columns or elements in the order of COLUMNS; before them when the data was updated, how many
there are, and which page of how many this is.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring


CSV, XML = "02", "12"
HEADER = ("lastUpdateDate", "count", "divideNumber", "divideSize")
COLUMNS = (
    "sequenceNumber",
    "corporateNumber",
    "process",
    "correct",
    "updateDate",
    "changeDate",
    "name",
    "nameImageId",
    "kind",
    "prefectureName",
    "cityName",
    "streetNumber",
    "addressImageId",
    "prefectureCode",
    "cityCode",
    "postCode",
    "addressOutside",
    "addressOutsideImageId",
    "closeDate",
    "closeCause",
    "successorCorporateNumber",
    "changeCause",
    "assignmentDate",
    "latest",
    "enName",
    "enPrefectureName",
    "enCityName",
    "enAddressOutside",
    "furigana",
    "hihyoji",
)
# 閉鎖等, 吸収合併, 商号の登記の抹消, 削除
CLOSING = frozenset({"21", "71", "81", "99"})
LONGEST = 500


class Unreadable(Exception):
    """An answer that is in neither format. Holds nothing of the answer."""


@dataclass(frozen=True)
class Company:
    """A company as it is registered. ``closed_on`` is ISO; closed ones may have no date."""

    number: str
    name: str
    furigana: str = ""
    address: str = ""
    is_closed: bool = False
    closed_on: str = ""
    successor: str = ""
    # The name or the address holds characters that are told by a picture only.
    has_pictures: bool = False
    # The company has asked not to be found by name.
    is_withheld: bool = False

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True)
class Answer:
    """A page of an answer: the companies on it, how many there are in all, page of pages."""

    companies: tuple[Company, ...]
    count: int
    page: int = 1
    pages: int = 1


def read(body: bytes, kind: str) -> Answer:
    """Return what an answer says.

    Raises:
        Unreadable: it is not in the format of ``kind``.
    """
    try:
        return _csv(body.decode("utf-8-sig")) if kind == CSV else _xml(body)
    except (ValueError, LookupError, TypeError, csv.Error, ParseError, DefusedXmlException):
        raise Unreadable from None  # the cause would quote names


def _csv(text: str) -> Answer:
    rows = list(csv.reader(StringIO(text), strict=True))
    header = dict(zip(HEADER, rows[0], strict=True))
    found = [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:] if row]
    return _answer(header, found)


def _xml(body: bytes) -> Answer:
    root = fromstring(body, forbid_dtd=True)
    if root.tag != "corporations":
        raise Unreadable
    header = {name: root.findtext(name) or "" for name in HEADER}
    found = [
        {name: element.findtext(name) or "" for name in COLUMNS}
        for element in root.findall("corporation")
    ]
    return _answer(header, found)


def _answer(header: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> Answer:
    count, page, pages = (int(header[name]) for name in HEADER[1:])
    return Answer(tuple(_company(row) for row in rows), count, page, pages)


def _company(row: Mapping[str, Any]) -> Company:
    number, name = row["corporateNumber"], row["name"].strip()
    if not (number.isascii() and number.isdigit() and len(number) == 13 and name):
        raise Unreadable
    inland = f"{row['prefectureName']}{row['cityName']}{row['streetNumber']}"
    return Company(
        number=number,
        name=name[:LONGEST],
        furigana=row["furigana"].strip()[:LONGEST],
        address=(inland or row["addressOutside"]).strip()[:LONGEST],
        is_closed=bool(row["closeDate"]) or row["process"] in CLOSING,
        closed_on=row["closeDate"][:10],
        successor=row["successorCorporateNumber"][:13],
        has_pictures=bool(row["nameImageId"] or row["addressImageId"]),
        is_withheld=row["hihyoji"] == "1",
    )

"""Companies of the stand-in for the National Tax Agency's server: made up, but for two offices."""

from collections.abc import Iterator

from eforms.fields.corporate_number import check_digit
from eforms.filling.lookups.houjin.formats import COLUMNS


Row = dict[str, str]
ICHINOSEKI = "4000020032093"
UPDATED = "2026-11-20"


def number(base: int) -> str:
    """Return the thirteen digits of twelve."""
    return f"{check_digit(f'{base:012}')}{base:012}"


ACTIVE, MERGED, CLOSED = number(4007_0100_0101), number(4007_0100_0102), number(4007_0100_0103)
PICTURED, WITHHELD = number(4007_0100_0104), number(4007_0100_0105)
# Two pages and a bit, as a broad search has.
MANY = 4100


def companies() -> list[Row]:
    """Return all rows, by the names of the elements."""
    return [*_known(), *_many()]


def _known() -> Iterator[Row]:
    yield _row(ICHINOSEKI, "一関市", "イチノセキシ", "竹山町７－２", kind="201")
    yield _row(
        "7000012050002",
        "国税庁",
        "コクゼイチョウ",
        "霞が関３丁目１－１",
        kind="101",
        prefectureName="東京都",
        cityName="千代田区",
        prefectureCode="13",
        cityCode="101",
        postCode="1000013",
    )
    yield _row(ACTIVE, "株式会社磐井見本製作所", "イワイミホンセイサクショ", "竹山町１００番地１")
    yield _row(
        MERGED,
        "株式会社磐井見本商事",
        "イワイミホンショウジ",
        "大町２００番地",
        process="71",
        closeDate="2024-04-01",
        closeCause="11",
        successorCorporateNumber=ACTIVE,
    )
    yield _row(
        CLOSED,
        "有限会社磐井見本建設",
        "イワイミホンケンセツ",
        "山目字前田３００番地",
        process="21",
        kind="302",
        closeDate="2023-09-30",
        closeCause="01",
    )
    yield _row(PICTURED, "株式会社磐井見本〓店", "", "中里字沢田４００番地", nameImageId="00000001")
    yield _row(
        WITHHELD, "合同会社磐井見本工房", "", "萩荘字高梨５００番地", kind="305", hihyoji="1"
    )


def _many() -> Iterator[Row]:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for count in range(1, MANY + 1):
        name = f"株式会社多数見本{count:04}".translate(wide)
        yield _row(number(4007_0200_0000 + count), name, "", f"東山町{count}番地".translate(wide))


def _row(corporate_number: str, name: str, furigana: str, street: str, **more: str) -> Row:
    row = dict.fromkeys(COLUMNS, "") | {
        "corporateNumber": corporate_number,
        "process": "01",
        "correct": "0",
        "updateDate": UPDATED,
        "changeDate": "2015-10-05",
        "name": name,
        "kind": "301",
        "prefectureName": "岩手県",
        "cityName": "一関市",
        "streetNumber": street,
        "prefectureCode": "03",
        "cityCode": "209",
        "postCode": "0218501",
        "assignmentDate": "2015-10-05",
        "latest": "1",
        "furigana": furigana,
        "hihyoji": "0",
    }
    return row | more

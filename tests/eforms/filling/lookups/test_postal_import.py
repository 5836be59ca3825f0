"""The postal data in our table: every quirk of the source, again and again the same."""

from io import StringIO

from django.core.management import call_command

import pytest

from eforms.filling.lookups import postal, postal_import
from eforms.models import PostalEdition, PostalPlace


def towns(code: str) -> list[tuple[str, str, str]]:
    return [(place.prefecture, place.city, place.town) for place in postal.places(code)]


@pytest.mark.parametrize(
    ("code", "town", "note"),
    [
        ("0210000", "", ""),
        ("0210005", "中里", "沢田"),
        ("0295501", "左草", "左草１地割〜左草６地割"),
        ("5220317", "一円", ""),
        ("4090142", "", "小菅村の次に１〜６６３番地がくる場合"),
    ],
)
def test_what_is_no_name_never_gets_into_an_address(postal_data, code, town, note):
    place = postal.places(code)[0]
    assert (place.town, place.note) == (town, note)


def test_a_long_list_of_koaza_stays_a_note(postal_data):
    (place,) = postal.places("0210102")
    assert place.town == "萩荘" and place.koazabanchi
    assert place.note.startswith("赤猪子、") and place.note.endswith("山ノ沢")


def test_a_code_across_a_border_gives_both_prefectures(postal_data):
    assert towns("4980000") == [("愛知県", "弥富市", ""), ("三重県", "桑名郡木曽岬町", "")]


def test_an_office_has_its_street(postal_data):
    (place,) = postal.places("0218501")
    assert (place.office, place.town, place.street) == ("一関市役所", "竹山町", "7-2")


@pytest.mark.parametrize(
    ("town", "note", "expected"),
    [
        ("利島村一円", "", ("", "")),
        ("一円", "", ("一円", "")),
        ("穴明２２地割、穴明２", "３地割", ("穴明", "穴明２２地割、穴明２３地割")),
        ("甲、乙", "大木戸", ("", "甲、乙、大木戸")),
        ("以下に掲載がない場合", "", ("", "")),
    ],
)
def test_words_of_japan_post(town, note, expected):
    assert postal_import.town_and_note(town, note) == expected


def test_a_second_import_changes_nothing(postal_data):
    before = list(PostalPlace.objects.order_by("code", "order").values_list("code", "order"))
    postal_import.import_all(dict.fromkeys(code for code, _ in before))
    assert (
        list(PostalPlace.objects.order_by("code", "order").values_list("code", "order")) == before
    )
    assert PostalEdition.objects.count() == 1


def test_the_command_imports_once(db, monkeypatch):
    taken = []
    real = postal_import.import_all

    def few() -> int:
        taken.append(1)
        return real(["0218501"])

    monkeypatch.setattr(postal_import, "import_all", few)
    for expected, option in ((1, {}), (1, {}), (2, {"force": True})):
        call_command("import_postal_codes", stdout=StringIO(), **option)
        assert len(taken) == expected
    PostalPlace.objects.all().delete()  # half a table is imported again
    call_command("import_postal_codes", stdout=StringIO())
    assert len(taken) == 3


@pytest.mark.parametrize(
    "text",
    ["021-8501", "0218501", "０２１－８５０１", "〒021-8501", "〒０２１８５０１", "021ー8501 "],
)
def test_codes_are_read_as_people_type_them(text):
    assert postal.read_code(text) == "0218501"


@pytest.mark.parametrize("text", ["", "021", "021-850", "02185011", "abcdefg", "九九九九九九九"])
def test_what_is_no_code_is_nothing(text):
    assert postal.read_code(text) == ""

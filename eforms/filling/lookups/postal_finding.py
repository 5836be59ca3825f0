"""The look-up of an address by its postal code, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from eforms.filling.lookups import postal
from eforms.filling.lookups.findings import (
    Choice,
    Finding,
    Parts,
    fills_and_differences,
    only,
    short,
)
from eforms.filling.lookups.models import PostalPlace


PLACE_PARTS = ("prefecture", "city", "town")


def find(typed: Mapping[str, str]) -> Finding:
    """Return what the postal code among the typed parts of an address leads to."""
    code = postal.read_code(typed.get("postal_code", ""))
    if not code:
        return Finding(
            _(
                "郵便番号を「021-8501」のように7けたの数字で入力してから、"
                "もう一度「住所を検索」を押してください。"
            ),
            warning=True,
        )
    places = postal.places(code)
    if not places:
        return Finding(
            _(
                "〒%(code)sの住所は見つかりませんでした。番号を確かめてください。"
                "番号が合っているときは、検索せずに住所を入力してください。"
            )
            % {"code": _with_hyphen(code)},
            warning=True,
        )
    return _of_places(code, places, typed)


def taken(typed: Mapping[str, str], key: str) -> Parts:
    """Return the parts that a chosen place puts into the address; none for an unknown key."""
    places = postal.places(postal.read_code(typed.get("postal_code", "")))
    found = next((_parts(place) for place in places if str(place.order) == key), {})
    return {part: value for part, value in found.items() if value}


def _of_places(code: str, places: list[PostalPlace], typed: Mapping[str, str]) -> Finding:
    found = [_parts(place) for place in places]
    number = 0 if len(places) == 1 else only(found, typed)
    if number is None:
        return Finding(
            _("〒%(code)sには、住所が%(count)d件あります。一つ選んでください。")
            % {"code": _with_hyphen(code), "count": len(places)},
            fills=fills_and_differences(typed, _common(found))[0],
            choices=tuple(_choice(place) for place in places),
            keep=any(typed.get(part) for part in PLACE_PARTS),
        )
    place = places[number]
    fills, differing = fills_and_differences(typed, found[number])
    if differing:
        return Finding(
            _(
                "〒%(code)sの住所は「%(place)s」です。入力されている住所と異なるため、"
                "入力はそのままにしてあります。"
            )
            % {"code": _with_hyphen(code), "place": _line(place)},
            fills={},
            choices=(_choice(place),),
            keep=True,
            hints=_hints(place, typed),
        )
    words = (
        _("〒%(code)sの住所を入力しました：%(place)s")
        if fills
        else _("入力されている住所は、〒%(code)sの住所と合っています：%(place)s")
    )
    said = words % {"code": _with_hyphen(code), "place": _line(place)}
    return Finding(said, _hints(place, typed | fills), fills)


def _parts(place: PostalPlace) -> Parts:
    parts = {"prefecture": place.prefecture, "city": place.city, "town": place.town}
    return parts | ({"street": place.street} if place.street else {})


def _common(found: list[Parts]) -> Parts:
    first, *others = found
    return {
        part: value
        for part, value in first.items()
        if part in ("prefecture", "city") and all(other.get(part) == value for other in others)
    }


def _line(place: PostalPlace) -> str:
    line = f"{place.prefecture}{place.city}{place.town}{place.street}"
    return f"{line}（{place.office}）" if place.office else line


def _choice(place: PostalPlace) -> Choice:
    return Choice(str(place.order), _line(place), (short(place.note),) if place.note else ())


def _hints(place: PostalPlace, typed: Mapping[str, str]) -> tuple[str, ...]:
    """Return what to type next: Japan Post knows where house numbers restart in every 字."""
    hints = []
    if place.note:
        hints.append(_("この郵便番号の対象：%(note)s") % {"note": short(place.note)})
    if typed.get("street"):
        return tuple(hints)
    if place.koazabanchi:
        hints.append(_("続けて、字（あざ）から番地を入力してください。例：字沢田12番地3"))
    elif not place.town:
        hints.append(_("続けて、町名・大字と番地を入力してください。"))
    else:
        hints.append(_("続けて、番地を入力してください。"))
    return tuple(hints)


def _with_hyphen(code: str) -> str:
    return f"{code[:3]}-{code[3:]}"

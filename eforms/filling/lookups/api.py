"""Places by postal code for programs: public, read only, kept by browsers and proxies for a day."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from ninja import Router

from accounts.network import client_address, network_of
from eforms.filling.lookups import postal
from eforms.filling.problems import Problem


router = Router(tags=["検索"])

# Soft: counted in memory, forgotten with it. A network is a neighbourhood of phones.
PER_MINUTE = 600
DAY = 24 * 60 * 60


@router.get("/postal-codes/{code}", summary="郵便番号から住所を検索", response=dict)
def read_places(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    """The places of a code (seven digits, with or without hyphen); an empty list for unknown ones.

    A code may stand for several places, even in two prefectures. ``note`` tells which part of the
    town the code covers and is no part of the address.
    """
    digits = postal.read_code(code)
    if not digits:
        raise Problem(422, "郵便番号を、7けたの数字で指定してください。")
    if _is_too_often(request):
        raise Problem(
            429, "検索の回数が多いため、1分ほど待ってからもう一度お試しください。", retry_after=60
        )
    places = postal.places(digits)
    if places:
        response["Cache-Control"] = f"public, max-age={DAY}"
    return {"code": digits, "places": [postal.as_json(place) for place in places]}


def _is_too_often(request: HttpRequest) -> bool:
    key = f"lookups.postal.asked.{network_of(client_address(request))}"
    cache.add(key, 0, 60)
    try:
        return cache.incr(key) > PER_MINUTE
    except ValueError:  # it ran out in this very moment
        return False

"""The company's look-ups on a page without a script, with the server well and ill."""

from time import monotonic

import pytest

from eforms.filling.lookups.checks import check_houjin
from eforms.filling.lookups.houjin import circuit
from eforms.filling.models import Draft
from operations.demo.houjin_data import ACTIVE, ICHINOSEKI, MERGED, PICTURED, WITHHELD
from tests.eforms.filling.conftest import q, uid, url
from tests.eforms.filling.lookups.conftest import choices, said, soup, typed
from tests.standins.houjin import FAULTS, faulty


FIRM = q("firm")
CITY = {
    "corporate_number": ICHINOSEKI,
    "name": "一関市",
    "kana": "イチノセキシ",
    "address": "岩手県一関市竹山町７－２",
}


def test_a_number_fills_the_empty_parts(page, houjin):
    written = f"T{ICHINOSEKI[:1]}-{ICHINOSEKI[1:5]}-{ICHINOSEKI[5:9]}-{ICHINOSEKI[9:]}"
    response = page.look_up("company-number", FIRM, corporate_number=written)
    assert typed(response, FIRM) == CITY | {"corporate_number": written}
    assert "空いていたところに入力しました" in said(response, FIRM)


def test_never_overwrites_but_offers(page, houjin):
    mine = {"corporate_number": ICHINOSEKI, "name": "一関市役所 本庁", "address": "わが家"}
    response = page.look_up("company-number", FIRM, **mine)
    assert typed(response, FIRM) == mine
    assert [key for key, _ in choices(response, FIRM)] == [ICHINOSEKI, "keep"]
    assert typed(page.take("company-number", FIRM, "keep", **mine), FIRM) == mine
    assert typed(page.take("company-number", FIRM, ICHINOSEKI, **mine), FIRM) == CITY


def test_a_name_gives_a_list_to_choose(page, houjin):
    response = page.look_up("company-name", FIRM, name="磐井見本")
    found = dict(choices(response, FIRM))
    assert list(found) == [ACTIVE, MERGED, *list(found)[2:]] and found["keep"]
    assert "閉鎖されています（2024年4月1日）" in found[MERGED]
    assert typed(response, FIRM) == {"name": "磐井見本"}

    taken = page.take("company-name", FIRM, ACTIVE, name="磐井見本")
    assert typed(taken, FIRM)["name"] == "株式会社磐井見本製作所"
    assert typed(taken, FIRM)["corporate_number"] == ACTIVE
    assert len([one for one in houjin if one["path"] == "/4/name"]) == 2  # the name has changed


def test_too_many_are_narrowed_by_what_is_typed(page, houjin):
    response = page.look_up("company-name", FIRM, name="多数見本")
    assert "4100件" in said(response, FIRM) and "20件を表示" in said(response, FIRM)
    page.look_up("company-name", FIRM, name="多数見本", address="東京都港区")
    assert houjin[-1]["address"] == "13"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (MERGED, f"承継先の法人番号は{ACTIVE}"),
        (PICTURED, "画像でしか表せない文字"),
        (WITHHELD, "検索の対象から除かれています"),
    ],
)
def test_what_is_amiss_is_told_and_blocks_nobody(page, houjin, number, words):
    response = page.look_up("company-number", FIRM, corporate_number=number)
    assert words in said(response, FIRM)
    assert typed(response, FIRM)["name"]


@pytest.mark.parametrize(
    ("kind", "parts", "words"),
    [
        ("company-number", {"corporate_number": "5" + ICHINOSEKI[1:]}, "打ち間違い"),
        ("company-number", {}, "13けた"),
        ("company-name", {"name": "一"}, "2文字以上"),
    ],
)
def test_what_cannot_be_asked_is_not_asked(page, houjin, kind, parts, words):
    response = page.look_up(kind, FIRM, **parts)
    assert words in said(response, FIRM)
    assert typed(response, FIRM) == parts and houjin == []


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("company-number", {"corporate_number": "8700110005901"}),
        ("company-name", {"name": "存在しない商店"}),
    ],
)
def test_nothing_found_leaves_the_way_by_hand(page, houjin, kind, parts):
    response = page.look_up(kind, FIRM, **parts)
    assert "検索せずに" in said(response, FIRM)
    assert typed(response, FIRM) == parts


def test_without_an_id_there_is_no_button(page, settings):
    settings.HOUJIN_API_ID = ""
    response = page.client.get(url(page.draft, "1/"))
    assert soup(response).select("[value^=company]") == []
    assert "国税庁の法人番号システムWeb-API" not in response.content.decode()


def test_the_agency_is_named_as_its_terms_ask(page, houjin):
    assert (
        "国税庁によって保証されたものではありません"
        in page.client.get(url(page.draft, "1/")).content.decode()
    )


def test_pages_themselves_ask_nobody(page, houjin):
    page.client.get(url(page.draft, "1/"))
    assert houjin == []


@pytest.mark.parametrize("fault", [*sorted(FAULTS), "refuse"])
def test_a_server_that_fails_loses_nothing(page, settings, fault):
    settings.HOUJIN_API_ID, settings.HOUJIN_API_SECONDS = "abc1234567890", 0.6
    mine = {"corporate_number": ICHINOSEKI, "name": "一関市"}
    with faulty(fault) as (base, _):
        settings.HOUJIN_API_BASE = base
        began = monotonic()
        response = page.look_up("company-number", FIRM, **mine)
        assert monotonic() - began < 0.6 + 2
    assert "接続できないため、検索できませんでした" in said(response, FIRM)
    assert typed(response, FIRM) == mine
    kept = Draft.objects.get(pk=page.draft.pk).unchecked[uid("only")]
    assert kept[f"{FIRM}-name"] == ["一関市"]

    marks = {
        field["name"]: field["value"]
        for field in soup(response).select("[name=revision], [name=page]")
    }
    sent = page.client.post(
        url(page.draft, "1/?v=1"),
        marks
        | {f"{FIRM}-{part}": text for part, text in (CITY | mine).items()}
        | {f"{q('home')}-{part}": text for part, text in HOME.items()}
        | {f"rows-{uid('branches')}": ["r1", "r2"], "action": "next"},
    )
    assert sent.status_code == 302 and sent["Location"].endswith("/check/")


HOME = {"postal_code": "0218501", "prefecture": "岩手県", "city": "一関市", "street": "7-2"}


def test_an_open_circuit_answers_at_once(page, settings):
    settings.HOUJIN_API_ID, settings.HOUJIN_API_SECONDS = "abc1234567890", 0.3
    with faulty("hang") as (base, asked):
        settings.HOUJIN_API_BASE = base
        for _ in range(circuit.FAILURES + 2):
            page.look_up("company-name", FIRM, name="見本")
        assert len(asked) == circuit.FAILURES


def test_the_deployment_is_told_what_is_missing(settings):
    settings.HOUJIN_API_ID = ""
    assert [one.id for one in check_houjin()] == ["lookups.W001"]
    settings.HOUJIN_API_ID = "abc1234567890"
    assert check_houjin() == []
    settings.HOUJIN_API_BASE = "http://example.jp/4/"
    assert [one.id for one in check_houjin()] == ["lookups.E001"]

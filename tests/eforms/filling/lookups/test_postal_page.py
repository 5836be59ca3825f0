"""The address's look-up on a page without a script: fills what is empty, offers the rest."""

import pytest

from eforms.filling.models import Draft
from tests.eforms.filling.conftest import q, uid, url
from tests.eforms.filling.lookups.conftest import choices, said, soup, typed


HOME = q("home")
TAKEYAMA = {"prefecture": "岩手県", "city": "一関市", "town": "竹山町"}


@pytest.mark.parametrize("code", ["021-8501", "〒０２１８５０１"])
def test_fills_the_empty_parts(page, postal_data, code):
    response = page.look_up("postal", HOME, postal_code=code, building="101")
    assert typed(response, HOME) == {
        "postal_code": code, "building": "101", "street": "7-2", **TAKEYAMA,
    }  # fmt: skip
    assert "一関市役所" in said(response, HOME)
    assert choices(response, HOME) == []


def test_fills_are_not_stored_by_looking(page, postal_data):
    page.look_up("postal", HOME, postal_code="0218501")
    kept = Draft.objects.get(pk=page.draft.pk).unchecked
    assert kept == {uid("only"): kept[uid("only")]}
    assert f"{HOME}-town" not in kept[uid("only")]


def test_what_else_was_typed_stays(page, postal_data):
    response = page.press(
        "look_up", f"postal:{HOME}", **{f"{HOME}-postal_code": "0218501", q("words"): "よろしく"}
    )
    assert soup(response).find(id=q("words"))["value"] == "よろしく"


def test_never_overwrites_but_offers(page, postal_data):
    mine = {"prefecture": "岩手県", "city": "平泉町", "street": "1"}
    response = page.look_up("postal", HOME, postal_code="0218501", **mine)
    assert typed(response, HOME) == {"postal_code": "0218501", **mine}
    assert "入力はそのままにしてあります" in said(response, HOME)
    assert [key for key, _ in choices(response, HOME)] == ["0", "keep"]

    kept = page.take("postal", HOME, "keep", postal_code="0218501", **mine)
    assert typed(kept, HOME) == {"postal_code": "0218501", **mine}
    assert said(kept, HOME) == ""

    taken = page.take("postal", HOME, "0", postal_code="0218501", building="2F", **mine)
    assert typed(taken, HOME) == {
        "postal_code": "0218501", **TAKEYAMA, "street": "7-2", "building": "2F",
    }  # fmt: skip


def test_more_behind_the_town_is_no_difference(page, postal_data):
    mine = {"prefecture": "岩手県", "city": "一関市", "town": "中里字沢田"}
    response = page.look_up("postal", HOME, postal_code="0210005", **mine)
    assert "合っています" in said(response, HOME)
    assert "字（あざ）から" in said(response, HOME)


def test_a_code_in_two_prefectures_lets_choose(page, postal_data):
    response = page.look_up("postal", HOME, postal_code="4980000")
    assert choices(response, HOME) == [("0", "愛知県弥富市"), ("1", "三重県桑名郡木曽岬町")]
    assert typed(response, HOME) == {"postal_code": "4980000"}

    unchosen = page.take("postal", HOME, None, postal_code="4980000")
    assert "一つ選んでから" in said(unchosen, HOME)

    taken = page.take("postal", HOME, "1", postal_code="4980000")
    assert typed(taken, HOME)["city"] == "桑名郡木曽岬町"
    assert "町名・大字と番地" in said(taken, HOME)


def test_what_is_typed_decides_among_several(page, postal_data):
    response = page.look_up("postal", HOME, postal_code="4980000", prefecture="三重県")
    assert typed(response, HOME)["city"] == "桑名郡木曽岬町"


def test_notes_are_told_and_never_filled(page, postal_data):
    response = page.look_up("postal", HOME, postal_code="0210005")
    assert typed(response, HOME)["town"] == "中里"
    assert "この郵便番号の対象：沢田" in said(response, HOME)


@pytest.mark.parametrize(
    ("code", "words"),
    [("021", "7けたの数字"), ("", "7けたの数字"), ("9999999", "見つかりませんでした")],
)
def test_the_way_by_hand_stays(page, postal_data, code, words):
    response = page.look_up("postal", HOME, postal_code=code, city="一関市")
    assert words in said(response, HOME)
    assert typed(response, HOME)["city"] == "一関市"


def test_a_row_looks_up_for_itself(page, postal_data):
    group, branch = uid("branches"), uid("branch")
    names = [f"g-{group}-{row}-{branch}" for row in ("r1", "r2")]
    response = page.press(
        "look_up",
        f"postal:{names[1]}",
        **{
            f"rows-{group}": ["r1", "r2"],
            f"{names[0]}-postal_code": "0210005",
            f"{names[1]}-postal_code": "0210821",
        },
    )
    assert typed(response, names[0]) == {"postal_code": "0210005"}
    assert typed(response, names[1])["city"] == "一関市"
    assert said(response, names[0]) == ""


def test_a_question_that_is_not_there_is_passed_over(page, postal_data):
    response = page.press("look_up", f"postal:{q('words')}", **{q("words"): "はい"})
    assert response.status_code == 200
    assert soup(response).find(id=q("words"))["value"] == "はい"


def test_without_data_there_is_no_button(page, db):
    assert soup(page.client.get(url(page.draft, "1/"))).select("[name=look_up]") == []


def test_buttons_tell_whose_address_they_look_up(page, postal_data):
    found = soup(page.client.get(url(page.draft, "1/"))).select("[name=look_up]")
    assert [button.get_text() for button in found] == [
        "住所を検索（住所）", "住所を検索（事業所の住所）", "住所を検索（事業所の住所）",
    ]  # fmt: skip


def test_programs_read_places(client, postal_data):
    answer = client.get("/api/v1/postal-codes/021-8501")
    assert answer.json()["places"][0]["office"] == "一関市役所"
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert len(client.get("/api/v1/postal-codes/4980000").json()["places"]) == 2
    assert client.get("/api/v1/postal-codes/9999999").json()["places"] == []
    assert client.get("/api/v1/postal-codes/12").status_code == 422


def test_programs_that_ask_too_often_wait(client, postal_data, monkeypatch):
    monkeypatch.setattr("eforms.filling.lookups.api.PER_MINUTE", 2)
    statuses = [client.get("/api/v1/postal-codes/0218501").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]

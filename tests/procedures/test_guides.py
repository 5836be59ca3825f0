"""Guide pages: the way into the form, or why there is none now (B3)."""

import pytest

from procedures.models import ProcedurePage
from procedures.online import online
from tests.home.city import small_city


pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return small_city()


def guide(client, name: str) -> str:
    response = client.get(f"/procedures/koseki/{name}/")
    assert response.status_code == 200
    return response.content.decode()


def test_one_press_opens_the_form(client, city):
    html = guide(client, "open")
    assert html.count("button--primary") == 1
    assert 'href="/f/open-form/"' in html
    assert "オンラインで申請する</a>" in html


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("before", "受付開始前です。"),
        ("after", "に受付を終了しました。"),
        ("closed", "現在、この申請は受け付けていません。"),
        ("none", "この手続きは、オンラインでは申請できません。"),
    ],
)
def test_without_an_open_form_the_page_says_why(client, city, name, words):
    html = guide(client, name)
    assert words in html
    assert "button--primary" not in html
    assert f"/f/{name}-form/" not in html


def test_a_form_that_will_close_says_when(client, city):
    assert "まで申請できます。" in guide(client, "ending")
    assert 'href="/f/ending-form/"' in guide(client, "ending")


def test_what_the_guide_leaves_out_comes_from_the_form(client, city):
    assert "1通300円" in guide(client, "open")
    ProcedurePage.objects.filter(slug="open").update(fee="無料")
    assert "1通300円" not in guide(client, "open")


def test_card_is_announced_before_the_start(client, city):
    assert "マイナンバーカード" not in guide(client, "open")
    ProcedurePage.objects.filter(slug="open").update(needs_card=True)
    assert "マイナンバーカード" in guide(client, "open")


def test_office_can_be_called(client, city):
    html = guide(client, "open")
    assert 'href="tel:0191-00-0002"' in html
    assert "内線 210" in html
    assert "平日 8時30分から" in html


def test_lists_show_the_state_of_each_procedure(client, city):
    html = client.get("/procedures/").content.decode()
    for state in ("open", "before", "after", "closed", "none"):
        assert f"tag--{state}" in html


def test_window_opens_to_the_second(city):
    form = city.forms["before"]
    opens = form.accepts_from
    assert online(form, opens.replace(microsecond=0), None).state in ("before", "open")
    assert online(form, opens).state == "open"


def test_pages_api_gives_guides_to_other_programs(client, city):
    found = client.get(
        "/api/v2/pages/", {"type": "procedures.ProcedurePage", "fields": "summary,who,form"}
    ).json()
    assert found["meta"]["total_count"] == 6
    first = found["items"][0]
    assert first["summary"] == "住所や氏名を証明する書類です。"
    assert first["who"] == "<ul><li>本人</li></ul>"

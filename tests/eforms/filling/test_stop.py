"""Those who cannot apply are told why and what to do; nothing is sent while they cannot."""

from django.utils import timezone

import pytest

from eforms.applications.models import Application
from eforms.filling import drafts, sending, tokens
from eforms.models import Draft
from tests.eforms.filling.conftest import (
    fill,
    marks,
    prove,
    q,
    question,
    schema_document,
    section,
    uid,
    url,
)


LIVES = {"yes_label": "住んでいる", "no_label": "住んでいない"}
WHY = {
    "text": "<p>お住まいの市町村に申請してください。</p>",
    "link_url": "/procedures/",
    "link_label": "手続きの案内を見る",
}


def resident_form(rule=None) -> dict:
    outside = rule or {"all": [{"ref": uid("lives"), "op": "equals", "value": False}]}
    return schema_document(
        [
            section(
                "who", "申請する方", [question("short_text", "full_name", "お名前", required=True)]
            ),
            section(
                "where",
                "お住まい",
                [
                    question(
                        "yes_no", "lives", "市内に住んでいますか", required=True, options=LIVES
                    ),
                    question(
                        "stop", "outside", "市外の方は申請できません", show=outside, options=WHY
                    ),
                ],
            ),
            section("more", "ご要望", [question("long_text", "remarks", "ご要望")]),
        ],
        title="図書館の利用登録",
    )


@pytest.fixture
def form(make_form):
    return make_form(resident_form(), contact_phone="0191-21-2111")


@pytest.fixture
def stopped(draft) -> Draft:
    return fill(draft, full_name="一関 太郎", lives=False)


def test_a_page_saved_leads_to_the_reason_and_the_answers_stay(draft, client):
    fill(draft, full_name="一関 太郎")
    page = client.get(url(draft, "2/"))
    notice = page.content.decode().split(f'data-question="{uid("outside")}"')[1]
    assert notice.startswith(" hidden>")  # there for the browser, not shown yet
    answer = client.post(url(draft, "2/"), marks(page) | {q("lives"): "no", "action": "next"})
    assert answer.url == url(draft, "stop/")
    draft.refresh_from_db()
    assert draft.answers[uid("lives")] is False
    told = client.get(answer.url).content.decode()
    for words in (
        "市外の方は申請できません",
        "お住まいの市町村に申請してください",
        'href="/procedures/">手続きの案内を見る',
        "市内に住んでいますか",
        "住んでいない",
        f"{url(draft, '2/')}#{q('lives')}",
        "0191-21-2111",
        "まで保存されます",
    ):
        assert words in told, words
    shown = client.get(url(draft, "2/")).content.decode()
    assert not shown.split(f'data-question="{uid("outside")}"')[1].startswith(" hidden")


def test_a_stop_comes_before_what_is_wrong_on_its_page(make_form, guest, client):
    document = resident_form()
    document["sections"][1]["items"].append(
        question("date", "since", "転入した日", required=True, options={"latest": "today"})
    )
    form = make_form(document, code="first")
    draft = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    fill(draft, full_name="一関 太郎")
    page = client.get(url(draft, "2/"))
    typed = {q("lives"): "no", q("since", "year"): "2026", q("since", "month"): "13"}
    answer = client.post(url(draft, "2/"), marks(page) | typed | {"action": "next"})
    assert answer.url == url(draft, "stop/?page=2")
    told = client.get(answer.url)
    words = told.content.decode()
    assert "市外の方は申請できません" in words
    assert "住んでいない" in words
    assert "button--primary" not in words  # nothing to go on with
    assert f'<a class="button" href="{url(draft, "2/")}">回答に戻る</a>' in words
    # What was typed lies there; once the answer is another one, the errors are told.
    back = client.get(url(draft, "2/"))
    assert 'value="13"' in back.content.decode()
    answer = client.post(
        url(draft, "2/"), marks(back) | typed | {q("lives"): "yes", "action": "next"}
    )
    assert answer.status_code == 422
    assert client.get(url(draft, "stop/?page=2")).url == url(draft)


def test_a_wrong_answer_is_no_reason_to_turn_away(make_form, guest, client):
    unless = {"none": [{"ref": uid("lives"), "op": "equals", "value": True}]}
    form = make_form(resident_form(unless), code="unless")
    draft = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    fill(draft, full_name="一関 太郎")
    page = client.get(url(draft, "2/"))
    answer = client.post(url(draft, "2/"), marks(page) | {"script": "1", "action": "next"})
    assert answer.status_code == 422
    assert "市内に住んでいますか" in answer.content.decode()


@pytest.mark.parametrize("page", ["", "1", "2", "9", "x"])
def test_no_reason_is_shown_for_a_page_that_gives_none(draft, client, page):
    assert client.get(url(draft, f"stop/?page={page}")).url == url(draft)


def test_every_way_to_the_end_is_closed(stopped, client):
    assert client.get(url(stopped)).url == url(stopped, "stop/")
    assert client.get(url(stopped, "check/")).url == url(stopped, "stop/")
    assert client.get(url(stopped, "3/")).url == url(stopped, "2/")
    stopped.answers |= {uid("remarks"): None}
    stopped.save()
    sent = client.post(url(stopped, "check/"), {"revision": stopped.revision})
    assert sent.url == url(stopped, "stop/")
    with pytest.raises(sending.Stopped):
        sending.send(stopped.pk, seen=None, now=timezone.now)
    assert not Application.objects.exists()


def test_a_changed_answer_opens_the_way_again(stopped, client):
    page = client.get(url(stopped, "2/"))
    answer = client.post(url(stopped, "2/"), marks(page) | {q("lives"): "yes", "action": "next"})
    assert answer.url == url(stopped, "3/")
    assert client.get(url(stopped, "stop/")).url == url(stopped)


def test_who_has_not_answered_yet_is_not_turned_away(make_form, guest, client):
    unless = {"none": [{"ref": uid("lives"), "op": "equals", "value": True}]}
    form = make_form(resident_form(unless), code="unless")
    draft = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    page = client.get(url(draft, "1/"))
    answer = client.post(
        url(draft, "1/"), marks(page) | {q("full_name"): "一関 太郎", "action": "next"}
    )
    assert answer.url == url(draft, "2/")
    fill(draft, full_name="一関 太郎", lives=None)
    assert client.get(url(draft, "stop/")).status_code == 200


def test_programs_are_told_and_refused(stopped, client):
    token, _row = tokens.issue(prove(client, "taro@example.jp"), now=timezone.now())
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    place = f"/api/v1/drafts/{stopped.pk}"
    reason = {"code": "outside", "label": "市外の方は申請できません"} | WHY
    assert client.get(f"{place}/check", **bearer).json()["stopped"] == reason
    assert client.get(place, **bearer).json()["stopped"] == reason
    refused = client.post(f"{place}/submit", "{}", content_type="application/json", **bearer)
    assert refused.status_code == 409
    assert refused.json()["title"] == "市外の方は申請できません"
    assert refused.json()["stopped"] == reason
    told = client.put(
        f"{place}/sections/2",
        {"values": {"lives": True}},
        content_type="application/json",
        **bearer,
    ).json()
    assert (told["stopped"], told["next"]) == (None, 3)

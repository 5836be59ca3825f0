"""What comes with the link into the draft, and what the account suggests."""

from urllib.parse import parse_qs, urlsplit

import pytest

from eforms.filling import profiles, tokens
from eforms.models import Draft
from tests.eforms.filling.conftest import (
    code_of_last_mail,
    marks,
    prove,
    q,
    question,
    schema_document,
    section,
    uid,
    url,
)


HANAKO = {"family": "一関", "given": "花子", "family_kana": "イチノセキ", "given_kana": "ハナコ"}
NAME = {"kana": True, "single": False, "profile": "name"}


def campaign_form(kinds=("individual",)) -> dict:
    return schema_document(
        [
            section(
                "who",
                "申請する方",
                [
                    question(
                        "hidden_value",
                        "campaign",
                        "きっかけ",
                        options={"parameter": "source", "default": "top", "allowed": ["top", "pr"]},
                    ),
                    question("hidden_value", "ward", "行政区", options={"allowed": []}),
                    question("name", "holder", "お名前", required=True, options=NAME),
                    question("name", "other", "同居の方", options={"kana": False}),
                ],
            )
        ],
        kinds=kinds,
        title="図書館の利用登録",
    )


@pytest.fixture
def form(make_form):
    return make_form(campaign_form())


def begin(client, query="", **data) -> Draft:
    answer = client.post(f"/f/library/begin/{query}", data)
    assert answer.status_code == 302
    return Draft.objects.get()


def test_the_link_reaches_the_draft_by_way_of_a_guests_mail(form, client, mailoutbox):
    page = client.get("/f/library/?source=pr&ward=%E6%9D%B1&utm=x").content.decode()
    assert "/f/library/begin/?source=pr&amp;ward=%E6%9D%B1&quot;" not in page
    assert 'href="/f/library/begin/?source=pr&amp;ward=%E6%9D%B1"' in page
    ways = client.get("/f/library/begin/?source=pr&ward=%E6%9D%B1").content.decode()
    action = ways.split('action="/guest/')[1].split('"')[0].replace("&amp;", "&")
    sent = client.post(f"/guest/{action}", {"email": "taro@example.jp"})
    typed = client.post(sent.url, {"code": code_of_last_mail()})
    assert urlsplit(typed.url).path == "/f/library/begin/"
    assert parse_qs(urlsplit(typed.url).query) == {"source": ["pr"], "ward": ["東"]}
    client.post(typed.url)
    assert Draft.objects.get().answers == {uid("campaign"): "pr", uid("ward"): "東"}


def test_a_strange_value_is_not_taken_and_a_default_steps_in(form, guest, client):
    draft = begin(client, f"?source=evil&ward={'x' * 201}")
    assert draft.answers == {uid("campaign"): "top"}


def test_no_page_takes_or_shows_it_and_the_confirmation_tells_it(form, guest, client):
    draft = begin(client, "?source=pr&ward=higashi", source="top")
    page = client.get(url(draft, "1/"))
    html = page.content.decode()
    assert "higashi" not in html and q("ward") not in html
    sent = {
        q("holder", "family"): "一関",
        q("holder", "given"): "太郎",
        q("holder", "family_kana"): "イチノセキ",
        q("holder", "given_kana"): "タロウ",
        q("ward"): "forged",
        q("campaign"): "top",
        "action": "next",
    }
    answer = client.post(url(draft, "1/?ward=forged"), marks(page) | sent)
    assert answer.url == url(draft, "check/")
    draft.refresh_from_db()
    assert (draft.answers[uid("ward")], draft.answers[uid("campaign")]) == ("higashi", "pr")
    check = client.get(url(draft, "check/")).content.decode()
    assert "higashi" in check and "行政区" in check
    assert '変更<span class="visually-hidden">（行政区' not in check


def test_programs_give_it_with_the_address(form, client):
    token, _row = tokens.issue(prove(client, "taro@example.jp"), now=_now())
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    answer = client.post(
        "/api/v1/forms/library/drafts?source=pr",
        {"applicant_kind": ""},
        content_type="application/json",
        **bearer,
    )
    assert answer.status_code == 201
    draft = Draft.objects.get()
    assert draft.answers == {uid("campaign"): "pr"}
    told = client.get(f"/api/v1/drafts/{draft.pk}/sections/1", **bearer).json()
    assert told["values"]["campaign"] == "pr"
    client.put(
        f"/api/v1/drafts/{draft.pk}/sections/1",
        {"values": {"campaign": "top", "holder": {"family": "一関 太郎", "family_kana": "イチ"}}},
        content_type="application/json",
        **bearer,
    )
    draft.refresh_from_db()
    assert draft.answers[uid("campaign")] == "pr"


def _now():
    from django.utils import timezone

    return timezone.now()


# What the account holds


@pytest.fixture
def holder(citizen):
    profiles.save(citizen, "individual", {"name": HANAKO, "phone": "0191-21-2111"})
    return citizen


def test_the_profile_is_put_in_when_wished_and_must_be_confirmed(form, holder, client):
    offer = client.get("/f/library/begin/").content.decode()
    assert "登録情報を使って入力する" in offer
    assert "一関 花子" in offer
    assert "0191-21-2111" not in offer, "the form does not ask for it"
    assert "checked" not in offer.split('id="prefill"')[1].split(">")[0]
    draft = begin(client, prefill="1")
    assert draft.answers == {uid("campaign"): "top"}
    page = client.get(url(draft, "1/")).content.decode()
    assert f'name="{q("holder", "family")}" value="一関"' in page
    assert f'name="{q("holder", "given_kana")}" value="ハナコ"' in page
    assert f'name="{q("other", "family")}" value=""' in page
    assert client.get(url(draft, "check/")).status_code == 302


def test_nothing_is_put_in_without_the_wish(form, holder, client):
    draft = begin(client)
    assert draft.unchecked is None


def test_what_was_typed_before_stays_and_so_does_the_profile(form, holder, client):
    draft = begin(client, prefill="1")
    page = client.get(url(draft, "1/"))
    typed = {q("holder", "family"): "磐井", "action": "save"}
    client.post(url(draft, "1/"), marks(page) | typed)
    again = client.get(url(draft, "1/")).content.decode()
    assert 'value="磐井"' in again and 'value="一関"' not in again
    assert profiles.load(holder, "individual")["name"] == HANAKO


def test_each_kind_of_applicant_has_its_own(make_form, holder, client):
    make_form(campaign_form(("individual", "organization")))
    offer = client.get("/f/library/begin/").content.decode()
    assert "個人として申請するとき" in offer and "団体として申請するとき" not in offer
    draft = begin(client, prefill="1", applicant_kind="organization")
    assert draft.unchecked is None


def test_accounts_without_a_profile_are_not_asked(form, citizen, client):
    assert "prefill" not in client.get("/f/library/begin/").content.decode()


def test_guests_are_not_asked(form, guest, client):
    assert "prefill" not in client.get("/f/library/begin/").content.decode()
    assert begin(client, prefill="1").unchecked is None


def _now():
    from django.utils import timezone

    return timezone.now()

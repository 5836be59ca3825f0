"""The start page, the pages of forms that are not open, and beginning."""

import re
from datetime import timedelta

from django.utils import timezone

from wagtail.models import PageViewRestriction

import pytest

from eforms.filling import drafts
from eforms.models import Draft, FormPage, FormVersion
from tests.eforms.filling.conftest import fill, library_form, q, uid, url


def text_of(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_start_page_says_what_one_needs_to_know(make_form, client):
    make_form(
        library_form(kinds=("individual", "organization")),
        documents_text="<ul><li>保険証</li></ul>",
        minutes=7,
        processing_text="3日くらい",
        next_steps="<p>はがきが届きます。</p>",
        contact_phone="0191-99-9999",
        reference_url="https://example.jp/library",
    )
    text = text_of(client, "/f/library/")
    for told in (
        "個人・団体",
        "1通 300円",
        "7分くらい",
        "保険証",
        "3日くらい",
        "はがきが届きます",
        "0191-99-9999",
        "https://example.jp/library",
        "続きから入力",
    ):
        assert told in text, told


def test_one_primary_button_and_it_is_a_link(form, client):
    main = text_of(client, "/f/library/").split("<main")[1].split("</main>")[0]
    primary = re.findall(r"<(\w+)[^>]*button--primary[^>]*>", main)
    assert primary == ["a"]
    assert "<form" not in main


@pytest.mark.parametrize(
    ("field", "shift", "word"),
    [("accepts_from", 1, "受付開始前"), ("accepts_until", -1, "受付終了")],
)
def test_a_form_that_is_not_open_has_a_page_with_next_steps(form, client, field, shift, word):
    FormPage.objects.update(**{field: timezone.now() + timedelta(hours=shift)})
    for address in ("/f/library/", "/f/library/begin/"):
        text = text_of(client, address)
        assert word in text and "これからできること" in text and "0191-21-2111" in text
        assert "申請を始める</a>" not in text
        assert "error-summary" not in text
    assert client.post("/f/library/begin/").status_code == 409
    assert not Draft.objects.exists()


def test_it_opens_and_closes_by_itself(form, client):
    now = timezone.now()
    FormPage.objects.update(accepts_from=now - timedelta(hours=1), accepts_until=now)
    assert "受付終了" in text_of(client, "/f/library/")
    FormPage.objects.update(accepts_until=now + timedelta(hours=1))
    assert "申請を始める" in text_of(client, "/f/library/")


def test_a_form_that_is_not_live_does_not_exist(form, client):
    FormPage.objects.update(live=False)
    for address in ("/f/library/", "/f/library/begin/", "/f/nowhere/"):
        assert client.get(address).status_code == 404


def test_a_private_form_asks_for_its_password(form, client, guest):
    PageViewRestriction.objects.create(page=form, restriction_type="password", password="x")
    for address in ("/f/library/", "/f/library/begin/"):
        text = text_of(client, address)
        assert 'name="password"' in text and "申請を始める" not in text
    client.post("/f/library/begin/")
    assert not Draft.objects.exists()


def test_an_old_address_leads_to_the_present_one(form, client):
    form.codes.create(code="old-library")
    answer = client.get("/f/old-library/begin/?next=x")
    assert (answer.status_code, answer["Location"]) == (301, "/f/library/begin/?next=x")


def test_the_start_page_is_the_same_for_everybody_and_needs_no_session(form, client):
    answer = client.get("/f/library/")
    assert "sessionid" not in answer.cookies
    assert "Cookie" not in answer.get("Vary", "") or "no-store" not in answer.get(
        "Cache-Control", ""
    )


def test_who_is_unknown_finds_both_ways_in(form, client):
    text = text_of(client, "/f/library/begin/")
    assert "/guest/?next=%2Ff%2Flibrary%2Fbegin%2F" in text
    assert "/account/sign-in/?next=%2Ff%2Flibrary%2Fbegin%2F" in text
    assert 'autocomplete="email"' in text and 'maxlength="254"' in text


def test_beginning_makes_a_draft_on_the_newest_version(form, guest, client):
    FormVersion.objects.create(page=form, number=2, schema=library_form(), sha256="2" * 64)
    answer = client.post("/f/library/begin/")
    draft = Draft.objects.get()
    assert answer["Location"] == url(draft, "1/")
    assert (draft.version.number, draft.applicant_kind) == (2, "individual")
    assert (draft.email, draft.citizen) == ("taro@example.jp", None)


def test_a_citizen_begins_under_the_account(form, citizen, client):
    client.post("/f/library/begin/")
    draft = Draft.objects.get()
    assert (draft.citizen, draft.email) == (citizen, "hanako@example.jp")


def test_nothing_is_begun_by_looking(form, guest, client):
    client.get("/f/library/begin/")
    assert not Draft.objects.exists()


def test_the_kind_is_asked_where_there_is_a_choice(make_form, guest, client):
    make_form(library_form(kinds=("individual", "corporation")))
    text = text_of(client, "/f/library/begin/")
    assert "どの立場で申請しますか" in text
    for chosen in ({}, {"applicant_kind": "organization"}):
        answer = client.post("/f/library/begin/", chosen)
        refused = answer.content.decode()
        assert answer.status_code == 422
        assert "<title>エラー：" in refused and 'href="#applicant_kind"' in refused
        assert refused.count('aria-invalid="true"') == 2
    client.post("/f/library/begin/", {"applicant_kind": "corporation"})
    assert Draft.objects.get().applicant_kind == "corporation"


def test_what_was_begun_is_offered_first(draft, client):
    text = text_of(client, "/f/library/begin/")
    assert "入力の途中の申請があります" in text
    assert f'href="{url(draft)}"' in text
    assert text.index(url(draft)) < text.index("新しく申請する")
    assert client.post("/f/library/begin/")["Location"] != url(draft, "1/")
    assert Draft.objects.count() == 2


def test_of_others_nothing_is_offered(draft, client_factory):
    from tests.eforms.filling.conftest import prove

    other = client_factory()
    prove(other, "jiro@example.jp")
    assert str(draft.pk) not in text_of(other, "/f/library/begin/")


def test_too_many_beginnings_are_refused_in_words(form, guest, client):
    for _ in range(drafts.MOST_OPEN):
        client.post("/f/library/begin/")
    answer = client.post("/f/library/begin/")
    assert answer.status_code == 422
    assert "続きを入力してください" in answer.content.decode()


def test_a_form_in_use_keeps_its_version(draft, client, form):
    changed = library_form()
    changed["sections"][0]["items"][0]["label"] = "新しい質問"
    FormVersion.objects.create(page=form, number=2, schema=changed, sha256="2" * 64)
    text = text_of(client, url(draft, "1/"))
    assert "お名前" in text and "新しい質問" not in text


def test_errors_in_rows_name_the_row(draft, client):
    fill(draft, full_name="一関 太郎", contact=None)
    group, child = uid("children"), uid("child_name")
    data = {q("wants_children"): "yes-please", f"rows-{group}": ["r1", "r2"]}
    data |= {f"g-{group}-r1-{child}": "一郎", f"g-{group}-r2-{child}": "あ" * 500}
    text = client.post(url(draft, "2/"), {"action": "next", "script": "1", **data})
    assert "お子さん 2：<a href" in text.content.decode()


def test_a_hidden_question_that_must_be_answered_is_not_called_optional(draft, client):
    fill(draft, full_name="一関 太郎", contact=None)
    text = text_of(client, url(draft, "2/"))
    label = text[text.index("お子さんのお名前") :][:200]
    assert "必須" in label and "任意" not in label

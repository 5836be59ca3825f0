"""登録情報: the applicant's data of an account, checked as forms check them, given by consent."""

from django.db import connection

import pytest

from audit.models import Entry
from eforms.building import applicant
from eforms.engine.journey import Journey
from eforms.filling import prefill, profiles
from eforms.filling.guests import Applicant
from eforms.models import Application, Draft, Profile
from tests.eforms.filling.conftest import marks, schema_document, section, url


PAGE = "/account/profile/"
NAME = {"family": "一関", "given": "花子", "family_kana": "イチノセキ", "given_kana": "ハナコ"}
COMPANY = {
    "number": "5000012010001",
    "name": "株式会社磐井製作所",
    "kana": "イワイセイサクショ",
    "address": "岩手県一関市竹山町7-2",
}


def inputs(kind: str, **answers) -> dict:
    """Return what a browser sends for a profile."""
    from eforms.fields import registry
    from eforms.fields.base import part_name
    from eforms.fields.rows import question_name

    sent = {}
    for key, value in answers.items():
        item = profiles.questions(kind)[key]
        for part, values in registry.get(item.type).raw_from_value(item, value).items():
            sent[part_name(question_name(item), part)] = values[0] if values else ""
    return sent


def applicant_form(kinds=("individual", "corporation", "organization")) -> dict:
    """Return a form that is an applicant's block with everything, and nothing else."""
    asked = {"kana": True, **dict.fromkeys(applicant.OPTIONS, True)}
    items = applicant.expanded("0" * 32, asked, "who", list(kinds), None)
    return schema_document([section("who", "申請する方", items)], kinds=kinds)


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("individual", ["name", "birth_date", "address", "phone"]),
        (
            "corporation",
            ["company", "representative_title", "representative", "department", "name", "phone"],
        ),
        ("organization", ["organization_name", "address", "representative", "name", "phone"]),
    ],
)
def test_a_profile_asks_what_forms_ask(kind, keys):
    asked = profiles.questions(kind)
    assert list(asked) == keys
    assert not any(item.required for item in asked.values())


def test_it_is_kept_as_forms_would_take_it_and_sealed(citizen, client):
    sent = inputs("individual", name=NAME | {"family_kana": "いちのせき"})
    sent |= inputs("individual", phone="０１９１ー２１ー２１１１")
    assert client.post(f"{PAGE}individual/", sent)["Location"] == f"{PAGE}?saved=1"
    kept = profiles.load(citizen, "individual")
    assert kept == {"name": NAME, "phone": "0191-21-2111"}
    page = client.get(f"{PAGE}?saved=1").content.decode()
    assert "一関 花子" in page and "登録情報を保存しました" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM eforms_profile")
        assert "花子".encode() not in bytes(cursor.fetchone()[0])
    entry = Entry.objects.get(action="citizen.profile_changed")
    assert entry.data == {"kind": "individual", "fields": ["name", "phone"]}
    assert "花子" not in str(Profile.objects.get())


def test_mistakes_are_told_and_nothing_is_kept(citizen, client):
    sent = inputs("individual", name=NAME, phone="12")
    answer = client.post(f"{PAGE}individual/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>エラー：" in text and 'class="error-summary"' in text
    assert 'value="花子"' in text, "what was typed is there still"
    assert not Profile.objects.exists()


def test_it_can_be_emptied(citizen, client):
    profiles.save(citizen, "individual", {"name": NAME})
    assert 'value="花子"' in client.get(f"{PAGE}individual/").content.decode()
    client.post(f"{PAGE}individual/", {"action": "clear"})
    assert not Profile.objects.exists()
    profiles.save(citizen, "individual", {"name": NAME})
    client.post(f"{PAGE}individual/", inputs("individual", name={}))
    assert not Profile.objects.exists()


@pytest.mark.parametrize("kind", ["individual", "corporation", "organization"])
def test_a_whole_profile_fills_a_whole_block(make_form, citizen, client, kind):
    import random

    from eforms.fields import registry

    page = make_form(applicant_form())
    rng = random.Random(4)
    whole = {
        key: registry.get(item.type).sample(item, rng)
        for key, item in profiles.questions(kind).items()
    }
    profiles.save(citizen, kind, whole)
    client.post("/f/library/begin/", {"applicant_kind": kind, "prefill": "1"})
    draft = Draft.objects.get()
    assert draft.answers == {}
    sent = {name: values[0] for page in draft.unchecked.values() for name, values in page.items()}
    shown = client.get(url(draft, "1/"))
    answer = client.post(url(draft, "1/"), marks(shown) | sent | {"action": "next"})
    assert answer["Location"] == url(draft, "check/"), answer.content.decode()[:2000]
    draft.refresh_from_db()
    journey = Journey(page.versions.get() and _schema(page), draft.answers, kind)
    filled = {key: journey.answer(item.id) for key, item, _ in profiles.asked_by(journey)}
    assert filled == whole


def _schema(page):
    from eforms.building.versions import schema_of

    return schema_of(page.versions.get())


def test_a_profile_of_one_person_is_nobody_elses(make_form, citizen, client):
    from accounts.models import Citizen

    other = Citizen.objects.create_citizen("o@example.jp", None)
    profiles.save(other, "individual", {"name": NAME})
    page = make_form(applicant_form(("individual",)))
    mine = Applicant(citizen.email, citizen.email_index, citizen)
    assert prefill.suggestions(Journey(_schema(page), {}, "individual"), mine) == {}
    assert "花子" not in client.get(PAGE).content.decode()


@pytest.fixture
def sent(make_form, citizen, client) -> Application:
    """An application of the citizen's, name and phone filled in."""
    asked = {"kana": False, "phone": True}
    items = applicant.expanded("0" * 32, asked, "who", ["individual"], None)
    make_form(schema_document([section("who", "申請する方", items)]))
    client.post("/f/library/begin/")
    draft = Draft.objects.get()
    name, phone = (item["id"] for item in items)
    typed = {f"q-{name}-family": "一関", f"q-{name}-given": "花子", f"q-{phone}": "0191-21-2111"}
    page = client.get(url(draft, "1/"))
    client.post(url(draft, "1/"), marks(page) | typed | {"action": "next"})
    draft.refresh_from_db()
    client.post(url(draft, "check/"), {"revision": draft.revision})
    return Application.objects.get()


def test_what_was_sent_is_offered_and_kept_by_a_press(sent, citizen, client):
    receipt = client.get(f"/f/library/d/{sent.draft_id}/sent/").content.decode()
    assert f"{PAGE}keep/{sent.pk}/" in receipt and "お名前、電話番号" in receipt
    page = client.get(f"{PAGE}keep/{sent.pk}/").content.decode()
    assert "一関 花子" in page
    assert not Profile.objects.exists(), "looking keeps nothing"
    client.post(f"{PAGE}keep/{sent.pk}/")
    kept = profiles.load(citizen, "individual")
    assert (kept["name"]["family"], kept["phone"]) == ("一関", "0191-21-2111")
    receipt = client.get(f"/f/library/d/{sent.draft_id}/sent/").content.decode()
    assert "/keep/" not in receipt, "nothing new to keep"


def test_a_form_that_asks_less_takes_nothing_from_the_profile(sent, citizen, client):
    profiles.save(citizen, "individual", {"name": NAME, "birth_date": "1954-03-08"})
    client.post(f"{PAGE}keep/{sent.pk}/")
    kept = profiles.load(citizen, "individual")
    assert kept == {"name": NAME, "birth_date": "1954-03-08", "phone": "0191-21-2111"}


def test_what_others_sent_is_not_there(sent, client_factory):
    stranger = client_factory()
    assert stranger.get(f"{PAGE}keep/{sent.pk}/")["Location"].startswith("/account/sign-in/")


def test_closing_the_account_deletes_it(citizen):
    from accounts import registration

    profiles.save(citizen, "corporation", {"company": COMPANY})
    registration.close(citizen)
    assert not Profile.objects.exists()

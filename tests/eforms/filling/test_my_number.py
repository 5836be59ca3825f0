"""A My Number on its way: page, draft, check, sending, API; and its end."""

import re

from django.test import Client
from django.utils import timezone

import pytest
from bs4 import BeautifulSoup

from audit.models import Entry
from eforms.applications.my_numbers import MyNumber, tails
from eforms.building.versions import schema_of
from eforms.filling import drafts, saving
from eforms.filling.closing import delete_drafts
from eforms.filling.guests import Applicant
from eforms.models import Application, Draft
from tests.eforms.filling.conftest import marks, q, uid, url
from tests.eforms.filling.numbers import CHILD, LEGAL, MINE, SPOUSE, allowance_form


pytestmark = pytest.mark.django_db


@pytest.fixture
def form(make_form):
    return make_form(allowance_form(), code="allowance", **LEGAL)


def text(response) -> str:
    return response.content.decode()


def send_page(client, draft, number, **inputs):
    page = client.get(url(draft, f"{number}/"))
    return client.post(url(draft, f"{number}/"), {"action": "next", **marks(page), **inputs})


def first_page(client, draft, number=MINE, **more):
    return send_page(
        client, draft, 1, **{q("claimant_name"): "一関 太郎", q("mine"): number} | more
    )


def stored(draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def kid(row: str, code: str) -> str:
    return f"g-{uid('kids')}-{row}-{uid(code)}"


def one(draft) -> MyNumber:
    return draft.my_numbers.get()


def lines() -> list[tuple[str, str, str]]:
    found = Entry.objects.filter(action__startswith="my_number.").order_by("at")
    return [(entry.action, entry.result, entry.data.get("why", "")) for entry in found]


def test_an_accepted_number_lies_in_its_own_store_and_the_answer_names_it(client, draft):
    assert first_page(client, draft).status_code == 302
    number = one(draft)
    assert stored(draft).answers[uid("mine")] == {"id": str(number.pk)}
    assert number.number() == MINE
    assert number.tail() == "9018"
    assert lines() == [("my_number.registered", "ok", "")]


def test_the_page_shows_the_owner_the_last_digits_only(client, draft):
    first_page(client, draft)
    page = text(client.get(url(draft, "1/")))
    assert "登録済み（********9018）" in page
    assert MINE not in page
    assert text(Client().get(url(draft, "1/"), follow=True)).count("9018") == 0


def test_going_on_without_typing_keeps_it_and_typing_replaces_it(client, draft):
    first_page(client, draft)
    before = one(draft)
    kept = {q("mine"): "", q("mine", "kept"): str(before.pk)}
    first_page(client, draft, **kept)
    assert one(draft).pk == before.pk
    first_page(client, draft, **kept | {q("mine"): SPOUSE})
    assert one(draft).pk != before.pk
    assert one(draft).number() == SPOUSE
    assert lines()[1:] == [
        ("my_number.destroyed", "ok", "answer_changed"),
        ("my_number.registered", "ok", ""),
    ]


@pytest.mark.parametrize("wrong", ["123456789019", "1234"])
def test_a_wrong_number_is_neither_shown_again_nor_kept(client, draft, wrong):
    response = first_page(client, draft, wrong)
    assert response.status_code == 422
    assert wrong not in text(response)
    assert "もう一度入力してください" in text(response)
    assert wrong not in str(stored(draft).unchecked)
    assert not draft.my_numbers.exists()


def test_a_right_number_on_a_refused_page_has_to_be_typed_again_and_the_page_says_why(
    client, draft
):
    response = first_page(client, draft, **{q("claimant_name"): ""})
    page = text(response)
    assert response.status_code == 422
    assert MINE not in page
    assert "2件の確認事項" in page
    assert "安全のため、入力した番号は画面に残していません" in page
    assert MINE not in str(stored(draft).unchecked)
    assert not draft.my_numbers.exists()
    assert "安全のため残していません" in text(client.get(url(draft, "1/")))


def refused_after_typing(client, draft, **more):
    """One number is registered; another is typed while the name is missing. Returns the page."""
    first_page(client, draft)
    kept = {q("mine", "kept"): str(one(draft).pk)}
    page = first_page(client, draft, SPOUSE, **kept | {q("claimant_name"): ""} | more)
    assert page.status_code == 422
    return page


def inputs(page) -> dict[str, str]:
    """Return the hidden inputs of a page, as its form would send them."""
    found = BeautifulSoup(page.content, "html.parser").select("form.section input[type=hidden]")
    return {box["name"]: box.get("value", "") for box in found}


def test_the_old_number_is_not_sent_for_one_that_was_typed_last(client, draft):
    page = refused_after_typing(client, draft)
    before = one(draft)
    sent = inputs(page)
    assert (sent[q("mine", "kept")], sent[q("mine", "again")]) == (str(before.pk), "1")
    for made in (page, client.get(url(draft, "1/"))):
        again = client.post(
            url(draft, "1/"), inputs(made) | {"action": "next", q("claimant_name"): "一関 太郎"}
        )
        assert again.status_code == 422
        assert "マイナンバーを、もう一度入力してください" in text(again)
        assert "変更しないときは、「登録済みの番号のままにする」を選んでください" in text(again)
        assert one(draft).pk == before.pk
    data = inputs(again) | {"action": "next", q("claimant_name"): "一関 太郎"}
    assert client.post(url(draft, "1/"), data | {q("mine"): SPOUSE}).status_code == 302
    assert one(draft).number() == SPOUSE
    assert "again" not in text(client.get(url(draft, "1/"))).split("<form")[1]


def test_the_registered_number_stays_for_who_says_so(client, draft):
    page = refused_after_typing(client, draft)
    data = inputs(page) | {"action": "next", q("mine", "stay"): "1"}
    still = client.post(url(draft, "1/"), data | {q("claimant_name"): ""})
    tick = BeautifulSoup(still.content, "html.parser").find(id=q("mine", "stay"))
    assert tick.has_attr("checked")
    data = inputs(still) | {"action": "next", q("mine", "stay"): "1"}
    assert client.post(url(draft, "1/"), data | {q("claimant_name"): "花"}).status_code == 302
    assert one(draft).number() == MINE


def test_one_typed_for_a_question_that_may_stay_empty_is_not_lost_in_silence(client, draft):
    first_page(client, draft)
    page = second_page(client, draft, **{kid("r1", "kid_name"): ""})
    again = {q("married"): "yes-please", f"rows-{uid('kids')}": []} | inputs(page)
    again = {name: value for name, value in again.items() if kid("r1", "") not in name}
    again |= {"action": "next", "script": "1", f"rows-{uid('kids')}": []}
    refused = client.post(url(draft, "2/"), again)
    assert refused.status_code == 422
    assert "マイナンバーを入力しない" in text(refused)
    assert client.post(url(draft, "2/"), again | {q("spouse", "stay"): "1"}).status_code == 302
    assert numbers(draft) == {MINE}


def test_a_draft_kept_for_later_holds_no_number_of_a_page_with_errors(client, draft):
    page = client.get(url(draft, "1/"))
    data = {"action": "save", **marks(page), q("mine"): MINE}
    response = client.post(url(draft, "1/"), data, follow=True)
    assert "マイナンバーは保存していません" in text(response)
    assert MINE not in str(stored(draft).unchecked)
    assert not draft.my_numbers.exists()


@pytest.mark.parametrize(
    "said", [MINE, "1234-5678-9018", "12345678-9018", f"{MINE}{'0' * 20}", f"{MINE}|x", ""]
)
def test_what_tells_of_a_registered_number_is_no_place_for_a_number(client, draft, said):
    state = {q("mine", part): said for part in ("kept", "remove", "again", "stay")}
    client.post(url(draft, "1/autosave/"), {q("claimant_name"): "一関", **state})
    assert MINE not in str(stored(draft).unchecked).replace("-", "")
    page = first_page(client, draft, "", **state)
    assert page.status_code == 422
    assert MINE not in str(stored(draft).unchecked).replace("-", "")
    assert MINE not in text(page).replace("-", "")


def test_autosave_keeps_the_name_of_a_registered_number(client, draft):
    first_page(client, draft)
    own = str(one(draft).pk)
    data = marks(client.get(url(draft, "1/")))
    data |= {q("mine", "kept"): own, q("mine", "remove"): "on"}
    client.post(url(draft, "1/autosave/"), data)
    kept = stored(draft).unchecked[uid("claimant")]
    assert kept == {q("mine", "kept"): [own], q("mine", "remove"): ["1"]}


@pytest.mark.parametrize("version", ["", "?v=1"])
def test_autosave_drops_it_even_when_a_client_sends_it(client, draft, version):
    data = {q("mine"): MINE, q("claimant_name"): "一関 太郎", q("mine", "x"): MINE}
    saved = client.post(url(draft, f"1/autosave/{version}"), data)
    assert saved.status_code == 200
    kept = stored(draft).unchecked[uid("claimant")]
    assert kept == {q("claimant_name"): ["一関 太郎"], q("mine", "again"): ["1"]}
    row = {f"rows-{uid('kids')}": ["r1"], kid("r1", "kid_number"): CHILD}
    client.post(url(draft, "2/autosave/"), row)
    assert CHILD not in str(stored(draft).unchecked)
    assert not draft.my_numbers.exists()


def test_a_page_of_an_older_version_leaves_no_number_behind(client, draft, form):
    from eforms.engine.schema import digest
    from eforms.models import FormVersion

    newer = allowance_form()
    newer["sections"][0]["items"][0]["label"] = "お名前（漢字）"
    newer["sections"][0]["items"][1]["required"] = False
    newer["sections"][0]["items"][0]["options"] = {"max_length": 9}
    FormVersion.objects.create(page=form, number=2, schema=newer, sha256=digest(newer))
    data = {q("mine"): MINE, q("claimant_name"): "一関 太郎"}
    client.post(url(draft, "1/autosave/?v=1"), data)
    client.post(url(draft, "1/?v=1"), data | {"action": "next"})
    after = stored(draft)
    assert MINE not in str(after.unchecked) + str(after.orphans) + str(after.answers)


def test_adding_a_row_without_a_script_says_that_numbers_are_typed_again(client, draft):
    first_page(client, draft)
    group = uid("kids")
    typed = {f"rows-{group}": "r1", kid("r1", "kid_name"): "花", kid("r1", "kid_number"): CHILD}
    page = client.post(url(draft, "2/"), typed | {"add_row": group}, follow=True)
    assert "安全のため残していません" in text(page)
    assert CHILD not in text(page)
    assert CHILD not in str(stored(draft).unchecked)


def second_page(client, draft, **more):
    group = uid("kids")
    typed = {
        q("married"): "yes-please",
        q("spouse"): SPOUSE,
        f"rows-{group}": ["r1"],
        kid("r1", "kid_name"): "花",
        kid("r1", "kid_number"): CHILD,
    }
    return send_page(client, draft, 2, **typed | more)


def numbers(owner) -> set[str]:
    return {number.number() for number in owner.my_numbers.all()}


def test_rows_and_hidden_questions_take_their_numbers_along(client, draft):
    first_page(client, draft)
    assert second_page(client, draft).status_code == 302
    assert numbers(draft) == {MINE, SPOUSE, CHILD}
    assert draft.my_numbers.get(row_id="r1").number() == CHILD
    # the row goes, and the spouse's question is hidden
    second_page(client, draft, **{f"rows-{uid('kids')}": [], q("married"): "no-thanks"})
    assert numbers(draft) == {MINE}


def test_a_number_of_another_row_or_question_is_not_taken_over(client, draft):
    first_page(client, draft)
    other = str(one(draft).pk)
    script = {"script": "1"}
    response = second_page(client, draft, **script | {q("spouse"): "", q("spouse", "kept"): other})
    assert response.status_code == 422
    row = {kid("r1", "kid_number"): "", f"{kid('r1', 'kid_number')}-kept": other}
    assert second_page(client, draft, **script | row).status_code == 422


def test_sending_hands_the_numbers_over(client, draft):
    first_page(client, draft)
    second_page(client, draft)
    check = client.get(url(draft, "check/"))
    page = text(check)
    assert {"********9018", "********1093", "********9013"} <= set(re.findall(r"\*+\d{4}", page))
    assert not any(number in page for number in (MINE, SPOUSE, CHILD))
    revision = page.split('name="revision" value="')[1].split('"')[0]
    sent = client.post(url(draft, "check/"), {"revision": revision}, follow=True)
    application = Application.objects.get()
    assert numbers(application) == {MINE, SPOUSE, CHILD}
    assert not draft.my_numbers.exists()
    assert tails(application)[application.answers[uid("mine")]["id"]] == "9018"
    assert not any(number in text(sent) for number in (MINE, SPOUSE, CHILD))
    own = text(client.get(f"/applications/{application.pk}/"))
    assert "登録済み" in own
    assert "9018" not in own


def test_what_was_hidden_before_sending_is_destroyed(client, draft):
    first_page(client, draft)
    second_page(client, draft)
    answers = stored(draft).answers
    spouse = answers[uid("spouse")]["id"]
    # as if another version had hidden the question without its page being saved again
    changed = stored(draft)
    changed.answers = answers | {uid("married"): "no-thanks"}
    changed.save()
    page = text(client.get(url(draft, "check/")))
    revision = page.split('name="revision" value="')[1].split('"')[0]
    client.post(url(draft, "check/"), {"revision": revision})
    assert numbers(Application.objects.get()) == {MINE, CHILD}
    assert not MyNumber.objects.filter(pk=spouse).exists()
    assert ("my_number.destroyed", "ok", "not_sent") in lines()


def test_a_lost_number_keeps_the_form_from_being_sent(client, draft):
    first_page(client, draft)
    send_page(client, draft, 2)
    page = text(client.get(url(draft, "check/")))
    revision = page.split('name="revision" value="')[1].split('"')[0]
    MyNumber.objects.all().delete()
    response = client.post(url(draft, "check/"), {"revision": revision})
    assert response.status_code == 422
    assert "もう一度入力してください" in text(response)
    assert not Application.objects.exists()


def test_a_procedure_that_is_not_marked_takes_none(client, draft, form):
    form.my_number_task = False
    form.save(clean=False)
    response = first_page(client, draft)
    assert response.status_code == 422
    assert "お預かりできません" in text(response)
    assert not MyNumber.objects.exists()


def test_the_programs_way(client, draft, guest, form):
    schema, now = schema_of(draft.version), timezone.now()
    values = {"claimant_name": "一関 太郎", "mine": "1234-5678-9018"}
    assert saving.save_values(draft, schema, schema.sections[0], values, now=now).outcome == "saved"
    assert numbers(draft) == {MINE}
    again = values | {"mine": {"registered": True}}
    assert saving.save_values(draft, schema, schema.sections[0], again, now=now).outcome == "saved"
    assert numbers(draft) == {MINE}
    refused = saving.save_values(
        draft, schema, schema.sections[0], values | {"mine": "123456789019"}, now=now
    )
    assert refused.outcome == "refused"
    assert "123456789019" not in str(refused)


def test_closing_the_account_destroys_the_numbers_of_its_drafts(form, citizen):
    applicant = Applicant(citizen.email, citizen.email_index, citizen)
    draft = drafts.begin(form.versions.get(), applicant, "individual", now=timezone.now())
    schema = schema_of(draft.version)
    values = {"claimant_name": "花", "mine": MINE}
    saving.save_values(draft, schema, schema.sections[0], values, now=timezone.now())
    delete_drafts(citizen)
    assert not MyNumber.objects.exists()
    assert lines()[-1] == ("my_number.destroyed", "ok", "account_closed")


def test_the_pages_script_learns_nothing_of_it(client, draft):
    first_page(client, draft)
    page = text(client.get(url(draft, "2/")))
    rules = page.split('id="form-rules"')[1].split("</script>")[0]
    assert str(one(draft).pk) not in rules

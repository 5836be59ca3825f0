"""/applications/: one's own, in plain words, and nobody else's."""

import re
import uuid
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.citizens import email_index
from accounts.models import Citizen
from accounts.sessions import sign_in
from eforms.applications.actors import ApplicantActor, StaffActor
from eforms.applications.states import State
from eforms.applications.transitions import perform
from eforms.applications.wording import WORDS
from eforms.engine.journey import ROW
from eforms.filling.guests import SESSION_KEY
from eforms.filling.models import EmailCode
from outbox.models import Effect
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db
TEXTS = {"reason": "書類が足りません。", "next_step": "戸籍の写しを添えてください。"}


def citizen(email="taro@example.jp") -> Citizen:
    return Citizen.objects.create_citizen(email, None, confirmed_at=timezone.now())


def as_citizen(person: Citizen) -> Client:
    response = HttpResponse()
    sign_in(HttpRequest(), response, person)
    client = Client()
    client.cookies.update(response.cookies)
    return client


def as_guest(email="taro@example.jp") -> Client:
    now = timezone.now()
    code = EmailCode.objects.create(
        email=email,
        email_index=email_index(email),
        code_hash="x",
        browser_hash="x",
        expires_at=now + timedelta(minutes=15),
        used_at=now,
    )
    client = Client()
    session = client.session
    session[SESSION_KEY] = str(code.pk)
    session.save()
    return client


def page(application, name="application", **more) -> str:
    return reverse(name, kwargs={"application_id": application.pk} | more)


def reviewer(application) -> StaffActor:
    return StaffActor(b.staff((application.organisation, "reviewer")))


def applicant_actor(application) -> ApplicantActor:
    return ApplicantActor(application.citizen, application.email_index)


def with_file(email="taro@example.jp"):
    draft = b.draft(b.form(), email=email)
    kept = b.attachment(draft)
    draft.answers = b.answers(**{b.PAPER: [b.file_value(kept)]})
    draft.save()
    return b.submit(draft), kept


def test_a_stranger_is_asked_who_they_are_and_led_back(client):
    application = b.application()
    response = client.get(page(application))
    assert response.status_code == 302
    body = client.get(response["Location"]).content.decode()
    target = f"?next=%2Fapplications%2F{application.pk}%2F"
    assert f"{reverse('account:sign-in')}{target}" in body
    assert f"{reverse('guest:email')}{target}" in body
    assert application.receipt_number not in body


def test_the_way_back_stays_on_this_site(client):
    body = client.get("/applications/?next=https://evil.example/").content.decode()
    # The switch of languages carries the address in an input and judges it itself.
    addresses = re.findall(r'(?:href|action)="([^"]*)"', body)
    assert addresses and not any("evil" in one for one in addresses)


def test_a_guest_sees_drafts_and_applications_of_the_address():
    version = b.form()
    draft = b.draft(version)
    application = b.application(version)
    foreign = b.application(version, email="hana@example.jp")
    of_account = b.application(version, citizen=citizen())
    body = as_guest().get("/applications/").content.decode()
    assert application.receipt_number in body
    assert "受付済" in body and "担当課の審査をお待ちください" in body
    assert (
        reverse("filling:resume", kwargs={"code": version.page.code, "draft_id": draft.pk}) in body
    )
    assert foreign.receipt_number not in body
    assert of_account.receipt_number not in body


def test_a_citizen_sees_what_was_sent_from_the_account():
    person = citizen()
    version = b.form()
    own = b.application(version, citizen=person)
    as_a_guest = b.application(version)
    body = as_citizen(person).get("/applications/").content.decode()
    assert own.receipt_number in body
    assert as_a_guest.receipt_number not in body


def test_expired_and_sent_drafts_are_not_offered():
    version = b.form()
    old = b.draft(version)
    old.expires_at = timezone.now() - timedelta(seconds=1)
    old.save()
    b.application(version)
    assert list(as_guest().get("/applications/").context["drafts"]) == []


def test_the_page_of_an_application():
    application, kept = with_file()
    body = as_guest().get(page(application)).content.decode()
    for part in (
        application.receipt_number,
        "住民票の写しの交付申請",
        "申請を受け付けました",
        "担当課が内容を審査します",
        "3〜5営業日",
        "一関 太郎",
        "年金の手続",
        "戸籍.pdf",
        page(application, "application-file", file_id=kept.pk),
        page(application, "application-withdraw"),
        "0191-21-2111",
    ):
        assert part in body, part


def test_every_state_has_its_words():
    application = b.application()
    who = reviewer(application)
    client = as_guest()
    for name, words in (
        ("start_review", "担当課が内容を審査しています"),
        ("finish_review", "審査が終わりました"),
        ("complete", "対応が完了しました"),
    ):
        perform(application.pk, name, actor=who)
        response = client.get(page(application))
        assert words in response.content.decode()
    steps = [step.text for step in response.context["steps"]]
    assert steps == [
        "対応が完了しました",
        "審査が終わりました",
        "担当課が審査を始めました",
        "申請を受け付けました",
    ]
    assert set(WORDS) == set(State)


def test_it_is_told_who_has_to_act_now():
    application = b.application()
    client = as_guest()
    for address in ("/applications/", page(application)):
        assert "いま対応している方：市役所" in client.get(address).content.decode()
    perform(application.pk, "withdraw", actor=applicant_actor(application))
    for address in ("/applications/", page(application)):
        assert "いま対応している方" not in client.get(address).content.decode()


def test_the_history_says_who_did_what():
    application = b.application()
    perform(application.pk, "start_review", actor=reviewer(application))
    steps = as_guest().get(page(application)).context["steps"]
    assert [(step.who, str(step.text)) for step in steps] == [
        ("市民課", "担当課が審査を始めました"),
        ("申請した方", "申請を受け付けました"),
    ]


def test_the_list_can_be_narrowed_and_keeps_it_on_the_next_page():
    one, other = b.form(), b.form()
    open_one, gone = b.application(one), b.application(other)
    perform(gone.pk, "withdraw", actor=applicant_actor(gone))
    client = as_guest()

    def listed(query):
        return {
            item.pk for item, *_ in client.get(f"/applications/?{query}").context["applications"]
        }

    assert listed("") == {open_one.pk, gone.pk}
    assert listed("show=active") == {open_one.pk}
    assert listed("show=ended") == {gone.pk}
    assert listed(f"form={other.page_id}") == {gone.pk}
    assert listed("show=nonsense&form=x") == {open_one.pk, gone.pk}
    body = client.get(f"/applications/?show=active&form={other.page_id}").content.decode()
    assert "この条件に合う申請はありません" in body
    for _ in range(21):
        b.application(one)
    body = client.get(f"/applications/?form={one.page_id}").content.decode()
    assert f"?form={one.page_id}&amp;page=2" in body


def test_the_answers_of_a_row_stand_under_its_heading():
    draft = b.draft(b.form())
    members = [{ROW: f"{n:012}", b.ROW_TEXT: f"続柄{n}"} for n in (1, 2)]
    draft.answers = b.answers(**{b.ROWS: members})
    draft.save()
    body = as_guest().get(page(b.submit(draft))).content.decode()
    assert body.count("<h4>必要な方 1</h4>") == body.count("<h4>必要な方 2</h4>") == 1
    assert body.index("<h4>必要な方 1</h4>") < body.index("続柄1") < body.index("必要な方 2</h4>")


def test_a_refusal_says_why_and_what_next_but_not_who():
    application = b.application()
    staff = b.staff((application.organisation, "reviewer"), last_name="佐々木", first_name="恵")
    perform(application.pk, "not_accept", actor=StaffActor(staff), **TEXTS)
    body = as_guest().get(page(application)).content.decode()
    assert TEXTS["reason"] in body and TEXTS["next_step"] in body
    assert "佐々木" not in body and staff.email not in body


@pytest.mark.parametrize("name", ["application", "application-withdraw", "application-file"])
def test_what_is_somebody_elses_does_not_exist(name):
    application, kept = with_file()
    more = {"file_id": kept.pk} if name == "application-file" else {}
    address = page(application, name, **more)
    same_address = as_citizen(citizen())  # an account does not open a guest's application
    for client in (as_guest("hana@example.jp"), same_address):
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 404
            assert "一関 太郎" not in response.content.decode()
    application.refresh_from_db()
    assert application.state == "received"


def test_an_application_that_was_never_there():
    assert as_guest().get(f"/applications/{uuid.uuid4()}/").status_code == 404


def test_a_file_is_sent_as_a_download_and_only_ones_own():
    application, kept = with_file()
    other, foreign = with_file()
    client = as_guest()
    response = client.get(page(application, "application-file", file_id=kept.pk))
    assert response.getvalue() == b"%PDF-1.4 secret"
    assert response["Content-Disposition"].startswith("attachment;")
    wrong = page(application, "application-file", file_id=foreign.pk)
    assert client.get(wrong).status_code == 404


def test_withdrawing_asks_first_and_happens_once():
    application = b.application()
    client = as_guest()
    address = page(application, "application-withdraw")
    asked = client.get(address).content.decode()
    assert "この申請を取り下げますか" in asked and "csrfmiddlewaretoken" in asked
    application.refresh_from_db()
    assert application.state == "received"
    for _ in range(2):  # pressed twice
        response = client.post(address)
        assert (response.status_code, response["Location"]) == (302, page(application))
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert application.events.filter(to_state="withdrawn").count() == 1
    assert Effect.objects.filter(key=f"notice:{application.pk}:withdrawn").count() == 1
    body = client.get(page(application)).content.decode()
    assert "申請は取り下げられました" in body
    assert address not in body
    assert client.get(address)["Location"] == page(application)


def test_after_the_review_it_is_too_late_to_withdraw():
    application = b.application()
    who = reviewer(application)
    client = as_guest()
    address = page(application, "application-withdraw")
    client.get(address)
    perform(application.pk, "start_review", actor=who)
    perform(application.pk, "finish_review", actor=who)
    response = client.post(address)
    assert response.status_code == 409
    body = response.content.decode()
    assert "担当課で「審査完了」になりました" in body
    application.refresh_from_db()
    assert application.state == "reviewed"


def test_personal_pages_are_kept_by_no_cache():
    application = b.application()
    client = as_guest()
    for address in ("/applications/", page(application), page(application, "application-withdraw")):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_queries_stay_few(django_assert_max_num_queries):
    version = b.form()
    for _ in range(25):
        b.application(version)
    application = b.application(version)
    client = as_guest()
    client.get("/applications/")
    with django_assert_max_num_queries(8):
        client.get("/applications/")
    # What the office has written and asked for is one query more than the state and the answers.
    with django_assert_max_num_queries(9):
        client.get(page(application))

"""受付番号で確認する: number and address lead to one application, and tell nobody anything."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from accounts import registration
from eforms.applications.receipts import check_letter
from eforms.models import Application, Draft, EmailCode
from outbox.models import Effect, Mail
from tests.eforms.filling.conftest import code_of_last_mail, filled, prove, url


PAGE = "/guest/number/"


@pytest.fixture
def sent(draft, client) -> Application:
    """What a guest has sent; the browser that looks for it is another one."""
    client.post(url(filled(draft), "check/"), {"revision": Draft.objects.get().revision})
    Mail.objects.all().delete()
    client.cookies.clear()
    return Application.objects.get()


def ask(client, number, email="taro@example.jp"):
    return client.post(PAGE, {"number": number, "email": email})


def seen(client, answer, *words) -> tuple:
    page = client.get(answer["Location"])
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", page.content.decode())
    for word in (answer["Location"], *words):
        text = text.replace(word, "")
    path = re.sub(r"[0-9a-f-]{36}", "", answer["Location"])
    return answer.status_code, path, sorted(answer.cookies), page.status_code, text


def test_the_entrance_leads_there(form, client):
    assert PAGE in client.get("/applications/").content.decode()
    assert client.get(PAGE).status_code == 200


def test_number_and_code_open_the_application(sent, client):
    typed = sent.receipt_number.lower().replace("-", " ")
    where = ask(client, typed, "Taro@Example.jp")["Location"]
    done = client.post(where, {"code": code_of_last_mail()})
    assert done["Location"] == f"/applications/{sent.pk}/"
    assert client.get(done["Location"]).status_code == 200


def test_answers_are_alike_and_a_mail_goes_only_when_both_fit(sent, client):
    unknown = "R08-1124-999999" + _letter("081124999999")
    looks, mails = [], []
    for number, email in (
        (sent.receipt_number, "taro@example.jp"),
        (sent.receipt_number, "jiro@example.jp"),
        (unknown, "taro@example.jp"),
        (unknown, "jiro@example.jp"),
    ):
        client.cookies.clear()
        Mail.objects.all().delete()
        Effect.objects.all().delete()
        answer = ask(client, number, email)
        looks.append(seen(client, answer, number, email))
        mails.append((Mail.objects.count(), Effect.objects.count()))
    assert looks[0] == looks[1] == looks[2] == looks[3]
    assert mails == [(1, 1), (0, 0), (0, 0), (0, 0)]


def _letter(digits: str) -> str:
    return check_letter(digits)


def test_fitting_or_not_costs_the_same_queries(sent, client):
    ask(client, sent.receipt_number, "warm@example.jp")
    counts = []
    for email in ("taro@example.jp", "jiro@example.jp"):
        client.cookies.clear()
        with CaptureQueriesContext(connection) as captured:
            ask(client, sent.receipt_number, email)
        counts.append(len(captured))
    assert abs(counts[0] - counts[1]) <= 1


def test_a_code_that_was_never_mailed_is_never_right(sent, client):
    where = ask(client, sent.receipt_number, "jiro@example.jp")["Location"]
    answer = client.post(where, {"code": "12345678"})
    assert "確認コードが違います" in answer.content.decode()
    assert EmailCode.objects.get(receipt_number=sent.receipt_number).code_hash == "-"


def test_sending_again_mails_no_stranger(sent, client):
    where = ask(client, sent.receipt_number, "jiro@example.jp")["Location"]
    again = client.post(where, {"action": "resend"})
    assert again.status_code == 302 and not Mail.objects.exists()
    where = ask(client, sent.receipt_number)["Location"]
    again = client.post(where, {"action": "resend"})
    done = client.post(again["Location"], {"code": code_of_last_mail()})
    assert done["Location"] == f"/applications/{sent.pk}/"


def test_the_address_can_be_changed_on_the_code_page(sent, client):
    page = client.get(ask(client, sent.receipt_number, "tarou@example.jp")["Location"])
    text = page.content.decode()
    assert f'action="{PAGE}"' in text
    assert f'type="hidden" name="number" value="{sent.receipt_number}"' in text


def test_what_an_account_sent_is_told_by_mail_to_sign_in(sent, citizen, client):
    sent.citizen, sent.email, sent.email_index = citizen, citizen.email, citizen.email_index
    sent.save()
    client.cookies.clear()
    where = ask(client, sent.receipt_number, citizen.email)["Location"]
    mail = Mail.objects.get()
    assert "サインインして" in mail.body and "/account/sign-in/" in mail.body
    assert not re.search(r"\d{4} \d{4}", mail.body)
    assert client.post(where, {"code": "00000000"}).status_code == 422
    # The account is closed: what it sent is followed like a guest's.
    registration.close(citizen)
    where = ask(client, sent.receipt_number, "hanako@example.jp")["Location"]
    done = client.post(where, {"code": code_of_last_mail()})
    assert done["Location"] == f"/applications/{sent.pk}/"


@pytest.mark.parametrize(
    ("number", "words"),
    [("", "受付番号を入力してください。"), ("R08-1124-000001Z", "書かれたとおりに")],
)
def test_what_is_no_number_is_told_how_to_write(form, client, number, words):
    answer = ask(client, number, "")
    text = answer.content.decode()
    assert answer.status_code == 422 and text.count(words) == 2
    assert "メールアドレスを入力してください。" in text
    assert not EmailCode.objects.exists()


def test_asking_too_often_is_told_kindly(sent, client):
    for _ in range(4):
        ask(client, sent.receipt_number)
    answer = ask(client, sent.receipt_number)
    assert answer.status_code == 429 and "お待ちください" in answer.content.decode()


def test_guests_of_one_address_see_nothing_of_another(sent, client):
    prove(client, "jiro@example.jp")
    assert client.get(f"/applications/{sent.pk}/").status_code == 404

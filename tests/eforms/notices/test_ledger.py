from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import pytest

from audit.models import Entry
from eforms.applications.models import Application
from outbox import delivery
from outbox.mail import queue_mail
from outbox.models import Effect, Mail
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db
LEDGER = "/admin/mails/"


def sent(place) -> tuple[Application, Mail]:
    application = b.application(b.form(place))
    delivery.deliver_all()
    return application, Mail.objects.get(subject_id=application.pk)


def account_mail() -> Mail:
    with transaction.atomic():
        return queue_mail(
            key="code:1", event="code", to="hana@example.jp", subject="確認コード", body="123456"
        )


def test_the_list_tells_occasion_number_and_state(client, sign_in, here):
    application, _ = sent(here)
    sign_in((here, "viewer"))
    body = client.get(LEDGER).content.decode()
    for part in ("申請を受け付けたとき", application.receipt_number, "送信済み"):
        assert part in body
    assert "taro@example.jp" not in body


def test_mails_about_nothing_of_mine_are_not_mine(client, sign_in, here, there):
    _, foreign = sent(there)
    account = account_mail()
    application, own = sent(here)
    sign_in((here, "reviewer"))
    listed = [mail.pk for mail in client.get(LEDGER).context["object_list"]]
    assert listed == [own.pk]
    assert application.receipt_number in client.get(f"{LEDGER}inspect/{own.pk}/").content.decode()
    for mail in (foreign, account):
        response = client.get(f"{LEDGER}inspect/{mail.pk}/")
        assert response.status_code == 404
        assert mail.to not in response.content.decode()


def test_administrators_see_all_of_them(client, sign_in, there):
    _, foreign = sent(there)
    account = account_mail()
    sign_in(is_superuser=True)
    listed = {mail.pk for mail in client.get(LEDGER).context["object_list"]}
    assert listed == {foreign.pk, account.pk}
    assert "123456" in client.get(f"{LEDGER}inspect/{account.pk}/").content.decode()


def test_a_failed_mail_is_sent_again_by_a_reviewer(client, sign_in, here, monkeypatch, mailoutbox):
    with monkeypatch.context() as broken:
        broken.setattr("outbox.delivery.MAX_ATTEMPTS", 1)
        broken.setattr(EmailBackend, "send_messages", lambda self, messages: 1 / 0)
        _, mail = sent(here)
    assert mail.state == Mail.State.FAILED
    sign_in((here, "viewer"))
    page = f"{LEDGER}inspect/{mail.pk}/"
    assert "もう一度送信する" not in client.get(page).content.decode()
    assert client.post(f"{LEDGER}resend/{mail.pk}/").status_code == 404
    user = sign_in((here, "reviewer"))
    assert "もう一度送信する" in client.get(page).content.decode()
    assert client.get(f"{LEDGER}resend/{mail.pk}/").status_code == 405
    client.post(f"{LEDGER}resend/{mail.pk}/")
    delivery.deliver_all()
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
    assert len(mailoutbox) == 1
    assert Entry.objects.get(action="mail.resend").actor_id == str(user.pk)
    # Sent is sent: there is no second time.
    assert client.post(f"{LEDGER}resend/{mail.pk}/").status_code == 404
    assert Effect.objects.filter(kind="mail").count() == 1


def test_search_filters_and_no_export(client, sign_in, here):
    application, _ = sent(here)
    sent(here)
    sign_in((here, "reviewer"))

    def count(**query):
        return len(client.get(LEDGER, query).context["object_list"])

    assert count() == 2
    assert count(q=application.receipt_number.lower()) == 1
    assert count(q="ありません") == 0
    assert (count(state="sent"), count(state="failed")) == (2, 0)
    assert (count(event="submitted"), count(event="completed")) == (2, 0)
    for kind in ("csv", "xlsx"):
        assert client.get(LEDGER, {"export": kind})["Content-Type"].startswith("text/html")


def test_the_number_of_queries_does_not_grow(client, sign_in, here):
    sign_in((here, "reviewer"))
    sent(here)
    client.get(LEDGER)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(LEDGER)
        return len(captured)

    few = queries()
    for _ in range(10):
        sent(here)
    assert queries() == few <= 18


@pytest.mark.parametrize("action", ["inspect", "resend"])
def test_an_address_without_a_mails_id_is_not_found(client, sign_in, action):
    sign_in(is_superuser=True)
    assert client.post(f"{LEDGER}{action}/3/").status_code == 404
    assert client.get(f"{LEDGER}inspect/3/").status_code == 404

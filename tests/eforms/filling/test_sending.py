"""From the check to the receipt: what is shown is what is sent, once, inside the window."""

import threading
from datetime import timedelta

from django.db import connection
from django.utils import timezone

import pytest

from eforms.filling import sending, writing
from eforms.models import Application, Attachment, Draft, FormPage
from tests.eforms.filling.conftest import filled, marks, q, uid, url


def stored(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def check_page(client, draft):
    return client.get(url(draft, "check/"))


def press(client, draft, page=None):
    page = page or check_page(client, draft)
    revision = page.content.decode().split('name="revision" value="')[1].split('"')[0]
    return client.post(url(draft, "check/"), {"revision": revision})


def test_the_check_shows_every_answer_and_says_that_nothing_was_sent(draft, client):
    filled(draft)
    page = check_page(client, draft)
    text = page.content.decode()
    assert page.status_code == 200
    assert "<h1>申請内容を確認してください</h1>" in text
    assert "まだ申請は送信されていません" in text
    assert "一関 太郎" in text and "希望しない" in text
    assert text.count("回答なし") == 3  # the address, the remarks, the papers
    assert "1通 300円" in text and "taro@example.jp" in text
    assert "この内容で申請する" in text
    assert not Application.objects.exists()


def test_each_answer_has_a_link_that_names_its_question(draft, client):
    filled(draft)
    text = check_page(client, draft).content.decode()
    link = f'<a href="{url(draft, "1/")}?from=check#{q("full_name")}">変更'
    assert link in text
    assert '<span class="visually-hidden">（お名前）</span>' in text
    assert "お子さんのお名前" not in text  # not on the way taken


def test_an_unsaved_page_is_pointed_out(draft, client):
    filled(draft)
    writing.keep_unchecked(
        draft, uid("who"), {q("full_name"): ["一関 は"]}, None, now=timezone.now()
    )
    text = check_page(client, draft).content.decode()
    assert "保存していない入力があります" in text
    assert "一関 は" not in text


def test_sending_gives_a_number_and_every_further_press_the_same(draft, client):
    filled(draft)
    page = check_page(client, draft)
    for _ in range(3):
        answer = press(client, draft, page)
        assert (answer.status_code, answer["Location"]) == (302, url(draft, "sent/"))
    application = Application.objects.get()
    for _ in range(2):
        text = client.get(url(draft, "sent/")).content.decode()
        assert application.receipt_number in text
        assert "申請を受け付けました" in text and "これからの流れ" in text
        assert f"/applications/{application.pk}/" in text
        assert "taro@example.jp" in text
    assert application.answers[uid("full_name")] == "一関 太郎"


def test_after_sending_every_page_of_the_draft_leads_to_the_receipt(draft, client):
    filled(draft)
    page = client.get(url(draft, "1/"))
    press(client, draft)
    for end in ("", "1/", "check/"):
        assert client.get(url(draft, end))["Location"] == url(draft, "sent/")
    again = client.post(url(draft, "1/"), {"action": "next", **marks(page), q("full_name"): "x"})
    assert again["Location"] == url(draft, "sent/")
    assert Application.objects.get().answers[uid("full_name")] == "一関 太郎"


def test_the_draft_keeps_no_second_copy(draft, client):
    filled(draft)
    press(client, draft)
    assert (stored(draft).answers, stored(draft).unchecked) == ({}, None)


def test_what_another_tab_changed_is_shown_again_before_it_is_sent(draft, client):
    filled(draft)
    page = check_page(client, draft)
    filled(draft, full_name="一関 花子")
    answer = press(client, draft, page)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "別の画面で、申請内容が変更されました" in text and "一関 花子" in text
    assert "<title>エラー：" in text
    assert not Application.objects.exists()
    assert press(client, draft, answer).status_code == 302


def test_a_gap_that_opened_leads_to_its_page(draft, client):
    filled(draft)
    page = check_page(client, draft)
    draft.answers = {key: v for key, v in draft.answers.items() if key != uid("remarks")}
    draft.save()
    answer = press(client, draft, page)
    gap = client.get(answer["Location"])
    assert gap["Location"] == url(draft, "2/") + "?from=check"
    assert not Application.objects.exists()


def test_stored_answers_are_checked_again(draft, client):
    filled(draft, contact="keine Adresse")
    answer = press(client, draft)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "連絡先メールアドレス" in text
    assert f'href="{url(draft, "1/")}?from=check#{q("contact")}"' in text
    assert not Application.objects.exists()


def test_a_file_that_is_gone_is_an_error_and_no_crash(draft, client):
    ghost = {"id": "7f3c5c9e-7d1f-4b9e-9d64-1d5b7c0f2a11", "name": "a.pdf", "size": 1}
    ghost |= {"content_type": "application/pdf", "sha256": ""}
    filled(draft, proof=[ghost])
    answer = press(client, draft)
    assert answer.status_code == 422
    assert not Application.objects.exists()


def at(draft, moment):
    return sending.send(draft.pk, seen=None, now=lambda: moment)


def test_the_window_is_asked_inside_the_transaction_to_the_microsecond(draft):
    filled(draft)
    opens = timezone.now() - timedelta(hours=1)
    closes = timezone.now() + timedelta(hours=1)
    FormPage.objects.update(accepts_from=opens, accepts_until=closes)
    tick = timedelta(microseconds=1)
    for moment in (opens - tick, closes, closes + tick):
        with pytest.raises(sending.NotOpen):
            at(draft, moment)
    assert not Application.objects.exists()
    assert stored(draft).submitted_at is None
    assert at(draft, closes - tick).received_at == closes - tick


def test_the_opening_second_is_open(draft):
    filled(draft)
    opens = timezone.now()
    FormPage.objects.update(accepts_from=opens)
    assert at(draft, opens).received_at == opens


def test_the_time_is_asked_when_the_draft_is_locked(draft):
    filled(draft)
    seen = []

    def now():
        seen.append(connection.in_atomic_block)
        return timezone.now()

    sending.send(draft.pk, seen=None, now=now)
    assert seen == [True]


def test_a_form_that_closed_while_the_check_was_read(draft, client):
    filled(draft)
    page = check_page(client, draft)
    FormPage.objects.update(accepts_until=timezone.now())
    answer = press(client, draft, page)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "受付を終了しました" in text and "入力した内容は保存されています" in text
    assert stored(draft).answers[uid("full_name")] == "一関 太郎"
    assert not Application.objects.exists()


def test_the_receipt_can_be_read_when_the_form_is_closed_or_taken_down(draft, client):
    filled(draft)
    press(client, draft)
    FormPage.objects.update(accepts_until=timezone.now(), live=False)
    assert (
        Application.objects.get().receipt_number in client.get(url(draft, "sent/")).content.decode()
    )


def test_a_receipt_is_ones_own(draft, client, client_factory):
    filled(draft)
    press(client, draft)
    answer = client_factory().get(url(draft, "sent/"))
    assert answer["Location"].startswith("/f/library/begin/?next=")


def test_a_draft_that_was_not_sent_has_no_receipt(draft, client):
    filled(draft)
    assert client.get(url(draft, "sent/"))["Location"] == url(draft)


def test_files_go_with_the_application(draft, client):
    from tests.eforms.filling.test_sections import pdf, send

    filled(draft)
    send(client, url(draft, "3/"), **{q("proof"): pdf()})
    text = check_page(client, draft).content.decode()
    attachment = Attachment.objects.get()
    assert f'href="{url(draft, f"files/{attachment.pk}/")}"' in text
    press(client, draft)
    attachment.refresh_from_db()
    assert attachment.application == Application.objects.get()


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_make_one_application(draft):
    filled(draft)
    numbers, errors, gate = [], [], threading.Barrier(8)

    def send():
        gate.wait()
        try:
            numbers.append(
                sending.send(draft.pk, seen=str(draft.revision), now=timezone.now).receipt_number
            )
        except Exception as error:  # noqa: BLE001  (told by the assertion below)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(numbers) == 8 and len(set(numbers)) == 1
    assert Application.objects.count() == 1

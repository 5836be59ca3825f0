"""A page of questions: shown, refused, taken, kept half-way."""

import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from eforms.filling import drafts
from eforms.models import Attachment, Draft, FormPage
from outbox.models import Mail
from tests.eforms.filling.conftest import (
    fill,
    filled,
    marks,
    prove,
    q,
    question,
    schema_document,
    section,
    uid,
    url,
)
from tests.papers import PDF


def stored(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def send(client, address: str, page=None, **data):
    """Press "next" on a page as it was shown."""
    page = page or client.get(address)
    return client.post(address, {"action": "next", **marks(page), **data})


def pdf(name="書類.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_page_shows_its_questions_its_place_and_the_way_back(draft, client):
    page = client.get(url(draft, "1/"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "<title>申請する方（1/3）｜図書館の利用登録" in text
    assert "<h1>申請する方</h1>" in text
    assert 'class="back-link" href="/f/library/begin/"' in text
    assert q("full_name") in text
    assert "no-store" in page["Cache-Control"] and "private" in page["Cache-Control"]


def test_next_leads_on_and_stores(draft, client):
    answer = send(client, url(draft, "1/"), **{q("full_name"): "　一関 太郎 "})
    assert (answer.status_code, answer["Location"]) == (302, url(draft, "2/"))
    kept = stored(draft)
    assert kept.answers == {uid("full_name"): "一関 太郎", uid("contact"): None}
    text = client.get(url(draft, "2/")).content.decode()
    assert f'class="back-link" href="{url(draft, "1/")}"' in text


def test_what_is_wrong_is_said_and_what_was_typed_stays(draft, client):
    answer = send(client, url(draft, "1/"), **{q("full_name"): "", q("contact"): "taro@"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>エラー：申請する方" in text
    assert "入力内容に2件の確認事項があります" in text
    assert text.index("error-summary") < text.index("<h1>")
    assert 'role="alert"' in text
    assert f'href="#{q("full_name")}"' in text and f'href="#{q("contact")}"' in text
    assert 'value="taro@"' in text
    assert "back-link" in text
    kept = stored(draft)
    assert (kept.answers, kept.revision) == ({}, 0)
    assert kept.unchecked[uid("who")][q("contact")] == ["taro@"]
    assert 'value="taro@"' in client.get(url(draft, "1/")).content.decode()


def test_enter_in_a_text_box_means_next(draft, client):
    text = client.get(url(draft, "1/")).content.decode()
    first = re.search(r"<button[^>]*>", text[text.index('<form class="section"') :])[0]
    assert 'name="action" value="next"' in first


def test_no_browser_bubble(draft, client):
    text = client.get(url(draft, "1/")).content.decode()
    assert "novalidate" in text
    assert not re.search(r"\srequired[\s=>]", text)


def test_nobody_goes_beyond_the_first_gap(draft, client):
    for beyond in ("2/", "3/", "check/"):
        answer = client.get(url(draft, beyond))
        assert answer["Location"].startswith(url(draft, "1/"))
    answer = client.post(url(draft, "3/"), {"action": "next"})
    assert answer["Location"].startswith(url(draft, "1/"))


@pytest.mark.parametrize("number", ["0/", "4/", "999999/"])
def test_a_page_that_the_form_does_not_have(draft, client, number):
    assert client.get(url(draft, number)).status_code == 404
    assert client.post(url(draft, number)).status_code == 404


def test_resuming_finds_the_first_gap(draft, client):
    fill(draft, full_name="一関 太郎", contact=None)
    assert client.get(url(draft))["Location"] == url(draft, "2/")
    filled(draft)
    assert client.get(url(draft))["Location"] == url(draft, "check/")


def test_the_answer_of_a_hidden_question_is_not_stored(draft, client):
    fill(draft, full_name="一関 太郎", contact=None)
    page = client.get(url(draft, "2/"))
    answer = send(
        client,
        url(draft, "2/"),
        page,
        **{
            q("wants_children"): "no-thanks",
            f"rows-{uid('children')}": "r1",
            f"g-{uid('children')}-r1-{uid('child_name')}": "こっそり",
            "q-" + uid("no-such-question"): "よけいなもの",
            "answers": "よけいなもの",
        },
    )
    assert answer["Location"] == url(draft, "3/")
    kept = stored(draft)
    assert uid("children") not in kept.answers
    assert "こっそり" not in str(kept.answers) and "よけい" not in str(kept.answers)


def test_rows_come_and_go_without_a_script_and_nothing_typed_is_lost(draft, client):
    fill(draft, full_name="一関 太郎", contact=None)
    group, child = uid("children"), uid("child_name")
    typed = {
        q("wants_children"): "yes-please",
        f"rows-{group}": "r1",
        f"g-{group}-r1-{child}": "一郎",
        q("remarks"): "よろしく",
    }
    page = client.get(url(draft, "2/"))
    added = client.post(url(draft, "2/"), {**marks(page), **typed, "add_row": group})
    assert added.status_code == 302
    page = client.get(added["Location"].partition("#")[0])
    text = page.content.decode()
    assert "一郎" in text and "よろしく" in text
    rows = re.findall(rf'name="rows-{group}"[^>]*value="([^"]*)"', text)
    assert len(rows) == 2 and rows[0] == "r1"
    typed |= {f"rows-{group}": rows, f"g-{group}-{rows[1]}-{child}": "花"}

    asked = client.post(url(draft, "2/"), {**marks(page), **typed, "remove_row": f"{group}:r1"})
    page = client.get(asked["Location"])
    text = page.content.decode()
    assert "「お子さん 1」を削除しますか" in text and "一郎" in text
    removed = client.post(url(draft, "2/"), {"confirmed": "1", "remove_row": f"{group}:r1"})
    text = client.get(removed["Location"].partition("#")[0]).content.decode()
    assert "一郎" not in text and "花" in text and "よろしく" in text
    assert stored(draft).answers.get(group) is None  # nothing of it counts yet


def test_an_empty_row_goes_without_a_question(draft, client):
    fill(draft, full_name="一関 太郎", contact=None)
    group = uid("children")
    page = client.get(url(draft, "2/"))
    data = {q("wants_children"): "yes-please", f"rows-{group}": ["r1", "r2"]}
    gone = client.post(url(draft, "2/"), {**marks(page), **data, "remove_row": f"{group}:r2"})
    text = client.get(gone["Location"].partition("#")[0]).content.decode()
    assert "削除しますか" not in text
    assert re.findall(rf'name="rows-{group}"[^>]*value="([^"]*)"', text) == ["r1"]


def test_a_full_group_takes_no_more_rows(draft, client):
    fill(draft, full_name="一関 太郎", contact=None)
    group, child = uid("children"), uid("child_name")
    page = client.get(url(draft, "2/"))
    data = {q("wants_children"): "yes-please", f"rows-{group}": ["r1", "r2", "r3"]}
    data |= {f"g-{group}-{row}-{child}": "花" for row in ("r1", "r2", "r3")}
    client.post(url(draft, "2/"), {**marks(page), **data, "add_row": group})
    assert stored(draft).unchecked[uid("wishes")][f"rows-{group}"] == ["r1", "r2", "r3"]


def test_a_correction_comes_back_to_the_check(draft, client):
    filled(draft)
    here = url(draft, "1/") + "?from=check"
    text = client.get(here).content.decode()
    assert "保存して確認に戻る" in text
    assert f'class="back-link" href="{url(draft, "check/")}"' in text
    answer = send(client, here, **{q("full_name"): "一関 花子"})
    assert answer["Location"] == url(draft, "check/")


def test_a_correction_that_opens_questions_asks_them_first(draft, client):
    filled(draft)
    here = url(draft, "2/") + "?from=check"
    page = client.get(here)
    answer = send(client, here, page, **{q("wants_children"): "yes-please", "script": "1"})
    assert answer.status_code == 422  # the group asks for a child now
    group, child = uid("children"), uid("child_name")
    data = {f"rows-{group}": "r1", f"g-{group}-r1-{child}": "一郎"}
    answer = send(client, here, page, **{q("wants_children"): "yes-please"}, **data)
    assert answer["Location"] == url(draft, "check/")


def test_without_a_script_opened_questions_are_asked_before_they_are_called_wrong(draft, client):
    fill(draft, full_name="一関 太郎", contact=None)
    here = url(draft, "2/")
    opened = send(client, here, **{q("wants_children"): "yes-please", q("remarks"): "よろしく"})
    assert opened.status_code == 302
    page = client.get(opened["Location"])
    text = page.content.decode()
    assert "質問が増えました" in text and "error-summary" not in text
    assert "よろしく" in text and "お子さん 1" in text
    group = uid("children")
    data = {q("wants_children"): "yes-please", f"rows-{group}": "r1"}
    assert send(client, here, page, **data).status_code == 422  # seen now, and left empty


def test_what_is_wrong_beside_opened_questions_is_said_at_once(draft, client):
    fill(draft, full_name="一関 太郎", contact=None)
    data = {q("wants_children"): "yes-please", q("remarks"): "あ" * 50_000}
    assert send(client, url(draft, "2/"), **data).status_code == 422


def test_two_tabs_do_not_overwrite_each_other_unnoticed(draft, client):
    one, two = client.get(url(draft, "1/")), client.get(url(draft, "1/"))
    send(client, url(draft, "1/"), one, **{q("full_name"): "一関 太郎"})
    told = send(client, url(draft, "1/"), two, **{q("full_name"): "一関 花子"})
    text = told.content.decode()
    assert told.status_code == 409
    assert "別の画面で、このページの内容が更新されています" in text
    assert "一関 花子" in text
    assert stored(draft).answers[uid("full_name")] == "一関 太郎"
    again = send(client, url(draft, "1/"), told, **{q("full_name"): "一関 花子"})
    assert again.status_code == 302
    assert stored(draft).answers[uid("full_name")] == "一関 花子"


def test_the_same_tab_may_go_back_and_send_again(draft, client):
    one = client.get(url(draft, "1/"))
    send(client, url(draft, "1/"), one, **{q("full_name"): "一関 太郎"})
    again = send(client, url(draft, "1/"), one, **{q("full_name"): "一関 次郎"})
    assert again.status_code == 302
    assert stored(draft).answers[uid("full_name")] == "一関 次郎"


def test_two_tabs_that_say_the_same_are_no_matter(draft, client):
    one, two = client.get(url(draft, "1/")), client.get(url(draft, "1/"))
    for page in (one, two):
        answer = send(client, url(draft, "1/"), page, **{q("full_name"): "一関 太郎"})
        assert answer.status_code == 302


def test_saving_for_later_keeps_a_half_typed_page(
    draft, client, django_capture_on_commit_callbacks
):
    page = client.get(url(draft, "1/"))
    answer = client.post(url(draft, "1/"), {"action": "save", **marks(page), q("contact"): "taro@"})
    assert answer["Location"] == url(draft, "kept/")
    text = client.get(answer["Location"]).content.decode()
    until = timezone.localtime(stored(draft).expires_at)
    assert f"{until.year}年{until.month}月{until.day}日" in text
    assert 'value="taro@"' in client.get(url(draft, "1/")).content.decode()
    mail = Mail.objects.get()
    assert mail.to == "taro@example.jp"
    assert "/resume/" in mail.body and str(draft.pk) not in mail.body
    assert f"{until.month}月{until.day}日" in mail.body


def test_saving_twice_mails_once_a_day(draft, client):
    for _ in range(3):
        client.post(url(draft, "1/"), {"action": "save"})
    assert Mail.objects.count() == 1


def test_autosave_keeps_what_is_typed_and_accepts_nothing(draft, client):
    page = client.get(url(draft, "1/"))
    answer = client.post(
        url(draft, "1/autosave/"), {**marks(page), q("full_name"): "いちの", "evil": "x"}
    )
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved_at"])
    kept = stored(draft)
    assert kept.answers == {}
    assert kept.unchecked == {uid("who"): {q("full_name"): ["いちの"]}}
    assert send(client, url(draft, "1/"), page, **{q("full_name"): "一関"}).status_code == 302
    assert stored(draft).unchecked is None


def test_autosave_says_the_time_in_japan(draft, client, monkeypatch):
    from datetime import UTC, datetime

    from eforms.filling.views import keeping

    late = datetime(2026, 4, 1, 15, 5, tzinfo=UTC)
    monkeypatch.setattr(keeping.timezone, "now", lambda: late)
    Draft.objects.filter(pk=draft.pk).update(expires_at=late + timedelta(days=1))
    assert client.post(url(draft, "1/autosave/")).json()["saved_at"] == "00:05"


def test_autosave_of_an_overtaken_tab_keeps_nothing(draft, client):
    one, two = client.get(url(draft, "1/")), client.get(url(draft, "1/"))
    send(client, url(draft, "1/"), one, **{q("full_name"): "一関 太郎"})
    answer = client.post(url(draft, "1/autosave/"), {**marks(two), q("full_name"): "一関 花子"})
    assert answer.status_code == 409
    assert stored(draft).unchecked is None


def test_autosave_tells_a_stranger_by_its_status(draft, client_factory):
    answer = client_factory().post(url(draft, "1/autosave/"))
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")


@pytest.mark.parametrize("end", ["", "1/", "check/", "sent/", "kept/"])
def test_another_persons_draft_does_not_exist(draft, client_factory, end):
    other = client_factory()
    prove(other, "jiro@example.jp")
    assert other.get(url(draft, end)).status_code == 404
    if end in ("1/", "check/"):
        assert other.post(url(draft, end), {"action": "next"}).status_code == 404


@pytest.mark.parametrize("end", ["", "1/", "check/", "sent/", "kept/"])
def test_somebody_unknown_is_asked_who_they_are(draft, client_factory, end):
    answer = client_factory().get(url(draft, end))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/f/library/begin/?next=")
    page = client_factory().get(answer["Location"]).content.decode()
    assert "続けるには、確認をお願いします" in page


def test_an_account_does_not_open_a_guests_draft(draft, client_factory, citizen, client):
    assert client.get(url(draft, "1/")).status_code == 404


def test_an_expired_draft_says_so(draft, client):
    Draft.objects.filter(pk=draft.pk).update(expires_at=timezone.now())
    answer = client.get(url(draft, "1/"))
    assert answer.status_code == 410
    assert "保存期限が過ぎました" in answer.content.decode()


def test_a_draft_lives_thirty_days_from_the_last_save(draft, client):
    Draft.objects.filter(pk=draft.pk).update(expires_at=timezone.now() + timedelta(hours=1))
    send(client, url(draft, "1/"), **{q("full_name"): "一関 太郎"})
    assert stored(draft).expires_at > timezone.now() + drafts.KEPT_FOR - timedelta(minutes=1)


def test_a_form_that_closed_meanwhile_keeps_the_answers(draft, client):
    FormPage.objects.update(accepts_until=timezone.now())
    shown = client.get(url(draft, "1/"))
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "受付終了" in text and "入力した内容は保存されています" in text
    assert "error-summary" not in text
    answer = client.post(url(draft, "1/"), {"action": "next", q("full_name"): "x"})
    assert answer.status_code == 409


def test_a_changed_address_of_the_form_leads_on(draft, client):
    FormPage.objects.update(code="toshokan")
    moved = client.get(f"/f/library/d/{draft.pk}/1/?from=check")
    assert moved["Location"] == f"/f/toshokan/d/{draft.pk}/1/?from=check"
    taken = client.post(f"/f/library/d/{draft.pk}/1/", {"action": "next", q("full_name"): "一関"})
    assert taken["Location"] == f"/f/toshokan/d/{draft.pk}/2/"


def files_page(draft) -> str:
    fill(draft, full_name="一関 太郎", contact=None, wants_children="no-thanks", remarks=None)
    return url(draft, "3/")


def test_a_file_is_kept_and_can_be_had_again(draft, client):
    here = files_page(draft)
    answer = send(client, here, **{q("proof"): pdf("../..\\登録\u202e証.pdf")})
    assert answer["Location"] == url(draft, "check/")
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.size) == ("登録証.pdf", len(PDF))
    (value,) = stored(draft).answers[uid("proof")]
    assert value["id"] == str(attachment.pk)
    got = client.get(url(draft, f"files/{attachment.pk}/"))
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]
    assert "no-store" in got["Cache-Control"]


def test_a_file_survives_an_error_elsewhere_on_the_page(draft, client):
    here = files_page(draft)
    wrong = SimpleUploadedFile("a.exe", b"MZ", content_type="application/pdf")
    answer = client.post(
        here, {"action": "next", **marks(client.get(here)), q("proof"): [pdf("良い.pdf"), wrong]}
    )
    assert answer.status_code == 422
    assert "良い.pdf" in answer.content.decode()
    assert "良い.pdf" in client.get(here).content.decode()
    assert Attachment.objects.count() == 1


def test_a_file_of_another_draft_cannot_be_claimed(draft, client, form, guest):
    other = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    send(client, files_page(other), **{q("proof"): pdf()})
    foreign = Attachment.objects.get()
    answer = send(client, files_page(draft), **{q("proof", "kept"): f"{foreign.pk}|10|x.pdf"})
    assert answer.status_code == 302
    assert not stored(draft).answers[uid("proof")]
    assert client.get(url(draft, f"files/{foreign.pk}/")).status_code == 404


def test_removing_a_file_asks_first_and_deletes_when_the_page_is_saved(draft, client):
    here = files_page(draft)
    send(client, here, **{q("proof"): pdf()})
    attachment = Attachment.objects.get()
    page = client.get(here)
    kept = re.search(rf'name="{q("proof", "kept")}"[^>]*value="([^"]*)"', page.content.decode())[1]
    data = {**marks(page), q("proof", "kept"): kept, "remove_file": str(attachment.pk)}
    asked = client.post(here, data)
    assert "「書類.pdf」を削除しますか" in client.get(asked["Location"]).content.decode()
    client.post(here, {"confirmed": "1", "remove_file": str(attachment.pk)})
    page = client.get(here)
    assert "書類.pdf" not in page.content.decode()
    assert Attachment.objects.exists()  # the answer still names it
    send(client, here, page)
    assert not Attachment.objects.exists()
    assert stored(draft).answers[uid("proof")] is None


def test_too_big_a_file_is_told_its_size(draft, client):
    big = pdf("大きい.pdf", PDF + b"x" * (1024 * 1024))
    answer = send(client, files_page(draft), **{q("proof"): big})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "1.0MB" in text and "1MBまで" in text
    assert not Attachment.objects.exists()


def test_an_application_holds_a_hundred_megabytes(draft, client):
    here = files_page(draft)
    Attachment.objects.create(
        draft=draft,
        question_id="x",
        name="n",
        content_type="x",
        size=100 * 1024 * 1024 - 10,
        sha256="",
    )
    answer = send(client, here, **{q("proof"): pdf()})
    assert answer.status_code == 422
    assert "100MB" in answer.content.decode()
    assert Attachment.objects.count() == 1


def test_a_request_beyond_everything_gets_a_page_of_its_own(draft, client, monkeypatch):
    from eforms.filling import uploads

    monkeypatch.setattr(uploads, "REQUEST_CAP", 1000)
    answer = client.post(files_page(draft), {q("proof"): pdf(content=PDF + b"x" * 2000)})
    assert answer.status_code == 413
    assert "100MB" in answer.content.decode()


def test_posts_need_the_token(draft, client_factory):
    strict = client_factory(enforce_csrf_checks=True)
    prove(strict, "taro@example.jp")
    for end in ("1/", "1/autosave/", "check/"):
        assert strict.post(url(draft, end), {"action": "next"}).status_code == 403
    assert stored(draft).revision == 0


@pytest.mark.parametrize("end", ["", "1/", "2/", "3/", "check/", "kept/", "sent/"])
def test_get_never_writes(draft, client, end):
    filled(draft)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(url(draft, end))
    written = [
        entry["sql"] for entry in asked if not entry["sql"].lstrip().upper().startswith("SELECT")
    ]
    assert written == []


@pytest.mark.parametrize("address", ["/f/library/", "/f/library/begin/", "/guest/"])
def test_get_of_the_open_pages_never_writes(form, client, guest, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert all(entry["sql"].lstrip().upper().startswith("SELECT") for entry in asked)


def test_over_long_and_wrongly_typed_answers_are_refused_in_words(draft, client):
    answer = send(client, url(draft, "1/"), **{q("full_name"): "あ" * 100_000})
    assert answer.status_code == 422
    assert "文字以内" in answer.content.decode()
    fill(draft, full_name="一関 太郎", contact=None)
    answer = send(client, url(draft, "2/"), **{q("wants_children"): "no-such-choice"})
    assert answer.status_code == 422
    assert "選んでください" in answer.content.decode()


def test_nothing_is_worked_out_from_a_date_that_was_refused(make_form, guest, client):
    age = {"op": "age", "of": uid("born"), "at": "today"}
    form = make_form(
        schema_document(
            [
                section(
                    "who",
                    "申請する方",
                    [
                        question("date", "born", "生年月日", options={"earliest": "1900-01-01"}),
                        question("calculated", "age", "年齢", options={"formula": age}),
                    ],
                )
            ]
        ),
        code="age",
    )
    draft = drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())
    page = client.get(url(draft, "1/"))
    born = {q("born", "year"): "1899", q("born", "month"): "1", q("born", "day"): "2"}
    answer = client.post(url(draft, "1/"), marks(page) | born | {"action": "next"})
    assert answer.status_code == 422
    output = re.search(r"<output[^>]*>([^<]*)</output>", answer.content.decode())
    assert output[1] == "—"
    assert '"earliest":"1900-01-01"' in answer.content.decode()  # so that the browser knows too

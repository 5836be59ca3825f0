from django.urls import reverse

import pytest

from audit.models import Entry
from eforms.applications.actors import StaffActor, applicant
from eforms.applications.models import Application, Attachment
from eforms.applications.transitions import perform
from outbox import delivery
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db
TEXTS = {"reason": "書類が足りません。", "next_step": "戸籍の写しを添えてください。"}


def with_file(version) -> tuple[Application, object]:
    draft = b.draft(version)
    kept = b.attachment(draft)
    draft.answers = b.answers(
        **{
            b.PAPER: [b.file_value(kept)],
            b.ROWS: [{"_row": "r1", b.ROW_TEXT: "長女"}, {"_row": "r2", b.ROW_TEXT: "次女"}],
        }
    )
    draft.save()
    return b.submit(draft), kept


def inspect(application) -> str:
    return reverse("desk:inspect", args=[application.pk])


def act(application, name) -> str:
    return reverse("desk:act", args=[application.pk, name])


def test_it_shows_the_answers_as_they_were_sent(client, sign_in, here):
    application, kept = with_file(b.form(here))
    delivery.deliver_all()
    sign_in((here, "viewer"))
    body = client.get(inspect(application)).content.decode()
    for part in (
        "一関 太郎", "年金の手続", "長女", "次女", "必要な方 2", "戸籍.pdf", "taro@example.jp",
        "受付済", "申請を受け付けたとき", "送信済み",
        reverse("desk:file", args=[application.pk, kept.pk]),
    ):  # fmt: skip
        assert part in body, part
    assert application.receipt_number in body.split("</title>")[0]
    assert "一関" not in body.split("</title>")[0]


def test_a_viewer_has_no_buttons_and_cannot_act(client, sign_in, here):
    application = b.application(b.form(here))
    sign_in((here, "viewer"))
    assert act(application, "start_review") not in client.get(inspect(application)).content.decode()
    response = client.post(act(application, "start_review"), follow=True)
    assert "権限がありません" in response.content.decode()
    application.refresh_from_db()
    assert application.state == "received"


def test_a_reviewer_walks_to_the_end(client, sign_in, here):
    application = b.application(b.form(here))
    user = sign_in((here, "reviewer"))
    for name, state in (
        ("start_review", "under_review"),
        ("finish_review", "reviewed"),
        ("complete", "completed"),
    ):
        page = client.get(act(application, name)).content.decode()
        assert "csrfmiddlewaretoken" in page
        seen = Application.objects.get(pk=application.pk).state
        response = client.post(act(application, name), {"seen_state": seen})
        assert response["Location"] == inspect(application)
        application.refresh_from_db()
        assert application.state == state
    assert application.events.filter(staff=user).count() == 3


def test_refusing_asks_for_both_texts_and_keeps_what_was_typed(client, sign_in, here):
    application = b.application(b.form(here))
    sign_in((here, "reviewer"))
    page = client.get(act(application, "not_accept")).content.decode()
    assert 'name="reason"' in page and 'name="next_step"' in page
    response = client.post(
        act(application, "not_accept"), {"seen_state": "received", "reason": "足りません。"}
    )
    assert response.status_code == 422
    body = response.content.decode()
    assert "今後の手順を入力してください" in body and "足りません。" in body
    assert body.count('aria-invalid="true"') == 1
    client.post(act(application, "not_accept"), {"seen_state": "received"} | TEXTS)
    application.refresh_from_db()
    assert application.state == "not_accepted"
    assert TEXTS["reason"] in client.get(inspect(application)).content.decode()


def test_looking_never_changes_anything(client, sign_in, here):
    application = b.application(b.form(here))
    sign_in((here, "reviewer"))
    before = Entry.objects.count()
    client.get(inspect(application))
    client.get(act(application, "start_review"))
    application.refresh_from_db()
    assert application.state == "received"
    assert Entry.objects.count() == before


def test_the_second_reviewer_reads_what_happened(client, sign_in, here):
    application = b.application(b.form(here))
    other = b.staff((here, "reviewer"))
    sign_in((here, "reviewer"))
    client.get(act(application, "not_accept"))
    perform(application.pk, "start_review", actor=StaffActor(other))
    response = client.post(
        act(application, "not_accept"), {"seen_state": "received"} | TEXTS, follow=True
    )
    assert "ほかの職員が先に「審査中」にしました" in response.content.decode()
    application.refresh_from_db()
    assert application.state == "under_review"


def test_staff_cannot_withdraw_for_the_applicant(client, sign_in, here):
    application = b.application(b.form(here))
    sign_in((here, "reviewer"))
    assert client.post(act(application, "withdraw")).status_code == 404
    assert client.get(act(application, "nonsense")).status_code == 404
    perform(application.pk, "withdraw", actor=applicant(application))
    body = client.get(inspect(application)).content.decode()
    assert "取下げ" in body and "/act/" not in body


def test_a_file_is_sent_safely_and_it_is_recorded(client, sign_in, here):
    application, kept = with_file(b.form(here))
    user = sign_in((here, "viewer"))
    response = client.get(reverse("desk:file", args=[application.pk, kept.pk]))
    assert b"".join(response.streaming_content) == b"%PDF-1.4 secret"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    entry = Entry.objects.get(action="attachment.download")
    assert (entry.actor_id, entry.target) == (str(user.pk), f"eforms.Attachment/{kept.pk}")
    assert "戸籍" not in str(entry.data)


def test_a_file_of_another_application_does_not_exist(client, sign_in, here):
    version = b.form(here)
    application, _ = with_file(version)
    _, foreign = with_file(version)
    sign_in((here, "viewer"))
    address = reverse("desk:file", args=[application.pk, foreign.pk])
    assert client.get(address).status_code == 404


def test_the_next_one_is_the_one_that_came_next(client, sign_in, here, there):
    version = b.form(here)
    first, second, third = (b.application(version) for _ in range(3))
    b.application(b.form(there))
    sign_in((here, "reviewer"))

    def following(application):
        found = client.get(inspect(application)).context["next_application"]
        return found and found.pk

    assert following(first) == second.pk
    assert following(third) == first.pk
    Application.objects.filter(pk=second.pk).update(state="completed")
    assert following(first) == third.pk


def test_without_a_scanner_the_desk_says_so(client, sign_in, here):
    sign_in((here, "reviewer"))
    application, kept = with_file(b.form(here))
    page = client.get(reverse("desk:inspect", args=[application.pk])).content.decode()
    assert "ウイルス検査の仕組みが設定されていない" in page
    assert "ウイルス検査をしていません" in page
    assert reverse("desk:file", args=[application.pk, kept.pk]) in page


@pytest.mark.parametrize(
    ("scan", "opens", "words"),
    [
        (Attachment.Scan.PENDING, False, "ウイルス検査が終わるまで開けません"),
        (Attachment.Scan.INFECTED, False, "ウイルスが見つかったため開けません"),
        (Attachment.Scan.CLEAN, True, ""),
    ],
)
def test_a_scanner_holds_files_back(client, sign_in, here, settings, scan, opens, words):
    settings.CLAMD_ADDRESS = "127.0.0.1:3310"
    sign_in((here, "reviewer"))
    application, kept = with_file(b.form(here))
    Attachment.objects.update(scan=scan)
    address = reverse("desk:file", args=[application.pk, kept.pk])
    page = client.get(reverse("desk:inspect", args=[application.pk])).content.decode()
    assert (address in page) is opens
    assert words in page and "設定されていない" not in page
    answer = client.get(address)
    assert answer.status_code == (200 if opens else 302)
    assert Entry.objects.filter(action="attachment.download").exists() is opens

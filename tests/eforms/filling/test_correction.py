"""Answering a correction: exactly what is asked, old beside new, sent once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from types import SimpleNamespace

from django.db import IntegrityError, connections, transaction
from django.utils import timezone

import pytest

from audit.models import Entry
from eforms.applications import changes
from eforms.applications.actors import ApplicantActor
from eforms.applications.correction_steps import NotAsked, TooLate
from eforms.applications.corrections import Correction
from eforms.applications.models import Application, Attachment
from eforms.applications.transitions import NotAllowed, TransitionRefused, perform
from eforms.building.windows import JAPAN
from eforms.filling import correcting
from eforms.filling.correcting import Correcting
from eforms.filling.sweeping import sweep
from outbox.delivery import deliver_all
from outbox.models import Mail
from tests.eforms.filling.conftest import q, uid
from tests.eforms.filling.correction_world import (
    EMAIL,
    address,
    asked,
    guest,
    guest_browser,
    reviewer,
    under_review,
)
from tests.eforms.filling.test_sections import PDF, pdf


pytestmark = pytest.mark.django_db


def post(client, application, correction, **inputs):
    return client.post(
        address(application), {"correction": str(correction.pk), "action": "next"} | inputs
    )


def confirm(client, application, correction):
    revision = Correction.objects.get(pk=correction.pk).revision
    return client.post(
        address(application, "check/"),
        {"correction": str(correction.pk), "revision": str(revision)},
    )


def test_the_whole_round(form):
    application = under_review(form)
    correction = asked(application, "full_name", words="住民票のとおりに書いてください。")
    client = guest_browser()
    page = client.get(f"/applications/{application.pk}/").content.decode()
    assert "直していただくお願い" in page and address(application) in page
    body = client.get(address(application)).content.decode()
    assert "住民票のとおりに" in body and "ここを直してください" in body
    assert q("full_name") in body and q("remarks") not in body
    response = post(
        client, application, correction, **{q("full_name"): "一関 次郎", q("remarks"): "こっそり"}
    )
    assert response["Location"] == address(application, "check/")
    body = client.get(response["Location"]).content.decode()
    assert "一関 太郎" in body and "一関 次郎" in body and "こっそり" not in body
    assert Application.objects.get().answers[uid("full_name")] == "一関 太郎"
    response = confirm(client, application, correction)
    assert response["Location"].endswith("?corrected=1")
    application.refresh_from_db()
    assert application.state == "under_review"
    assert application.answers[uid("full_name")] == "一関 次郎"
    assert application.answers[uid("remarks")] == "とくになし"
    made = application.revisions.get()
    assert made.before[uid("full_name")] == "一関 太郎"
    assert made.after == application.answers
    assert confirm(client, application, correction)["Location"].endswith("?corrected=1")
    assert application.revisions.count() == 1
    page = client.get(f"/applications/{application.pk}/").content.decode()
    assert "補正した内容を送りました" in page and "前の内容" in page


def test_mails_tell_of_it_without_a_word_of_it(form):
    application = under_review(form)
    correction = asked(application, "remarks", words="ひみつの説明")
    client = guest_browser()
    post(client, application, correction, **{q("remarks"): "ひみつの答え"})
    confirm(client, application, correction)
    second = asked(application, "remarks")
    perform(application.pk, "take_back_correction", actor=reviewer(application))
    deliver_all()
    mails = {mail.event: mail for mail in Mail.objects.all()}
    assert Mail.objects.filter(event="correction").count() == 2
    assert mails["correction"].to == EMAIL
    day = f"{second.due_on.year}年{second.due_on.month}月{second.due_on.day}日"
    assert day in mails["correction"].body
    assert mails["staff_correction_answered"].to == "shimin-staff@example.jp"
    assert "取り消しました" in mails["correction_off"].subject
    for mail in mails.values():
        for word in ("ひみつ", "ここを直して"):
            assert word not in mail.subject + mail.body
    told = [str(entry.data) for entry in Entry.objects.filter(action__startswith="application.")]
    assert not any("ひみつ" in text for text in told)


def test_what_an_answer_opens_is_asked_too_and_nothing_else(form):
    application = under_review(form)
    correction = asked(application, "wants_children")
    client = guest_browser()
    response = post(client, application, correction, **{q("wants_children"): "yes-please"})
    assert "opened=1" in response["Location"]
    body = client.get(response["Location"]).content.decode()
    assert "追加の質問" in body and f"rows-{uid('children')}" in body
    assert q("remarks") not in body
    rows = {f"rows-{uid('children')}": "r1", q("wants_children"): "yes-please"}
    name = f"g-{uid('children')}-r1-{uid('child_name')}"
    refused = post(client, application, correction, **rows, **{name: ""})
    assert refused.status_code == 422
    post(client, application, correction, **rows, **{name: "一関 花"})
    confirm(client, application, correction)
    application.refresh_from_db()
    assert application.answers[uid("children")][0][uid("child_name")] == "一関 花"


def test_an_answer_that_is_hidden_goes_and_the_person_is_told(form):
    rows = [{"_row": "r1", uid("child_name"): "一関 花"}]
    application = under_review(form, wants_children="yes-please", children=rows)
    correction = asked(application, "wants_children")
    client = guest_browser()
    response = post(client, application, correction, **{q("wants_children"): "no-thanks"})
    body = client.get(response["Location"]).content.decode()
    assert "不要になりました" in body and "一関 花" in body
    confirm(client, application, correction)
    application.refresh_from_db()
    assert uid("children") not in application.answers
    assert application.revisions.get().before[uid("children")] == rows


def test_one_row_is_asked_and_the_others_stay(form):
    rows = [
        {"_row": "r1", uid("child_name"): "一関 花"},
        {"_row": "r2", uid("child_name"): "一関 月"},
    ]
    application = under_review(form, wants_children="yes-please", children=rows)
    correction = asked(application, "child_name/r2")
    client = guest_browser()
    names = [f"g-{uid('children')}-{row}-{uid('child_name')}" for row in ("r1", "r2")]
    body = client.get(address(application)).content.decode()
    assert names[1] in body and names[0] not in body and "add_row" not in body
    post(client, application, correction, **{names[0]: "別の子", names[1]: "一関 星"})
    confirm(client, application, correction)
    application.refresh_from_db()
    found = [row[uid("child_name")] for row in application.answers[uid("children")]]
    assert found == ["一関 花", "一関 星"]


def test_a_whole_group_can_be_asked_with_its_rows(form):
    rows = [{"_row": "r1", uid("child_name"): "一関 花"}]
    application = under_review(form, wants_children="yes-please", children=rows)
    correction = asked(application, "children")
    client = guest_browser()
    group, name = uid("children"), uid("child_name")
    typed = {f"rows-{group}": "r1", f"g-{group}-r1-{name}": "一関 花子"}
    client.post(address(application), {"correction": str(correction.pk), "add_row": group} | typed)
    body = client.get(address(application)).content.decode()
    assert f"g-{group}-r2-{name}" in body and "一関 花子" in body
    typed[f"rows-{group}"] = ["r1", "r2"]
    post(client, application, correction, **typed, **{f"g-{group}-r2-{name}": "一関 月子"})
    confirm(client, application, correction)
    application.refresh_from_db()
    assert [row[name] for row in application.answers[group]] == ["一関 花子", "一関 月子"]


def test_a_file_is_replaced_and_the_old_one_kept_and_marked(form):
    application = under_review(form)
    correction = asked(application, "proof")
    client = guest_browser()
    post(client, application, correction, **{q("proof"): pdf("first.pdf", PDF)})
    kept = Attachment.objects.get()
    assert kept.application is None
    assert client.get(f"/applications/{application.pk}/files/{kept.pk}/").status_code == 404
    sweep(timezone.now() + timedelta(days=3))
    assert Attachment.objects.filter(pk=kept.pk).exists()
    confirm(client, application, correction)
    kept.refresh_from_db()
    assert kept.application == application and kept.replaced_at is None
    correction = asked(application, "proof")
    post(client, application, correction, **{q("proof"): pdf("second.pdf", PDF)})
    confirm(client, application, correction)
    kept.refresh_from_db()
    application.refresh_from_db()
    assert [file["name"] for file in application.answers[uid("proof")]] == ["second.pdf"]
    assert kept.replaced_at is not None
    assert client.get(f"/applications/{application.pk}/files/{kept.pk}/").status_code == 200


def test_half_typed_is_kept_sealed_and_says_so(form):
    application = under_review(form)
    correction = asked(application, "full_name")
    client = guest_browser()
    response = client.post(
        address(application),
        {"correction": str(correction.pk), "action": "save", q("full_name"): "とちゅう"},
    )
    assert response["Location"].endswith("?kept=1")
    assert "とちゅう" in guest_browser().get(address(application)).content.decode()
    assert "続きから直す" in client.get(response["Location"]).content.decode()


def test_a_second_tab_sends_only_what_it_has_seen(form):
    application = under_review(form)
    correction = asked(application, "full_name")
    client = guest_browser()
    post(client, application, correction, **{q("full_name"): "はじめ"})
    seen = Correction.objects.get().revision
    post(client, application, correction, **{q("full_name"): "あとから"})
    response = client.post(
        address(application, "check/"), {"correction": str(correction.pk), "revision": str(seen)}
    )
    assert response.status_code == 409 and "あとから" in response.content.decode()
    assert Application.objects.get().state == "correction_requested"


def test_taken_back_or_ended_nothing_is_sent_and_the_person_is_told(form):
    application = under_review(form)
    correction = asked(application, "full_name")
    client = guest_browser()
    post(client, application, correction, **{q("full_name"): "一関 次郎"})
    perform(application.pk, "take_back_correction", actor=reviewer(application))
    response = confirm(client, application, correction)
    assert response.status_code == 409
    assert "直していただく必要はありません" in response.content.decode()
    correction.refresh_from_db()
    assert correction.status == "withdrawn" and correction.typed is None
    assert Application.objects.get().answers[uid("full_name")] == "一関 太郎"
    asked(application, "full_name")
    perform(application.pk, "withdraw", actor=ApplicantActor(None, application.email_index))
    assert not Correction.objects.filter(status="open").exists()


def test_the_deadline_is_the_end_of_the_day_in_japan(form, monkeypatch):
    application = under_review(form)
    day = timezone.localdate() + timedelta(days=3)
    correction = asked(application, "full_name", due_on=day)
    client = guest_browser()
    post(client, application, correction, **{q("full_name"): "一関 次郎"})
    midnight = datetime(day.year, day.month, day.day, tzinfo=JAPAN) + timedelta(days=1)
    correction.refresh_from_db()
    for moment in (midnight, midnight + timedelta(hours=1)):
        with pytest.raises(TooLate):
            correcting.send(application, correction, guest(), seen=None, now=lambda at=moment: at)
    clock = SimpleNamespace(now=lambda: midnight)
    monkeypatch.setattr("eforms.filling.views.correction.timezone", clock)
    body = client.get(address(application)).content.decode()
    assert "期限が過ぎました" in body and "0191-21-2111" in body
    assert post(client, application, correction, **{q("full_name"): "x"}).status_code == 409
    last = midnight - timedelta(seconds=1)
    done = correcting.send(application, correction, guest(), seen=None, now=lambda: last)
    assert done.state == "under_review"


def test_a_stranger_cannot_answer(form):
    application = under_review(form)
    correction = asked(application, "full_name")
    post(guest_browser(), application, correction, **{q("full_name"): "一関 次郎"})
    correction.refresh_from_db()
    stranger = guest().__class__("other@example.jp", "0" * 64)
    with pytest.raises(NotAllowed):
        correcting.send(application, correction, stranger, seen=None)
    assert Application.objects.get().state == "correction_requested"


def test_only_one_is_open_at_a_time(form):
    application = under_review(form)
    correction = asked(application, "full_name")
    with pytest.raises(TransitionRefused):
        asked(application, "remarks")
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(
            application=application,
            asked_at=timezone.now(),
            due_on=correction.due_on,
            items={},
        )


@pytest.mark.parametrize(
    "wrong", [{"codes": ()}, {"words": "あ" * 2001}, {"due_on": timezone.localdate()}]
)
def test_a_request_that_says_too_little_is_refused(form, wrong):
    application = under_review(form)
    codes = wrong.pop("codes", ("full_name",))
    with pytest.raises(TransitionRefused) as refused:
        asked(application, *codes, **wrong)
    assert refused.value.field
    assert not Correction.objects.exists()
    assert Application.objects.get().state == "under_review"


def test_old_beside_new_names_what_was_asked_though_it_stayed(form):
    application = under_review(form)
    correction = asked(application, "full_name", "contact")
    client = guest_browser()
    same = {q("full_name"): "一関 次郎", q("contact"): "taro@example.jp"}
    post(client, application, correction, **same)
    confirm(client, application, correction)
    application.refresh_from_db()
    [answered] = changes.answered(application, staff=True)
    told = {change.label: change.differs for change in answered.changes}
    assert told == {"お名前": True, "連絡先メールアドレス": False}


def _at_once(*acts):
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            act()
            return "done"
        except (NotAsked, TransitionRefused) as refused:
            return type(refused).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_at_once_make_one_answer(form):
    application, correction = _typed(form)
    results = _at_once(*[lambda: correcting.send(application, correction, guest(), seen=None)] * 4)
    assert sorted(results) == ["NotAsked"] * 3 + ["done"]
    assert application.revisions.count() == 1
    assert application.events.filter(from_state="correction_requested").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_reviewer_who_takes_it_back_and_an_applicant_who_sends_cannot_both(form):
    application, correction = _typed(form)
    who = reviewer(application)
    results = _at_once(
        lambda: correcting.send(application, correction, guest(), seen=None),
        lambda: perform(application.pk, "take_back_correction", actor=who),
    )
    assert results.count("done") == 1
    application.refresh_from_db()
    correction.refresh_from_db()
    sent = results[0] == "done"
    assert application.state == "under_review"
    assert correction.status == ("answered" if sent else "withdrawn")
    assert application.answers[uid("full_name")] == ("一関 次郎" if sent else "一関 太郎")
    assert application.events.filter(from_state="correction_requested").count() == 1


def _typed(form):
    application = under_review(form)
    correction = asked(application, "full_name")
    Correcting(application, correction).keep({q("full_name"): ["一関 次郎"]}, (), timezone.now())
    return application, correction

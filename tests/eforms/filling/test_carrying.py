"""A draft goes over to a newer version of its form: what stays, what is set aside, what is told."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

import pytest

from eforms.filling import drafts, writing
from eforms.models import Application, Attachment, Draft
from tests import papers
from tests.eforms.filling.conftest import fill, filled, marks, q, question, section, uid, url
from tests.eforms.filling.newer import NEW, item, load, publish, stored, with_new, without


def told(draft: Draft) -> dict[str, str]:
    return {entry["id"]: entry["why"] for entry in draft.to_check}


def save(client, address, page=None, **data):
    page = page or client.get(address)
    action = page.content.decode().split('<form class="section" method="post" action="')[1]
    target = action.split('"')[0].replace("&amp;", "&")
    return client.post(target, {"action": "next", **marks(page), **data})


def test_looking_writes_nothing_and_the_next_saving_stores(form, draft, client):
    filled(draft)
    before = stored(draft)
    publish(form, with_new)
    page = client.get(url(draft, "1/"))
    text = page.content.decode()
    assert "フォームが更新されました。次の項目を確かめてください" in text
    assert f'href="{url(draft, "1/")}#{q("job")}"' in text
    assert "「ご職業」の質問が加わりました。答えてください。" in text
    assert "一関 太郎" in text
    now = stored(draft)
    assert (now.version_id, now.revision, now.to_check) == (before.version_id, before.revision, [])
    answer = save(client, url(draft, "1/"), page, **{q("full_name"): "一関 太郎", q("job"): "農業"})
    assert answer.status_code == 302, answer.content.decode()
    now = stored(draft)
    assert (now.version.number, now.to_check) == (2, [])
    assert now.answers[uid("job")] == "農業"
    assert now.answers[uid("wants_children")] == "no-thanks"
    assert "フォームが更新されました" not in client.get(url(draft, "check/")).content.decode()


def test_resuming_leads_to_what_is_to_be_answered(form, draft, client):
    filled(draft)
    publish(form, with_new)
    assert client.get(url(draft))["Location"] == url(draft, "1/")
    assert client.get(url(draft, "check/")).status_code == 302


def test_looks_are_changed_silently(form, draft, client):
    filled(draft)

    def reword(document):
        item(document, "full_name")["label"] = "申請する方のお名前"
        document["sections"][0]["title"] = "申請者"

    page = client.get(url(draft, "1/"))
    publish(form, reword)
    text = client.get(url(draft, "check/")).content.decode()
    assert "申請する方のお名前" in text and "フォームが更新されました" not in text
    # A page that was open all the while is taken as if nothing had happened.
    answer = save(client, url(draft, "1/"), page, **{q("full_name"): "一関 花子"})
    assert answer["Location"] == url(draft, "2/")
    assert (stored(draft).version.number, stored(draft).answers[uid("full_name")]) == (
        2,
        "一関 花子",
    )


def test_a_draft_that_had_not_come_there_is_told_nothing(form, draft):
    fill(draft, full_name="一関 太郎", contact=None)
    publish(form, lambda document: document["sections"][2]["items"].append(dict(NEW)))
    assert told(load(draft)) == {}


def test_what_has_no_place_is_set_aside_and_comes_back(form, draft, client):
    filled(draft, remarks="駐車場はありますか")
    taken = {}
    publish(form, lambda document: taken.update(without(document, "remarks")))
    carried = load(draft)
    assert uid("remarks") not in carried.answers
    assert told(carried) == {uid("remarks"): "gone"}
    text = client.get(url(draft, "check/")).content.decode()
    assert "「ご要望」の質問はなくなりました。入力した内容は送信されません。" in text
    assert "駐車場" not in text
    assert save(client, url(draft, "1/"), **{q("full_name"): "一関 太郎"}).status_code == 302
    kept = stored(draft)
    assert kept.to_check == []
    assert kept.orphans["answers"][uid("remarks")]["value"] == "駐車場はありますか"
    publish(form, lambda document: document["sections"][1]["items"].append(taken))
    again = load(draft)
    assert again.answers[uid("remarks")] == "駐車場はありますか"
    assert again.orphans is None
    assert told(again) == {uid("remarks"): "restored"}


def test_the_orphans_are_sealed(form, draft, client):
    filled(draft, remarks="ひみつの要望")
    publish(form, lambda document: without(document, "remarks"))
    save(client, url(draft, "1/"), **{q("full_name"): "一関 太郎"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT orphans, to_check FROM eforms_draft")
        orphans, to_check = cursor.fetchone()
    assert orphans and "ひみつ" not in str(orphans) and "ひみつ" not in str(to_check)


CASES = {
    "a text that became too long": (
        "remarks",
        "long_text",
        {"max_length": 3},
        "駐車場はありますか",
        None,
        "again",
    ),
    "a limit that still holds": (
        "remarks",
        "long_text",
        {"max_length": 9},
        "駐車場はありますか",
        "駐車場はありますか",
        None,
    ),
    "one line becomes several": ("full_name", "long_text", {}, "一関 太郎", "一関 太郎", None),
    "a text becomes a number": ("remarks", "integer", {}, "3", None, "again"),
    "a choice is gone": (
        "wants_children",
        "choice",
        {"choices": [{"id": "yes-please", "label": "希望する"}, {"id": "x", "label": "他"}]},
        "no-thanks",
        None,
        "again",
    ),
    "a choice reads differently": (
        "wants_children",
        "choice",
        {"choices": [{"id": "no-thanks", "label": "しない"}, {"id": "x", "label": "他"}]},
        "no-thanks",
        "no-thanks",
        "renamed",
    ),
    "other choices are new": (
        "wants_children",
        "choice",
        {"choices": [{"id": "no-thanks", "label": "希望しない"}, {"id": "x", "label": "他"}]},
        "no-thanks",
        "no-thanks",
        None,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_values_are_checked_against_the_new_question(form, draft, case):
    code, kind, options, value, kept, why = case
    filled(draft, **{code: value})

    def change(document):
        item(document, code).update(type=kind, options=options)

    publish(form, change)
    carried = load(draft)
    assert carried.answers.get(uid(code)) == kept
    assert told(carried).get(uid(code)) == why
    if kept is None:
        assert carried.orphans["answers"][uid(code)]["value"] == value


def test_of_several_choices_those_that_are_left_stay(make_form, guest):
    several = {"choices": [{"id": key, "label": key} for key in "abc"]}
    page = make_form(_one(question("choices", "days", "曜日", options=several)))
    draft = drafts.begin(page.versions.get(), guest, "individual", now=timezone.now())
    fill(draft, days=["a", "c"])
    publish(page, lambda document: item(document, "days")["options"]["choices"].pop(2))
    carried = load(draft)
    assert carried.answers == {uid("days"): ["a"]}
    assert told(carried) == {uid("days"): "changed"}


def test_a_consent_to_other_words_is_asked_again(make_form, guest):
    agree = question("consent", "agree", "同意", required=True, options={"statement": "甲"})
    page = make_form(_one(agree))
    draft = drafts.begin(page.versions.get(), guest, "individual", now=timezone.now())
    fill(draft, agree=True)
    publish(page, lambda document: item(document, "agree")["options"].update(statement="乙"))
    carried = load(draft)
    assert carried.answers == {} and told(carried) == {uid("agree"): "again"}


def test_a_yes_that_reads_differently_is_shown_again(make_form, guest):
    page = make_form(_one(question("yes_no", "agent", "代理", options={"yes_label": "代理です"})))
    draft = drafts.begin(page.versions.get(), guest, "individual", now=timezone.now())
    fill(draft, agent=True)
    publish(page, lambda document: item(document, "agent")["options"].update(yes_label="本人です"))
    carried = load(draft)
    assert carried.answers == {uid("agent"): True}
    assert told(carried) == {uid("agent"): "renamed"}


def _one(*items):
    return {
        "schema": 1,
        "title": "一枚",
        "applicant_kinds": ["individual"],
        "sections": [section("only", "一枚", list(items))],
    }


def _children(*names):
    return [{"_row": f"r{number}", uid("child_name"): name} for number, name in enumerate(names, 1)]


def test_rows_stay_with_their_new_questions_open(form, draft, client):
    filled(draft, wants_children="yes-please", children=_children("一郎", "二郎"))

    def change(document):
        item(document, "children")["items"].append(
            question("short_text", "school", "学校", required=True)
        )

    publish(form, change)
    carried = load(draft)
    assert carried.answers[uid("children")] == _children("一郎", "二郎")
    assert told(carried) == {uid("school"): "new"}
    text = client.get(url(draft, "2/")).content.decode()
    assert f'#g-{uid("children")}-r1-{uid("school")}"' in text


def test_more_rows_than_allowed_are_kept_and_told(form, draft):
    filled(draft, wants_children="yes-please", children=_children("一郎", "二郎", "三郎"))
    publish(form, lambda document: item(document, "children").update(maximum=2))
    carried = load(draft)
    assert len(carried.answers[uid("children")]) == 3
    assert told(carried) == {uid("children"): "rows"}


def test_a_group_goes_and_comes_back_with_its_rows(form, draft):
    filled(draft, wants_children="yes-please", children=_children("一郎", "二郎"))
    taken = {}
    publish(form, lambda document: taken.update(without(document, "children")))
    carried = load(draft)
    assert told(carried) == {uid("children"): "gone"}
    writing.keep_unchecked(
        draft, uid("who"), {}, None, now=timezone.now()
    )  # not carried: no change
    assert writing.keep_unchecked(carried, uid("who"), {}, None, now=timezone.now())
    publish(form, lambda document: document["sections"][1]["items"].insert(1, taken))
    assert load(draft).answers[uid("children")] == _children("一郎", "二郎")


def test_a_question_that_moves_into_a_group_is_asked_again(form, draft):
    filled(draft, wants_children="yes-please", children=_children("一郎"), remarks="要望")

    def change(document):
        moved = without(document, "remarks")
        item(document, "children")["items"].append(moved)

    publish(form, change)
    carried = load(draft)
    assert carried.orphans["answers"][uid("remarks")]["value"] == "要望"
    assert told(carried) == {uid("remarks"): "again"}


def test_files_of_a_question_that_went_stay_until_sending(form, draft, client):
    filled(draft)
    paper = SimpleUploadedFile("書類.pdf", papers.pdf(), content_type="application/pdf")
    save(client, url(draft, "3/"), **{q("proof"): paper})
    assert Attachment.objects.count() == 1
    publish(form, lambda document: document["sections"].pop())
    save(client, url(draft, "1/"), **{q("full_name"): "一関 太郎"})
    assert Attachment.objects.count() == 1
    assert uid("proof") in stored(draft).orphans["answers"]


def test_a_date_lets_drafts_finish_where_they_began(form, draft, client):
    filled(draft)
    later = timezone.now() + timedelta(days=10)
    publish(form, lambda document: without(document, "remarks"), drafts_until=later)
    publish(form, with_new)  # follows the one that waits
    assert load(draft).version.number == 1
    assert drafts.load(draft.pk, now=later + timedelta(seconds=1)).version.number == 3
    sent = client.post(url(draft, "check/"), {"revision": str(draft.revision), "version": "1"})
    assert sent["Location"] == url(draft, "sent/")
    assert Application.objects.get().version.number == 1


def test_a_kind_of_applicant_that_is_gone_stays_where_it_began(make_form, guest):
    page = make_form(_one(dict(NEW)) | {"applicant_kinds": ["individual", "corporation"]})
    draft = drafts.begin(page.versions.get(), guest, "corporation", now=timezone.now())
    publish(page, lambda document: document.update(applicant_kinds=["individual"]))
    assert load(draft).version.number == 1


def test_what_was_typed_moves_along(form, draft, client):
    """Inputs find their question on another page; those of a question that went are set aside."""
    filled(draft)
    typed = {q("full_name"): ["いちの"], q("contact"): ["taro@"]}
    writing.keep_unchecked(draft, uid("who"), typed, None, now=timezone.now())

    def change(document):
        moved = without(document, "full_name")
        document["sections"][1]["items"].insert(0, moved)
        without(document, "contact")

    publish(form, change)
    carried = load(draft)
    on_second = carried.unchecked[uid("wishes")]
    assert on_second[q("full_name")] == ["いちの"]
    assert on_second[q("wants_children")] == ["no-thanks"]  # the page is whole
    assert carried.orphans["unchecked"] == {q("contact"): ["taro@"]}


def test_a_page_of_an_older_version_loses_nothing_that_was_typed(form, draft, client):
    fill(draft, full_name="一関 太郎", contact=None)
    page = client.get(url(draft, "2/"))

    def change(document):
        document["sections"].insert(0, section("first", "はじめに", [dict(NEW)]))
        without(document, "remarks")
        item(document, "wants_children")["required"] = False

    publish(form, change)
    data = {q("wants_children"): "no-thanks", q("remarks"): "駐車場"}
    answer = save(client, url(draft, "2/"), page, **data)
    assert answer["Location"] == f"{url(draft, '1/')}?updated=1"
    text = client.get(answer["Location"]).content.decode()
    assert "フォームが更新されました" in text
    kept = stored(draft)
    assert kept.version.number == 2
    assert kept.unchecked[uid("wishes")][q("wants_children")] == ["no-thanks"]
    assert kept.orphans["unchecked"][q("remarks")] == ["駐車場"]
    assert kept.answers == {uid("full_name"): "一関 太郎", uid("contact"): None}


def test_a_script_that_saves_an_older_page_loses_nothing_either(form, draft, client):
    page = client.get(url(draft, "1/"))

    def change(document):
        with_new(document)
        without(document, "contact")

    publish(form, change)
    data = {**marks(page), q("full_name"): "いちの", q("contact"): "taro@"}
    answer = client.post(url(draft, "1/autosave/?v=1"), data)
    assert answer.status_code == 200, answer.content
    kept = stored(draft)
    assert kept.unchecked == {uid("who"): {q("full_name"): ["いちの"]}}
    assert kept.orphans["unchecked"] == {q("contact"): ["taro@"]}


def test_a_file_on_an_older_page_is_kept(form, draft, client):
    filled(draft)
    page = client.get(url(draft, "3/"))
    publish(form, lambda document: document["sections"][2]["items"].append(dict(NEW)))
    paper = SimpleUploadedFile("書類.pdf", papers.pdf(), content_type="application/pdf")
    answer = save(client, url(draft, "3/"), page, **{q("proof"): paper})
    assert answer["Location"] == f"{url(draft, '3/')}?updated=1"
    assert "書類.pdf" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("v", ["9", "x", "-1", "99999999999"])
def test_strange_versions_in_the_address(draft, client, v):
    answer = client.post(url(draft, f"1/?v={v}"), {"action": "next", q("full_name"): "一関"})
    assert answer.status_code in (302, 404)

"""Two editors of one form: nobody overwrites the other unseen, and nothing typed is lost."""

import re
import threading

from django.db import connection
from django.test import Client
from django.urls import reverse

from wagtail.models import PageLogEntry

import pytest

from accounts.models import User
from eforms.models import FormPage
from tests.eforms.building.test_editor import posted


@pytest.fixture
def two(db):
    """Two editors' browsers."""
    browsers = []
    for name in ("first", "second"):
        browser = Client()
        browser.force_login(User.objects.create_superuser(f"{name}@example.jp"))
        browsers.append(browser)
    return browsers


def edit_url(form) -> str:
    return reverse("wagtailadmin_pages:edit", args=[form.pk])


def opened(form, **changes) -> dict:
    """Return what an editor's page sends that is opened now and saved later."""
    page = FormPage.objects.get(pk=form.pk).get_latest_revision_as_object()
    latest = FormPage.objects.get(pk=form.pk).latest_revision
    return posted(page, **changes) | {
        "loaded_revision_id": str(latest.pk),
        "loaded_revision_created_at": latest.created_at.isoformat(),
    }


def draft(form) -> FormPage:
    return FormPage.objects.get(pk=form.pk).get_latest_revision_as_object()


def again(answer) -> dict:
    """Return the fields of the question, as its buttons send them."""
    html = answer.content.decode()
    body = html[html.index("<form method") :]
    from html import unescape

    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', body)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def state(answer) -> str:
    return re.search(r'name="overwrite_knowingly" value="([^"]*)"', answer.content.decode())[1]


@pytest.fixture
def clash(form, two):
    """The answer to the second of two who opened the same draft and saved."""
    first, second = two
    mine = opened(form, contact_name="第二の課")
    theirs = opened(form, contact_name="第一の課")
    assert first.post(edit_url(form), theirs).status_code == 302
    return second.post(edit_url(form), mine)


def test_one_editor_alone_is_never_asked(form, two):
    for name in ("一", "二", "三"):
        assert two[0].post(edit_url(form), opened(form, contact_name=name)).status_code == 302
    assert draft(form).contact_name == "三"


def test_the_second_reads_who_saved_what(form, clash):
    text = clash.content.decode()
    assert clash.status_code == 409
    assert "まだ保存していません" in text and "first@example.jp" in text
    assert "「問い合わせ先」が異なります。" in text
    assert "第一の課" in text and "第二の課" in text
    assert draft(form).contact_name == "第一の課"


def test_differences_of_questions_are_told_in_words(form, two):
    page = draft(form)
    page.body[0].value["items"][0].value["label"] = "飼い主のお名前"
    mine = opened(form)
    mine |= {name: value for name, value in posted(page).items() if name.startswith("body")}
    two[0].post(edit_url(form), opened(form, contact_name="第一の課"))
    text = two[1].post(edit_url(form), mine).content.decode()
    assert "「お名前」の質問文が「飼い主のお名前」に変わります。" in text


def test_overwriting_knowingly_saves_what_was_typed(form, two, clash):
    answer = two[1].post(edit_url(form), again(clash) | {"overwrite_knowingly": state(clash)})
    assert answer.status_code == 302
    assert draft(form).contact_name == "第二の課"


def test_knowing_of_one_save_is_not_knowing_of_the_next(form, two, clash):
    two[0].post(edit_url(form), opened(form, contact_name="第三の課"))
    answer = two[1].post(edit_url(form), again(clash) | {"overwrite_knowingly": state(clash)})
    assert answer.status_code == 409
    assert draft(form).contact_name == "第三の課"


def test_a_copy_lies_in_the_history_and_changes_nothing(form, two, clash):
    latest = FormPage.objects.get(pk=form.pk).latest_revision_id
    answer = two[1].post(edit_url(form), again(clash) | {"keep_as_copy": "1"})
    assert answer["Location"] == reverse("wagtailadmin_pages:history", args=[form.pk])
    assert draft(form).contact_name == "第一の課"
    assert FormPage.objects.get(pk=form.pk).latest_revision_id == latest
    entry = PageLogEntry.objects.filter(page=form.pk).order_by("-timestamp", "-pk").first()
    assert entry.user.email == "second@example.jp"
    assert entry.revision.as_object().contact_name == "第二の課"
    assert two[1].get(answer["Location"]).status_code == 200


def test_publishing_is_held_back_too(form, two):
    mine = opened(form, contact_name="第二の課", **{"action-publish": "1"})
    two[0].post(edit_url(form), opened(form, contact_name="第一の課"))
    answer = two[1].post(edit_url(form), mine)
    assert answer.status_code == 409
    assert "上書きして公開に進む" in answer.content.decode()
    assert FormPage.objects.get(pk=form.pk).contact_name == "生活環境課"
    two[1].post(edit_url(form), again(answer) | {"overwrite_knowingly": state(answer)})
    assert FormPage.objects.get(pk=form.pk).contact_name == "第二の課"


def test_what_cannot_be_read_yet_is_kept_on_the_page(form, two):
    mine = opened(form, code="不可")
    two[0].post(edit_url(form), opened(form, contact_name="第一の課"))
    answer = two[1].post(edit_url(form), mine)
    assert answer.status_code == 409
    assert "違いを表示できません" in answer.content.decode()
    assert again(answer)["code"] == "不可"
    copy = two[1].post(edit_url(form), again(answer) | {"keep_as_copy": "1"})
    assert copy.status_code == 409 and "控えを残せませんでした" in copy.content.decode()


def test_a_script_that_saves_is_refused_by_its_own_words(form, two):
    mine = opened(form, contact_name="第二の課")
    two[0].post(edit_url(form), opened(form, contact_name="第一の課"))
    answer = two[1].post(edit_url(form), mine, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "invalid_revision"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ["", "action-publish"])
def test_of_two_saves_in_one_moment_one_is_asked(form, action):
    names = ["first", "second", "third"]
    browsers = []
    for name in names:
        browser = Client()
        browser.force_login(User.objects.create_superuser(f"{name}@example.jp"))
        browsers.append(browser)
    extra = {action: "1"} if action else {}
    pages = [opened(form, contact_name=name, **extra) for name in names]
    start = threading.Barrier(len(names))
    found = []

    def save(browser, data):
        try:
            start.wait(20)
            found.append(browser.post(edit_url(form), data).status_code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=save, args=pair) for pair in zip(browsers, pages, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(found) == [302, 409, 409]
    assert draft(form).contact_name in names

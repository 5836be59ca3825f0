"""The screen before publishing, and versions listed, compared and brought back."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from wagtail.models import GroupPagePermission, Page

import pytest

from accounts.models import User
from eforms.building.differences import Severity
from eforms.building.versions import current_version
from eforms.models import Draft, FormPage, FormVersion, VersionPolicy
from tests.eforms.building.test_editor import editor, posted  # noqa: F401


def fresh(form) -> FormPage:
    return FormPage.objects.get(pk=form.pk)


def press_publish(client, page, **changes):
    data = posted(page, **{"action-publish": "1"}, **changes)
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def confirm(client, answer, **choice):
    """Read the screen that publishing led to and press its button."""
    text = client.get(answer["Location"]).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', text)[1]
    return client.post(answer["Location"], {"seen": seen} | choice)


def begin_draft(form) -> Draft:
    return Draft.objects.create(
        version=current_version(form),
        email="taro@example.jp",
        email_index="x",
        applicant_kind="individual",
        answers={},
        expires_at=timezone.now() + timedelta(days=30),
    )


def make_required(page) -> None:
    page.body[0].value["items"][2].value["required"] = True


def take_out(page) -> None:
    del page.body[0].value["items"][2]


def policy(form) -> VersionPolicy:
    return VersionPolicy.objects.get(version=current_version(form))


def add_address(form) -> str:
    return reverse("wagtailadmin_pages:add", args=["eforms", "formpage", form.get_parent().pk])


@pytest.fixture
def closed(editor, form):  # noqa: F811
    """A form that was never public."""
    data = posted(fresh(form), code="neko", slug="neko", title="猫の登録")
    assert editor.post(add_address(form), data).status_code == 302
    return FormPage.objects.get(code="neko")


def test_a_first_publication_tells_what_it_opens(editor, closed):  # noqa: F811
    page = closed.get_latest_revision_as_object()
    answer = press_publish(editor, page, retention_days="")
    assert not fresh(page).live and not page.versions.exists()
    text = editor.get(answer["Location"]).content.decode()
    assert "はじめての公開です" in text and "/f/neko/" in text
    assert "公開と同時から。終わりは決まっていません" in text
    assert "個人・法人（アカウントがなくても申請できます）" in text
    assert "保存する日数が決まっていません" in text  # a warning
    assert "影響を受ける申請" not in text
    assert confirm(editor, answer).status_code == 302
    assert fresh(page).live and current_version(fresh(page)).number == 1


def test_a_new_page_stays_closed_until_its_publication_is_confirmed(editor, form):  # noqa: F811
    data = posted(fresh(form), **{"action-publish": "1"}, code="tori", slug="tori", title="鳥")
    answer = editor.post(add_address(form), data)
    made = FormPage.objects.get(code="tori")
    assert f"/form-versions/{made.pk}/publish/" in answer["Location"]
    assert not made.live and not made.versions.exists()
    assert editor.get("/f/tori/").status_code == 404
    assert confirm(editor, answer).status_code == 302
    assert fresh(made).live and made.versions.count() == 1


def test_opening_again_what_was_closed_is_shown(editor, form):  # noqa: F811
    form.unpublish()
    answer = press_publish(editor, fresh(form))
    text = editor.get(answer["Location"]).content.decode()
    assert "公開すると、申請できるようになります" in text and "前に公開した第1版" in text
    assert confirm(editor, answer).status_code == 302
    assert fresh(form).live


def test_looks_are_published_at_once_and_told(editor, form):  # noqa: F811
    page = fresh(form)
    page.body[0].value["title"] = "申請者について"
    answer = press_publish(editor, page)
    assert answer["Location"] == reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    assert current_version(form).number == 2
    assert policy(form).severity == Severity.COSMETIC
    told = " ".join(str(m) for m in editor.get("/admin/").context["messages"])
    assert "見た目だけの変更です" in told and "申請者について" in told


def test_what_is_not_part_of_the_questions_needs_no_screen(editor, form):  # noqa: F811
    answer = press_publish(editor, fresh(form), fee_text="300円")
    assert "/publish/" not in answer["Location"]
    assert fresh(form).fee_text == "300円"


def test_changed_questions_are_shown_before_they_are_published(editor, form):  # noqa: F811
    begin_draft(form)
    page = fresh(form)
    make_required(page)
    answer = press_publish(editor, page)
    assert answer["Location"].startswith(f"/admin/form-versions/{page.pk}/publish/")
    assert current_version(form).number == 1
    text = editor.get(answer["Location"]).content.decode()
    assert "「質問の追加・変更」" in text
    assert "「代理の理由」が必須になります。" in text
    assert "<strong>1件</strong>（新しい版に引き継ぎます" in text
    assert 'name="drafts"' not in text
    done = confirm(editor, answer)
    assert done["Location"] == reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    assert current_version(form).number == 2
    assert (policy(form).severity, policy(form).drafts_until) == (Severity.CHANGED, None)
    assert current_version(form).published_by.email == "editor@example.jp"


@pytest.mark.parametrize("choice", ["finish", "carry"])
def test_a_breaking_change_asks_what_becomes_of_drafts(editor, form, choice):  # noqa: F811
    page = fresh(form)
    take_out(page)
    answer = press_publish(editor, page)
    text = editor.get(answer["Location"]).content.decode()
    assert "「影響の大きい変更」" in text and "「代理の理由」がなくなります。" in text
    assert re.search(r'id="finish"[^>]* checked', text)
    day = timezone.localdate() + timedelta(days=7)
    confirm(editor, answer, drafts=choice, until=day.isoformat())
    until = policy(form).drafts_until
    if choice == "carry":
        assert until is None
    else:
        assert (
            timezone.localtime(until).isoformat().startswith(f"{day + timedelta(days=1)}T00:00:00")
        )


@pytest.mark.parametrize("until", ["", "2020-01-01", "2999-01-01", "明日"])
def test_a_day_that_cannot_be_is_refused(editor, form, until):  # noqa: F811
    page = fresh(form)
    take_out(page)
    answer = press_publish(editor, page)
    refused = confirm(editor, answer, drafts="finish", until=until)
    assert refused.status_code == 422
    assert "今日から1年以内の日を選んでください。" in refused.content.decode()
    assert current_version(form).number == 1


def test_without_being_asked_old_drafts_finish_within_thirty_days(form):
    """Bulk publishing, workflows and timers publish without the screen."""
    page = fresh(form)
    take_out(page)
    page.save_revision().publish()
    left = policy(form).drafts_until - timezone.now()
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)


def test_bulk_publishing_takes_the_safe_way(editor, form):  # noqa: F811
    page = fresh(form)
    take_out(page)
    page.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    editor.post(f"{address}?id={page.pk}&next=/admin/", {"include_descendants": ""})
    assert current_version(form).number == 2
    assert policy(form).drafts_until > timezone.now() + timedelta(days=29)


def test_a_choice_waits_for_the_time_a_form_is_scheduled_for(editor, form):  # noqa: F811
    page = fresh(form)
    take_out(page)
    later = timezone.now() + timedelta(days=2)
    page.go_live_at = later
    revision = page.save_revision()
    address = f"/admin/form-versions/{page.pk}/publish/{revision.pk}/"
    text = editor.get(address).content.decode()
    assert "公開を予約する" in text
    seen = re.search(r'name="seen" value="([^"]*)"', text)[1]
    editor.post(address, {"seen": seen, "drafts": "carry"})
    assert current_version(form).number == 1
    # The time has come.
    revision.refresh_from_db()
    content = revision.content | {"go_live_at": None}
    revision.content = content
    revision.save()
    revision.publish()
    assert current_version(form).number == 2
    assert policy(form).drafts_until is None


def test_a_choice_made_against_another_version_does_not_count(form):
    from eforms.building import publishing

    first = publishing.newest_version(form)
    page = fresh(form)
    page.body[0].value["title"] = "申請者について"
    page.save_revision().publish()
    page = fresh(form)
    take_out(page)
    revision = page.save_revision()
    publishing.choose(revision, first, None)
    revision.publish()
    assert policy(form).drafts_until is not None


def test_a_draft_saved_meanwhile_is_not_published_unseen(editor, form):  # noqa: F811
    page = fresh(form)
    make_required(page)
    answer = press_publish(editor, page)
    screen = editor.get(answer["Location"]).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', screen)[1]
    other = User.objects.create_superuser("other@example.jp")
    fresh(form).save_revision(user=other)
    refused = editor.post(answer["Location"], {"seen": seen})
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "新しい下書きが保存されました。公開していません。" in text and "other@example.jp" in text
    assert current_version(form).number == 1


def test_another_version_meanwhile_is_shown_anew(editor, form):  # noqa: F811
    page = fresh(form)
    make_required(page)
    answer = press_publish(editor, page)
    screen = editor.get(answer["Location"]).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', screen)[1]
    newest = current_version(form)
    FormVersion.objects.create(page=form, number=2, schema=newest.schema, sha256="x")
    refused = editor.post(answer["Location"], {"seen": seen})
    assert refused.status_code == 409
    assert "公開中の版が変わりました" in refused.content.decode()
    assert confirm(editor, answer).status_code == 302
    assert current_version(form).number == 3


def test_warnings_and_errors_stand_on_the_screen(editor, form):  # noqa: F811
    page = fresh(form)
    make_required(page)
    page.contact_name = ""
    revision = page.save_revision(clean=False)
    address = f"/admin/form-versions/{page.pk}/publish/{revision.pk}/"
    text = editor.get(address).content.decode()
    assert "まだ公開できません" in text and "利用者が問い合わせる先" in text
    assert "公開する</button>" not in text
    seen = re.search(r'name="seen" value="([^"]*)"', text)[1]
    assert editor.post(address, {"seen": seen}).status_code == 302
    assert current_version(form).number == 1


# Old versions


@pytest.fixture
def three(form):
    """The form with three versions."""
    page = fresh(form)
    make_required(page)
    page.save_revision().publish()
    page = fresh(form)
    take_out(page)
    page.title = "犬の登録（新）"
    page.save_revision().publish()
    return fresh(form)


def test_versions_are_listed_with_what_they_hold(editor, three):  # noqa: F811
    begin_draft(three)
    text = editor.get(f"/admin/form-versions/{three.pk}/").content.decode()
    assert [text.index(f"第{number}版") for number in (3, 2, 1)] == sorted(
        text.index(f"第{number}版") for number in (3, 2, 1)
    )
    assert "質問の追加・変更" in text and "影響の大きい変更" in text
    assert "公開中" in text and "1件" in text
    assert "前の版の入力は" in text


def test_an_old_version_can_be_looked_at(editor, three):  # noqa: F811
    text = editor.get(f"/admin/form-versions/{three.pk}/1/").content.decode()
    assert "代理の理由" in text and "1. 申請する方" in text and "何頭ですか" in text
    step = editor.get(f"/admin/form-versions/{three.pk}/1/pages/1/").content.decode()
    assert "第1版の画面です" in step and "<fieldset disabled" in step and "お名前" in step
    assert not re.search(r'data-question="[^"]*"[^>]* hidden', step)  # 代理の理由 has a rule
    for wrong in ("9/", "1/pages/9/", "1/pages/0/"):
        assert editor.get(f"/admin/form-versions/{three.pk}/{wrong}").status_code == 404


def test_any_two_versions_are_compared(editor, three):  # noqa: F811
    address = f"/admin/form-versions/{three.pk}/compare/"
    text = editor.get(f"{address}?from=1&to=3").content.decode()
    assert "「代理の理由」がなくなります。" in text and "フォームの名称が変わります。" in text
    back = editor.get(f"{address}?from=3&to=1").content.decode()
    assert "「代理の理由」が加わります。" in back
    assert "違いはありません" in editor.get(f"{address}?from=3&to=draft").content.decode()
    assert editor.get(f"{address}?from=x&to=1").status_code == 404
    assert editor.get(address).status_code == 200


def test_an_old_version_comes_back_as_a_draft(editor, three):  # noqa: F811
    address = f"/admin/form-versions/{three.pk}/1/restore/"
    text = editor.get(address).content.decode()
    assert "「代理の理由」が加わります。" in text
    seen = re.search(r'name="seen" value="([^"]*)"', text)[1]
    answer = editor.post(address, {"seen": seen})
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[three.pk])
    assert current_version(three).number == 3
    draft = fresh(three).get_latest_revision_as_object()
    assert draft.title == "犬の登録" and fresh(three).title == "犬の登録（新）"
    assert fresh(three).has_unpublished_changes
    assert draft.latest_revision.user.email == "editor@example.jp"
    draft.save_revision().publish()
    first, last = FormVersion.objects.filter(page=three, number__in=(1, 4)).order_by("number")
    assert first.sha256 == last.sha256


def test_bringing_back_overwrites_nobody_unseen(editor, three):  # noqa: F811
    address = f"/admin/form-versions/{three.pk}/1/restore/"
    text = editor.get(address).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', text)[1]
    latest = three.save_revision()
    refused = editor.post(address, {"seen": seen})
    assert refused.status_code == 409
    assert "まだ戻していません" in refused.content.decode()
    assert fresh(three).latest_revision_id == latest.pk


def test_who_may_edit_looks_and_only_who_may_publish_publishes(client, three):
    from django.contrib.auth.models import Group, Permission

    writer = User.objects.create_user("writer@example.jp", "x")
    writers = Group.objects.create(name="writers")
    writers.permissions.add(Permission.objects.get(codename="access_admin"))
    writers.user_set.add(writer)
    client.force_login(writer)
    addresses = ["", "compare/", "1/", "1/pages/1/", "1/restore/"]
    publish = f"publish/{three.latest_revision_id}/"
    base = f"/admin/form-versions/{three.pk}/"
    for address in [*addresses, publish]:
        assert client.get(base + address)["Location"] == "/admin/", address
    GroupPagePermission.objects.create(
        group=writers,
        page=Page.objects.get(pk=three.get_parent().pk),
        permission=Permission.objects.get(codename="change_page"),
    )
    for address in addresses:
        assert client.get(base + address).status_code == 200, address
    assert client.get(base + publish)["Location"] == "/admin/"
    assert client.post(base + publish, {"seen": "x"})["Location"] == "/admin/"

"""The editor's screens in the admin: what they save, refuse and show."""

import json
import re

from django.core.management import call_command
from django.urls import reverse

from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data

import pytest

from accounts.models import User
from eforms.building.blocks import QuestionBlock
from eforms.building.definitions import body_of
from eforms.building.loading import save_form
from eforms.fields import registry
from eforms.models import FormPage, FormVersion


@pytest.fixture
def editor(client, db):
    user = User.objects.create_superuser("editor@example.jp", "secret")
    client.force_login(user)
    return client


def posted(page, **changes):
    """Return what the editor's page would send for a form, with some inputs changed."""
    form = page.get_edit_handler().get_form_class()(instance=page)
    data = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if name != "body" and value not in (None, False):
            data[name] = "on" if value is True else field.prepare_value(value)
    for name in ("summary", "documents_text", "next_steps"):
        data[name] = "null"
    data["body"] = stream(page.body)
    prefix = form.formsets["mail_texts"].prefix
    data |= {f"{prefix}-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data |= {f"comments-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data |= changes
    return nested_form_data({k: v for k, v in data.items() if v is not None})


def stream(value):
    data = {"count": str(len(value))}
    for index, child in enumerate(value):
        data |= {
            f"{index}-type": child.block_type,
            f"{index}-id": child.id,
            f"{index}-order": str(index),
            f"{index}-deleted": "",
        }
        data[f"{index}-value"] = struct(child.block, child.value)
    return data


def struct(block, value):
    data = {}
    for name, part in value.items():
        child = block.child_blocks[name]
        if name == "items":
            data[name] = stream(part)
        elif hasattr(part, "bound_blocks") and not hasattr(part, "block"):  # a list
            data[name] = {"count": str(len(part))}
            for index, choice in enumerate(part.bound_blocks):
                data[name] |= {
                    f"{index}-id": choice.id,
                    f"{index}-order": str(index),
                    f"{index}-deleted": "",
                    f"{index}-value": struct(choice.block, choice.value),
                }
        elif isinstance(part, bool):
            data |= {name: "on"} if part else {}
        elif name in ("intro", "text"):
            data[name] = rich_text(part.source)
        else:
            state = child.get_form_state(part)
            state = state[0] if isinstance(state, list) else state  # a select of one
            data[name] = "" if state is None else state
    return data


def rich_text(html):
    text = re.sub("<[^>]*>", "", html)
    return json.dumps({"blocks": [{"key": "a", "text": text, "type": "unstyled"}], "entityMap": {}})


def messages_of(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_publishing_from_the_editor_makes_a_version(editor, form):
    page = FormPage.objects.get(pk=form.pk)
    page.body[0].value["title"] = "申請者について"
    data = posted(page, **{"action-publish": "1"})
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 302, response.context["form"].errors
    assert FormVersion.objects.filter(page=page).count() == 2


def test_a_half_built_draft_is_saved_and_not_published(editor, form):
    page = FormPage.objects.get(pk=form.pk)
    page.body[0].value["title"] = ""
    data = posted(page, contact_name="", for_individuals=None, for_corporations=None)
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 302, response.context["form"].errors
    data = posted(page, contact_name="", for_individuals=None, for_corporations=None)
    data["action-publish"] = "1"
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    errors = response.context["form"].errors
    assert "1つ以上" in str(errors["for_individuals"])
    assert "問い合わせる先" in str(errors["contact_name"])
    assert "body" in errors


def test_what_cannot_be_read_yet_waits_in_the_draft(editor, form):
    page = FormPage.objects.get(pk=form.pk)
    dogs = page.body[1].value["items"][1].value
    dogs["items"][1].value["earliest"] = "そのうち"
    dogs["minimum"] = 500
    page.body[1].value["items"][0].value["choices"][0]["code"] = "一頭"
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = editor.post(url, posted(page))
    assert response.status_code == 302, response.context["form"].errors
    kept = FormPage.objects.get(pk=form.pk).get_latest_revision_as_object()
    dogs = kept.body[1].value["items"][1].value
    assert dogs["items"][1].value["earliest"] == "そのうち" and dogs["minimum"] == 500
    assert kept.body[1].value["items"][0].value["choices"][0]["code"] == "一頭"
    refused = editor.post(url, posted(kept, **{"action-publish": "1"}))
    text = refused.content.decode()  # errors of blocks stand in it as JSON
    for words in ("「今日」「3日後」「30日前」か", "半角の英数字と下線"):
        assert json.dumps(words)[1:-1] in text
    assert FormPage.objects.get(pk=form.pk).versions.count() == 1


def test_the_end_of_the_window_comes_after_its_beginning(editor, form):
    data = posted(
        FormPage.objects.get(pk=form.pk),
        accepts_from="2026-04-01T09:00:01",
        accepts_until="2026-04-01T09:00:00",
        **{"action-publish": "1"},
    )
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[form.pk]), data)
    assert "受付開始日時より後" in str(response.context["form"].errors["accepts_until"])
    data["accepts_until"] = "2026-04-01T09:00:02"
    assert editor.post(reverse("wagtailadmin_pages:edit", args=[form.pk]), data).status_code == 302
    assert FormPage.objects.get(pk=form.pk).accepts_until.second == 2


@pytest.fixture
def other(folder, definition):
    return save_form(folder, definition | {"code": "neko", "title": "猫の登録"})


def test_a_taken_address_is_refused_with_a_free_one(editor, form, other):
    page = FormPage.objects.get(pk=form.pk)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = editor.post(url, posted(page, code="ＮＥＫＯ ", **{"action-publish": "1"}))
    error = str(response.context["form"].errors["code"])
    assert "「猫の登録」で使われています" in error
    assert "neko-2" in error
    response = editor.post(url, posted(page, code="犬", **{"action-publish": "1"}))
    assert "半角の英小文字" in str(response.context["form"].errors["code"])


def test_the_address_taken_while_a_draft_waited_is_told_at_publishing(editor, form, other):
    from django.core.exceptions import ValidationError

    draft = FormPage.objects.get(pk=form.pk)
    draft.code = "usagi"
    revision = draft.save_revision()
    other.code = "usagi"
    other.save_revision().publish()
    with pytest.raises(ValidationError) as refused:
        revision.publish()
    assert "「猫の登録」で使われています" in str(refused.value)


def test_an_old_address_stays_the_forms_own(form, other):
    from eforms.building import codes

    form.code = "inu-2026"
    form.save_revision().publish()
    assert codes.owner("inu-touroku").pk == form.pk
    assert codes.owner("inu-touroku").code == "inu-2026"
    assert "以前使われていました" in codes.clash_message("inu-touroku", other.pk)
    assert codes.clash_message("inu-touroku", form.pk) is None
    assert codes.owner("nobody") is None


def test_the_place_in_the_tree_leads_to_the_access_url(client, form):
    response = client.get("/forms/inu-touroku/")
    assert (response.status_code, response["Location"]) == (302, "/f/inu-touroku/")


def test_a_copy_starts_as_a_draft_without_address(editor, form):
    response = editor.post(
        reverse("wagtailadmin_pages:copy", args=[form.pk]),
        {
            "new_title": "犬の登録（写し）",
            "new_slug": "copy",
            "new_parent_page": form.get_parent().pk,
            "publish_copies": "on",
        },
    )
    assert response.status_code == 302
    copy = FormPage.objects.get(slug="copy")
    assert (copy.live, copy.code, copy.versions.count()) == (False, None, 0)
    assert [child.id for child in copy.body] == [child.id for child in form.body]


def test_copying_a_folder_with_forms_works_too(form):
    folder = form.get_parent().specific
    copied = folder.copy(recursive=True, to=folder.get_parent(), update_attrs={"slug": "forms-2"})
    copy = FormPage.objects.child_of(copied).get()
    assert (copy.live, copy.code) == (False, None)


@pytest.mark.parametrize("below", [False, True])
def test_a_form_that_was_published_is_not_deleted(editor, form, below):
    target = form.get_parent() if below else form
    for url in (
        reverse("wagtailadmin_pages:delete", args=[target.pk]),
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        + f"?id={target.pk}&next=/admin/",
    ):
        response = editor.post(url, follow=True)
        assert "「犬の登録」は公開したことがあるため、削除できません" in messages_of(response)
        assert FormPage.objects.filter(pk=form.pk).exists()


def test_a_form_never_published_may_be_deleted(editor, folder, definition):
    page = FormPage(title="試し", slug="try", live=False, body=body_of(definition))
    folder.add_child(instance=page)
    editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not FormPage.objects.exists()


def test_bulk_publishing_refuses_an_unready_form(editor, folder, definition):
    page = FormPage(title="試し", slug="try", code="try", live=False, body=[])
    folder.add_child(instance=page)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = editor.post(f"{url}?id={page.pk}&next=/admin/", follow=True)
    assert "「試し」は公開できません" in messages_of(response)
    assert not FormPage.objects.get(pk=page.pk).live


def test_every_preview_mode_shows_what_is_typed_and_stores_nothing(rf, form, editor):
    form.title = "犬を飼う届"
    form.body[1].value["title"] = "わんちゃん"
    before = Page.objects.get(pk=form.pk).title
    modes = [name for name, _label in form.preview_modes]
    assert modes == ["", "section-1", "section-2", "check", "sent"]
    start = form.make_preview_request(preview_mode="").content.decode()
    assert "犬を飼う届" in start
    assert "わんちゃん" in start
    second = form.make_preview_request(preview_mode="section-2").content.decode()
    assert re.search(r"<h1>\s*わんちゃん", second)
    assert "「何頭ですか」が「2頭以上」である" in second
    assert 'name="q-' in second
    assert Page.objects.get(pk=form.pk).title == before


def test_a_changed_block_needs_no_migration(monkeypatch, db):
    monkeypatch.setattr(registry.get("short_text"), "label", "別の名前")
    call_command("makemigrations", "eforms", check=True, dry_run=True, verbosity=0)


def test_the_choices_of_a_new_question_are_empty_and_get_ids_of_their_own():
    # The editor's script writes "undefined" into an input whose part has no state.
    for kind in ("choice", "choices"):
        block = QuestionBlock(registry.get(kind))
        state = block.get_form_state(block.get_default())["choices"]
        parts = {"label": None, "code": None, "show": None}
        assert state == [{"value": parts}, {"value": parts}]
        kept = block.get_form_state(
            block.to_python({"choices": [{"type": "item", "id": "a", "value": {}}]})
        )
        assert [entry["id"] for entry in kept["choices"]] == ["a"]

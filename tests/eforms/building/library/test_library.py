"""Templates: kept, made into forms, carried to another city; and sets of questions put in."""

import json

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from wagtail.models import GroupPagePermission

import pytest

from accounts.models import User
from eforms.building.checks import body_problems, field_problems
from eforms.building.compiler import compile_form
from eforms.building.definitions import DefinitionError
from eforms.building.library import making, ready
from eforms.building.library.models import FormTemplate
from eforms.building.writing import definition_of
from eforms.models import Draft, FormPage, FormVersion
from tests.eforms.building.library.test_writing import without_ids


pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    """An administrator, signed in."""
    user = User.objects.create_superuser("admin@example.jp", "secret-secret")
    client.force_login(user)
    return user


@pytest.fixture
def data(folder, organisation):
    """What the screens ask for besides questions."""
    return {"title": "猫の登録", "organisation": organisation.pk, "folder": folder.pk}


def newest(page: FormPage) -> FormPage:
    """Return the newest draft of a form."""
    return FormPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_form_to_template_to_form(client, admin, form, data):
    kept = client.post(reverse("form_keep", args=[form.pk]), {"name": "動物の登録"})
    template = FormTemplate.objects.get()
    assert kept["Location"] == reverse("form_template", args=[template.pk])
    shown = client.get(kept["Location"]).content.decode()
    assert "代理の理由" in shown and "条件つき" in shown

    made = client.post(reverse("form_template", args=[template.pk]), data)
    page = FormPage.objects.get(title="猫の登録")
    assert made["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not page.live and page.code is None and not page.versions.exists()
    draft = newest(page)
    draft.title = form.title
    assert without_ids(compile_form(draft)) == without_ids(compile_form(form))
    mine = {item["id"] for section in compile_form(draft)["sections"] for item in section["items"]}
    theirs = {item["id"] for section in compile_form(form)["sections"] for item in section["items"]}
    assert not mine & theirs
    assert client.get(made["Location"]).status_code == 200


def test_another_city_loads_the_file(client, admin, form, data):
    response = client.get(reverse("form_write", args=[form.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="inu-touroku.json"'
    assert json.loads(response.content)["format"] == "madoguchi-form"
    file = SimpleUploadedFile("form.json", b"\xef\xbb\xbf" + response.content)
    client.post(reverse("form_load"), data | {"file": file, "title": ""})
    page = FormPage.objects.exclude(pk=form.pk).get()
    assert page.title == "犬の登録" and not page.live
    assert definition_of(newest(page))["sections"] == definition_of(form)["sections"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "JSONとして読めませんでした"),
        (b"\xff\xfe", "JSONとして読めませんでした"),
        (b"[" * 100_000, "JSONとして読めませんでした"),
        (b"[]", "申請フォームのファイルではありません"),
        (b'{"format": "other"}', "申請フォームのファイルではありません"),
        (b'{"format": "madoguchi-form", "version": 9}', "対応していません"),
        (b'{"format": "madoguchi-form", "version": 1, "form": 3}', "内容がありません"),
        (
            b'{"format": "madoguchi-form", "version": 1, "form": {"sections": [{"code": 1}]}}',
            "sections[0].title",
        ),
        (
            b'{"format": "madoguchi-form", "version": 1, "form": {"sections": [{"code": "a",'
            b' "title": "A", "items": [{"type": "system", "code": "x"}]}]}}',
            "sections[0].items[0].type",
        ),
    ],
)
def test_files_that_are_none_are_told_and_make_nothing(client, admin, data, content, told):
    file = SimpleUploadedFile("form.json", content or b" ")
    response = client.post(reverse("form_load"), data | {"file": file})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not FormPage.objects.exists()


def test_a_file_with_strange_values_is_told(client, admin, form, data):
    content = json.loads(making.to_file(form))
    for key, value in (("minutes", "many"), ("mails", [1]), ("signature", "blood"), ("for", 5)):
        wrong = content | {"form": content["form"] | {key: value}}
        file = SimpleUploadedFile("form.json", json.dumps(wrong).encode())
        response = client.post(reverse("form_load"), data | {"file": file})
        assert response.status_code == 422, key
    assert FormPage.objects.count() == 1


def test_a_file_too_big_is_refused(client, admin, data):
    file = SimpleUploadedFile("form.json", b" " * (making.LARGEST_FILE + 1))
    response = client.post(reverse("form_load"), data | {"file": file})
    assert "2MBまで" in response.content.decode()


def test_questions_are_put_in_where_they_were_wanted(client, admin, form):
    live = compile_form(form)
    for _time in range(2):
        seen = FormPage.objects.get(pk=form.pk).latest_revision_id
        client.post(
            reverse("form_insert", args=[form.pk]),
            {"questions": "agent", "after": "1", "seen": seen},
        )
    draft = newest(form)
    titles = [section["title"] for section in compile_form(draft)["sections"]]
    assert titles == ["申請する方", "代理の方", "代理の方", "犬について"]
    codes = [
        item["code"] for section in compile_form(draft)["sections"] for item in section["items"]
    ]
    assert len(codes) == len(set(codes)) and {"is_agent", "is_agent_2"} <= set(codes)
    assert body_problems(draft.body) == []  # the rules of the second set ask for the second set
    assert FormVersion.objects.get(page=form).schema == live
    assert FormPage.objects.get(pk=form.pk).has_unpublished_changes


def test_a_template_keeps_nothing_of_citizens(form):
    assert not {"answers", "email"} & set(definition_of(form))
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("template", ready.ready("questions"), ids=lambda part: part.key)
def test_every_ready_set_of_questions_is_sound(template, folder, organisation, admin):
    page = making.make_draft(
        folder,
        {"sections": template.sections},
        title=template.name,
        organisation=organisation,
        user=admin,
    )
    assert body_problems(newest(page).body) == []


@pytest.mark.parametrize("template", ready.ready("forms"), ids=lambda part: part.key)
def test_every_ready_form_can_be_published_once_it_has_an_address(
    template, folder, organisation, admin
):
    made = making.make_draft(
        folder, template.definition, title=template.name, organisation=organisation, user=admin
    )
    page = newest(made)
    page.code = f"ready-{template.key.replace('_', '-')}"
    assert field_problems(page) == {} and body_problems(page.body) == []
    page.save_revision().publish()
    assert FormVersion.objects.filter(page_id=page.pk).count() == 1
    assert template.description and template.name


def test_only_editors_of_forms(client, form, folder, data):
    stranger = User.objects.create_user("other@example.jp", "pw")
    group = stranger.groups.create(name="入れるだけ")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(stranger)
    template = FormTemplate.objects.create(name="もの", definition=definition_of(form))
    addresses = [
        reverse("form_templates"),
        reverse("form_load"),
        reverse("form_template", args=[template.pk]),
        reverse("form_keep", args=[form.pk]),
        reverse("form_write", args=[form.pk]),
        reverse("form_insert", args=[form.pk]),
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 302 and response["Location"] == "/admin/", address
    client.post(reverse("form_template", args=[template.pk]), data)
    client.post(reverse("form_template_delete", args=[template.pk]))
    assert FormTemplate.objects.count() == 1 and FormPage.objects.count() == 1


def test_an_editor_deletes_the_own_template_only(client, form, folder):
    editor = User.objects.create_user("editor2@example.jp", "pw")
    group = editor.groups.create(name="編集")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group, page=folder, permission=Permission.objects.get(codename="add_page")
    )
    own = FormTemplate.objects.create(name="自分の", definition={}, created_by=editor)
    other = FormTemplate.objects.create(name="他人の", definition={"sections": []})
    client.force_login(editor)
    client.post(reverse("form_template_delete", args=[own.pk]))
    client.post(reverse("form_template_delete", args=[other.pk]))
    assert list(FormTemplate.objects.all()) == [other]
    assert client.post(reverse("form_template_delete", args=["inquiry"])).status_code == 302


def test_a_broken_definition_is_an_error_of_its_own(folder, organisation, admin):
    with pytest.raises(DefinitionError):
        making.make_draft(
            folder, {"sections": "x"}, title="x", organisation=organisation, user=admin
        )
    assert not FormPage.objects.exists()


def deep(levels: int) -> dict:
    """Return a rule of so many levels."""
    rule: dict = {"question": "a", "op": "equals", "value": "x"}
    for _level in range(levels):
        rule = {"all": [rule]}
    return rule


@pytest.mark.parametrize(
    "change",
    [
        {"show": deep(12)},
        {"show": {"all": [{"question": "a", "op": ["x"], "value": 1}]}},
        {"label": {"a": 1}},
        {"type": "group", "minimum": "abc", "items": []},
        {"type": "integer", "minimum": "0"},
        {"show": {"any_row": "g", "rule": {"any_row": "g", "rule": {"all": []}}}},
    ],
)
def test_a_file_that_no_screen_could_show_makes_no_draft(client, admin, data, change):
    items = [
        {"type": "short_text", "code": "a", "label": "A"},
        {"type": "short_text", "code": "b", "label": "B"} | change,
    ]
    form = {"title": "x", "sections": [{"code": "s", "title": "S", "items": items}]}
    content = json.dumps({"format": "madoguchi-form", "version": 1, "form": form})
    file = SimpleUploadedFile("form.json", content.encode())
    response = client.post(reverse("form_load"), data | {"file": file})
    assert response.status_code == 422
    assert not FormPage.objects.exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda form: item_of(form).update(code="犬の名"), "sections[0].items[0].code："),
        (lambda form: item_of(form).update(code="1st"), "&#x27;1st&#x27; は使えません"),
        (lambda form: item_of(form).update(code="a" * 61), "60文字以内"),
        (lambda form: item_of(form).update(label="長" * 201), "sections[0].items[0].label："),
        (lambda form: item_of(form).update(help="長" * 501), "500文字以内"),
        (lambda form: item_of(form, 1, 1).update(row_title="長" * 61), "いまは61文字"),
        (lambda form: item_of(form, 1, 1)["items"][0].update(code="Dog"), "items[1].items[0].code"),
        (lambda form: item_of(form, 1)["choices"][0].update(label="長" * 201), "choices[0].label"),
        (lambda form: form["sections"][0].update(title="長" * 101), "sections[0].title："),
        (lambda form: form["sections"][0].update(code="一"), "sections[0].code："),
        (lambda form: form.update(title="長" * 201), "title：200文字以内"),
        (lambda form: form.update(contact_phone="0" * 21), "contact_phone：20文字以内"),
        (
            lambda form: form.update(mails={"received": {"subject": "長" * 121, "body": "x"}}),
            "mails.received.subject：",
        ),
    ],
)
def test_codes_and_lengths_of_a_file_are_those_of_the_editor(
    client, admin, data, form, change, told
):
    content = json.loads(making.to_file(form))
    change(content["form"])
    file = SimpleUploadedFile("form.json", json.dumps(content).encode())
    response = client.post(reverse("form_load"), data | {"file": file})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert FormPage.objects.count() == 1


def item_of(form, section=0, number=0):
    return form["sections"][section]["items"][number]


def test_numbers_that_json_does_not_know_are_refused(client, admin, data, form):
    content = making.to_file(form).replace(b'"minutes": 10', b'"minutes": NaN')
    assert b"NaN" in content
    file = SimpleUploadedFile("form.json", content)
    response = client.post(reverse("form_load"), data | {"file": file})
    assert "JSONとして読めませんでした" in response.content.decode()


def test_questions_are_not_put_into_what_somebody_saved_meanwhile(client, admin, form):
    address = reverse("form_insert", args=[form.pk])
    seen = form.latest_revision_id
    newest(form).save_revision(clean=False)
    answer = client.post(address, {"questions": "agent", "after": "1", "seen": seen})
    assert answer["Location"] == address
    assert len(compile_form(newest(form))["sections"]) == 2


def test_questions_are_not_put_into_a_locked_form(client, form, folder):
    editor = User.objects.create_user("editor3@example.jp", "pw")
    group = editor.groups.create(name="編集3")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for name in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=group, page=folder, permission=Permission.objects.get(codename=name)
        )
    FormPage.objects.filter(pk=form.pk).update(locked=True)
    client.force_login(editor)
    answer = client.post(
        reverse("form_insert", args=[form.pk]),
        {"questions": "agent", "after": "1", "seen": form.latest_revision_id},
    )
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[form.pk])
    assert len(compile_form(newest(form))["sections"]) == 2


@pytest.mark.parametrize("template", ready.ready("forms"), ids=lambda part: part.key)
def test_every_ready_form_is_shown_before_it_is_taken(template, client, admin):
    shown = client.get(reverse("form_template", args=[template.key]))
    assert shown.status_code == 200
    assert all(section["title"] in shown.content.decode() for section in template.sections)

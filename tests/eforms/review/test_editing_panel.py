"""The first page of the admin for those who build forms."""

from django.urls import reverse

from wagtail.models import GroupPagePermission

import pytest

from accounts.models import User
from eforms.review.editing_panel import folders, own_drafts
from tests.eforms.building.conftest import definition, folder, form, organisation


__all__ = ["definition", "folder", "form", "organisation"]


@pytest.fixture
def builder(form, django_user_model):
    """Somebody who may build forms in the folder and nothing else."""
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.create(name="作成")
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    for name in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=group, page=form.get_parent(), permission=Permission.objects.get(codename=name)
        )
    user = User.objects.create_user("tsukuru@example.jp", "secret")
    user.groups.add(group)
    return user


def test_an_editor_finds_folders_and_own_drafts_with_what_to_put_right(client, builder, form):
    form.contact_name = ""
    form.save_revision(user=builder, clean=False)
    client.force_login(builder)
    text = client.get("/admin/").content.decode()
    assert "申請フォームの作成" in text
    assert reverse("wagtailadmin_explore", args=[form.get_parent().pk]) in text
    assert reverse("wagtailadmin_pages:edit", args=[form.pk]) in text
    assert "直すところ1件" in text


def test_drafts_of_others_and_published_ones_are_left_out(builder, form):
    other = User.objects.create_superuser("hoka@example.jp")
    assert own_drafts(builder) == []
    form.save_revision(user=other)
    assert own_drafts(builder) == []
    form.refresh_from_db()
    form.save_revision(user=builder).publish()
    assert own_drafts(builder) == []


def test_who_builds_no_forms_sees_no_panel(client, builder, form):
    builder.groups.get().page_permissions.all().delete()
    assert not folders(builder).exists()
    client.force_login(builder)
    assert "申請フォームの作成" not in client.get("/admin/").content.decode()

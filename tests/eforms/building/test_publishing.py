"""Publishing makes versions; versions never change."""

from django.core.exceptions import ValidationError
from django.db import models

import pytest

from accounts.models import User
from eforms.building.stored import FormVersion, ImmutableError
from eforms.building.versions import current_version, schema_of
from eforms.models import FormPage


def republish(page, user=None, **values):
    """Save and publish a page again with other values; return it anew."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish(user=user)
    return FormPage.objects.get(pk=page.pk)


def test_publishing_twice_makes_one_version(form):
    first = current_version(form)
    assert (first.number, form.versions.count()) == (1, 1)
    republish(form)
    republish(form, contact_name="別の課")  # not part of what is filled
    assert form.versions.count() == 1
    assert current_version(form) == first


def test_a_change_of_the_questions_makes_a_new_version_and_keeps_the_old(form):
    first = current_version(form)
    user = User.objects.create_superuser("editor@example.jp")
    form.body[0].value["title"] = "申請者について"
    republish(form, user=user, body=form.body)
    second = current_version(form)
    assert (second.number, second.published_by) == (2, user)
    assert schema_of(second).sections[0].title == "申請者について"
    assert schema_of(FormVersion.objects.get(pk=first.pk)).sections[0].title == "申請する方"


def test_a_draft_of_a_live_form_makes_no_version(form):
    form.body[0].value["title"] = "まだ下書き"
    form.save_revision(clean=False)
    assert form.versions.count() == 1


def test_a_form_scheduled_for_later_gets_its_version_when_it_goes_live(form):
    from datetime import timedelta

    from django.utils import timezone

    form.body[0].value["title"] = "来年度から"
    form.go_live_at = timezone.now() + timedelta(days=1)
    revision = form.save_revision()
    revision.publish()
    assert form.versions.count() == 1
    page = FormPage.objects.get(pk=form.pk)
    republish(page, go_live_at=None, body=form.body)
    assert form.versions.count() == 2


def test_versions_refuse_every_change(form):
    version = current_version(form)
    version.number = 7
    with pytest.raises(ImmutableError):
        version.save()
    with pytest.raises(ImmutableError):
        version.delete()
    for change in (
        lambda: FormVersion.objects.update(number=7),
        lambda: FormVersion.objects.filter(pk=version.pk).delete(),
        lambda: FormVersion.objects.bulk_update([version], ["number"]),
        lambda: FormVersion.objects.update_or_create(pk=version.pk, defaults={"number": 7}),
    ):
        with pytest.raises(ImmutableError):
            change()
    assert FormVersion.objects.get(pk=version.pk).number == 1
    with pytest.raises(models.ProtectedError):
        FormPage.objects.get(pk=form.pk).delete()


def test_the_editor_who_published_may_leave(form):
    user = User.objects.create_superuser("editor@example.jp")
    form.body[0].value["title"] = "申請者について"
    republish(form, user=user, body=form.body)
    user.delete()
    assert current_version(form).published_by is None


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"for_individuals": False, "for_corporations": False}, "for_individuals", "1つ以上"),
        ({"contact_name": ""}, "contact_name", "問い合わせる先"),
        ({"contact_phone": ""}, "contact_phone", "電話番号かメールアドレス"),
        ({"organisation": None}, "organisation", "組織を選んで"),
        ({"body": []}, "body", "質問を1つ以上"),
    ],
)
def test_an_unready_form_is_not_published(form, values, field, words):
    for name, value in values.items():
        setattr(form, name, value)
    revision = form.save_revision(clean=False)
    with pytest.raises(ValidationError) as refused:
        revision.publish()
    assert words in " ".join(refused.value.message_dict[field])
    assert form.versions.count() == 1


def test_reading_a_known_version_costs_no_query(form, django_assert_num_queries):
    version = current_version(form)
    schema_of(version)
    with django_assert_num_queries(1):
        assert schema_of(current_version(form)).title == "犬の登録"

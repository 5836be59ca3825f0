from django.contrib.auth.models import AnonymousUser

import pytest

from accounts.models import Citizen
from eforms.applications import access, owners
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """One application here, one in another department."""
    here, there = b.organisation(), b.organisation("zeimu", "税務課")
    return b.application(b.form(here)), b.application(b.form(there))


@pytest.mark.parametrize(("role", "acts"), [("viewer", False), ("reviewer", True)])
def test_members_see_their_organisation_and_reviewers_act(two, role, acts):
    own, foreign = two
    user = b.staff((own.organisation, role))
    assert list(access.visible_applications(user)) == [own]
    assert access.may(user, access.VIEW, own)
    assert access.may(user, access.ACT, own) is acts
    assert not access.may(user, access.VIEW, foreign)
    assert not access.may(user, access.ACT, foreign)


def test_two_memberships_add_up_each_with_its_role(two):
    own, other = two
    user = b.staff((own.organisation, "viewer"), (other.organisation, "reviewer"))
    assert set(access.visible_applications(user)) == set(two)
    assert not access.may(user, access.ACT, own)
    assert access.may(user, access.ACT, other)


def test_administrators_see_all(two):
    user = b.staff(is_superuser=True)
    assert set(access.visible_applications(user)) == set(two)
    assert all(access.may(user, access.ACT, application) for application in two)


def test_nobody_else_sees_anything(two):
    own, _ = two
    inactive = b.staff((own.organisation, "reviewer"), is_active=False)
    ended = b.staff(is_superuser=True, is_active=False)
    citizen = Citizen.objects.create_citizen("hana@example.jp", None)
    for user in (inactive, ended, b.staff(), AnonymousUser(), citizen, None):
        assert not access.visible_applications(user).exists(), user
        assert not access.may(user, access.VIEW, own), user


def test_an_account_and_an_address_do_not_open_each_other():
    version = b.form()
    citizen = Citizen.objects.create_citizen("taro@example.jp", None)
    by_account = b.application(version, citizen=citizen)
    by_guest = b.application(version, email="TARO@example.jp ")
    b.application(version, email="hana@example.jp")
    assert list(owners.applications_of_citizen(citizen)) == [by_account]
    assert list(owners.applications_of_address(citizen.email_index)) == [by_guest]
    assert owners.is_owner(citizen, citizen.email_index, by_account)
    assert not owners.is_owner(citizen, citizen.email_index, by_guest)
    assert owners.is_owner(None, citizen.email_index, by_guest)
    assert not owners.is_owner(None, citizen.email_index, by_account)

"""Staff accounts: invited by mail, changed by administrators, recorded, gone at once."""

import re

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

import pytest

from accounts.models import Membership, Organisation, User
from audit.models import Entry
from outbox.models import Mail


pytestmark = pytest.mark.django_db
SECRET = "kurikoma-yama 2026"


@pytest.fixture
def admin(client):
    """An administrator, signed in."""
    user = User.objects.create_superuser("admin@example.jp", SECRET)
    client.force_login(user)
    return user


@pytest.fixture
def member(db):
    """A member of staff who may enter the admin."""
    user = User.objects.create_user("shimin@example.jp", SECRET, last_name="佐藤")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


def create(client, **data):
    data = {"email": "New@Example.jp", "last_name": "一関", "first_name": "次郎"} | data
    return client.post(reverse("wagtailusers_users:add"), data)


def sign_in(email, password=SECRET, client=None, **extra):
    data = {"username": email, "password": password}
    return (client or Client()).post("/admin/login/", data, **extra)


def actions() -> list[tuple]:
    return list(Entry.objects.order_by("at").values_list("action", "result"))


def test_a_new_account_without_password_is_invited(client, admin):
    answer = create(client)
    assert answer.status_code == 302, answer.context["form"].errors
    user = User.objects.get(email="new@example.jp")
    assert not user.has_usable_password()
    mail = Mail.objects.get(event="staff_invited")
    assert mail.to == "new@example.jp"
    assert "一関 次郎 様" in mail.body

    browser = Client()
    path = re.search(re.escape(settings.PUBLIC_URL) + r"(/admin/password_reset/\S+)", mail.body)[1]
    form = browser.get(path, follow=True)
    form_path = form.redirect_chain[-1][0]
    done = browser.post(form_path, {"new_password1": SECRET, "new_password2": SECRET})
    assert done["Location"] == "/admin/password_reset/complete/"
    assert "/admin/password_reset/confirm/" in path
    assert Client().get(path).status_code == 200, "a used link only says so"
    assert sign_in("NEW@example.jp")["Location"] == "/admin/"


def test_an_invitation_can_be_sent_again_until_it_is_used(client, admin):
    create(client)
    user = User.objects.get(email="new@example.jp")
    page = reverse("accounts-invite", args=[user.pk])
    assert "メールを送る" in client.get(page).content.decode()
    assert Mail.objects.count() == 1
    client.post(page)
    assert Mail.objects.filter(event="staff_invited").count() == 2
    user.set_password(SECRET)
    user.save()
    assert client.post(page).status_code == 302
    assert Mail.objects.count() == 2


def test_only_those_who_may_change_staff_invite(client, member):
    other = User.objects.create_user("new@example.jp")
    client.force_login(member)
    client.post(reverse("accounts-invite", args=[other.pk]))
    assert not Mail.objects.exists()


def test_the_forms_are_japanese_with_the_family_name_first(client, admin):
    for page in (
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_users:edit", args=[admin.pk]),
    ):
        text = client.get(page).content.decode()
        assert text.index("id_last_name-label") < text.index("id_first_name-label")
        assert "メールアドレス" in text
    answer = create(client, email="admin@example.jp", last_name="")
    assert answer.context["form"].errors["email"]
    assert answer.context["form"].errors["last_name"] == ["姓を入力してください。"]


def test_a_password_given_by_the_administrator_sends_no_mail(client, admin):
    create(client, password1=SECRET, password2=SECRET)
    assert User.objects.get(email="new@example.jp").check_password(SECRET)
    assert not Mail.objects.exists()


def test_a_deactivated_member_is_out_at_once(client, member):
    client.force_login(member)
    assert client.get("/admin/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert sign_in(member.email).status_code == 200


def test_a_new_password_ends_other_sessions(client, member):
    client.force_login(member)
    member.set_password("another long one")
    member.save()
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_sign_ins_outs_and_failures_are_recorded(member):
    browser = Client()
    sign_in(member.email, "wrong")
    sign_in("nobody@example.jp", "wrong")
    sign_in(member.email, client=browser)
    browser.post("/admin/logout/")
    assert actions() == [
        ("staff.sign_in", "refused"),
        ("staff.sign_in", "refused"),
        ("staff.sign_in", "ok"),
        ("staff.sign_out", "ok"),
    ]
    refused = Entry.objects.order_by("at").first()
    assert refused.target == f"accounts.User/{member.pk}"
    assert "nobody" not in str(list(Entry.objects.values()))


def test_changes_of_accounts_are_recorded_without_names(client, admin, member):
    edit = reverse("wagtailusers_users:edit", args=[member.pk])
    data = {"email": member.email, "last_name": "佐藤", "first_name": "花", "is_active": ""}
    assert client.post(edit, data).status_code == 302
    entry = Entry.objects.get(action="staff.changed")
    assert entry.target == f"accounts.User/{member.pk}"
    assert entry.data["active"] is False
    assert "花" not in str(entry.data)
    client.post(reverse("wagtailusers_users:delete", args=[member.pk]))
    assert ("staff.deleted", "ok") in actions()


def test_bulk_actions_are_recorded(client, admin, member):
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
    client.post(f"{address}?id={member.pk}", {"mark_as_active": "False"})
    member.refresh_from_db()
    assert not member.is_active
    assert ("staff.bulk_set_active_state", "ok") in actions()


def test_reset_mails_go_through_the_outbox_and_tell_nothing(member):
    answers = []
    for email in (member.email, "nobody@example.jp"):
        answer = Client().post("/admin/password_reset/", {"email": email})
        answers.append((answer.status_code, answer["Location"]))
    assert answers[0] == answers[1]
    assert [mail.event for mail in Mail.objects.all()] == ["staff_reset"]


def test_guessing_is_slowed_down_at_this_door_too(member):
    for _ in range(5):
        sign_in(member.email, "wrong")
    answer = sign_in(member.email)
    assert answer.status_code == 200
    assert "もう一度お試しいただけます" in answer.content.decode()
    assert sign_in(member.email, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_administrators_edit_departments_and_their_members(client, admin, member):
    form = {
        "name": "市民課",
        "code": "shimin",
        "parent": "",
        "phone": "0191-21-2111",
        "email": "",
        "location": "本庁1階",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-MIN_NUM_FORMS": "0",
        "memberships-MAX_NUM_FORMS": "1000",
        "memberships-0-user": str(member.pk),
        "memberships-0-role": "reviewer",
        "memberships-0-id": "",
    }
    answer = client.post(reverse("organisations:add"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    department = Organisation.objects.get()
    assert list(department.memberships.values_list("user", "role")) == [(member.pk, "reviewer")]
    entry = Entry.objects.get(action="organisation.created")
    assert entry.data == {"members": {f"accounts.User/{member.pk}": "reviewer"}}
    assert client.get(reverse("organisations:index")).status_code == 200

    form |= {
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(Membership.objects.get().pk),
        "memberships-0-DELETE": "on",
    }
    edit = reverse("organisations:edit", args=[department.pk])
    assert client.post(edit, form).status_code == 302
    assert not Membership.objects.exists()


def test_nobody_else_edits_departments(client, member):
    client.force_login(member)
    for name in ("organisations:index", "organisations:add"):
        assert client.get(reverse(name)).status_code == 302


def test_a_department_cannot_stand_above_itself(client, admin):
    upper = Organisation.objects.create(name="市民環境部", code="bu")
    lower = Organisation.objects.create(name="市民課", code="shimin", parent=upper)
    form = {"name": upper.name, "code": "bu", "parent": str(lower.pk)}
    form |= {f"memberships-{key}_FORMS": "0" for key in ("TOTAL", "INITIAL")}
    answer = client.post(reverse("organisations:edit", args=[upper.pk]), form)
    assert "別の組織を選んでください" in str(answer.context["form"].errors)

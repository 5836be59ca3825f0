from django.urls import reverse

import pytest

from eforms.notices.models import FormMailText, MailEvent
from eforms.review.roles import ensure_groups
from tests.eforms.applications import builders as b


pytestmark = pytest.mark.django_db


def test_an_editor_sees_the_mails_with_made_up_values(client):
    version = b.form()
    FormMailText.objects.create(
        page=version.page, event="completed", subject="{{手続名}}", body="独自の文面です。"
    )
    client.force_login(b.staff(is_superuser=True))
    body = client.get(reverse("form_mail_preview", args=[version.page_id])).content.decode()
    for label in MailEvent.labels:
        assert label in body
    assert "独自の文面です。" in body
    assert body.count("このフォームの文面") == 1 and body.count("標準の文面") == len(MailEvent) - 1
    assert "一関 太郎 様" in body
    for state in ("受付済", "取下げ", "審査完了", "不受理"):
        assert f"状況　　：{state}" in body
    assert "{{受付番号}}" in body  # in the list of placeholders


def test_who_may_not_edit_the_form_may_not_look(client):
    version = b.form()
    user = b.staff()
    user.groups.add(ensure_groups()["reviewer"])
    client.force_login(user)
    response = client.get(reverse("form_mail_preview", args=[version.page_id]))
    assert response.status_code == 302
    assert response["Location"] == "/admin/"


def test_the_editor_of_a_form_leads_to_the_preview(client):
    version = b.form()
    client.force_login(b.staff(is_superuser=True))
    body = client.get(reverse("wagtailadmin_pages:edit", args=[version.page_id])).content.decode()
    assert body.count(reverse("form_mail_preview", args=[version.page_id])) >= 2
    assert "{{受付番号}}" in body.replace("&#123;", "{").replace("&#125;", "}")

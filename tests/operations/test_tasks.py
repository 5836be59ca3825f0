"""What beat runs besides the outbox."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from wagtail.models import Page

import pytest

from config import celery_app
from operations.tasks import publish_scheduled


@pytest.mark.django_db
def test_a_page_whose_time_has_come_is_published():
    page = Page.objects.get(depth=1).add_child(instance=Page(title="お知らせ", live=False))
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)

    publish_scheduled()

    page.refresh_from_db()
    assert page.live


def test_beat_names_tasks_that_exist():
    celery_app.loader.import_default_modules()

    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert named <= set(celery_app.tasks)

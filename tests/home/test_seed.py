"""The pages a site cannot do without."""

from wagtail.models import Page, Site

import pytest

from home.models import HomePage, StandardPage
from home.seed import ensure_root


pytestmark = pytest.mark.django_db


def test_the_front_page_takes_the_place_of_the_welcome_page():
    welcome = Site.objects.get(is_default_site=True).root_page
    root = ensure_root(lead="案内")
    assert Site.objects.get(is_default_site=True).root_page_id == root.home.pk
    assert not Page.objects.filter(pk=welcome.pk).exists()
    assert HomePage.objects.get().lead == "案内"


def test_running_it_again_changes_nothing():
    ensure_root()
    policy = StandardPage.objects.get(slug="privacy")
    policy.body = "<p>市が書いた文章</p>"
    policy.save()
    before = list(Page.objects.order_by("path").values_list("path", "slug", "title"))
    ensure_root(title="別の名前")
    assert list(Page.objects.order_by("path").values_list("path", "slug", "title")) == before
    policy.refresh_from_db()
    assert policy.body == "<p>市が書いた文章</p>"


def test_every_link_of_the_foot_and_the_navigation_leads_somewhere(client):
    ensure_root()
    for address in ("/", "/procedures/", "/accessibility/", "/privacy/", "/terms/"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "お困りのときは" in response.content.decode()
    assert Page.find_problems() == ([], [], [], [], [])

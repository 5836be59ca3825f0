"""The layout every page stands on."""

from django.template import engines
from django.test import RequestFactory

from wagtail.models import Site

import pytest

from home.models import SiteSettings


PAGE = """{% extends 'base.html' %}
{% block title %}題{% endblock %}
{% block main %}<h1>題</h1>{% endblock %}
"""


def render(source: str) -> str:
    request = RequestFactory().get("/")
    return engines["django"].from_string(source).render({}, request)


@pytest.mark.django_db
def test_layout_costs_no_query_once_its_settings_are_known(django_assert_num_queries):
    render(PAGE)
    with django_assert_num_queries(0):
        html = render(PAGE)
    assert "<title>題｜一関市オンライン窓口</title>" in html


@pytest.mark.django_db
def test_layout_shows_a_change_of_the_support_desk_at_once():
    render(PAGE)
    site = Site.objects.get(is_default_site=True)
    SiteSettings.objects.create(site=site, support_phone="0191-00-0000")
    assert 'href="tel:0191-00-0000"' in render(PAGE)


@pytest.mark.django_db
def test_reading_a_page_creates_no_settings():
    render(PAGE)
    assert not SiteSettings.objects.exists()


@pytest.mark.django_db
def test_form_layout_has_no_navigation_but_help_at_the_foot():
    html = render(PAGE.replace("base.html", "form_base.html"))
    assert "手続きを探す" not in html
    assert "入力に迷ったときは" in html

"""What the front page and plain pages say, and at what price."""

import re

from django.test import Client

import pytest

from home.models import FeaturedProcedure, HomePage


ADDRESSES = ("/", "/procedures/", "/procedures/koseki/", "/procedures/koseki/open/", "/privacy/")


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 9),
        ("/procedures/", 11),
        ("/procedures/koseki/open/", 13),
        ("/privacy/", 8),
        ("/styleguide/", 0),
    ],
)
def test_pages_cost_few_queries(client, city, address, most, django_assert_max_num_queries):
    client.get(address)
    with django_assert_max_num_queries(most):
        text_of(client, address)


@pytest.mark.parametrize("address", [*ADDRESSES, "/styleguide/"])
def test_no_page_calls_the_outside_nor_carries_inline_code(client, city, address, settings):
    html = text_of(client, address)
    elsewhere = re.findall(r'(?:src|href)="((?:https?:)?//[^"]*)"', html)
    # The canonical address names this very site.
    assert all(url.startswith(settings.PUBLIC_URL) for url in elsewhere), elsewhere
    assert not re.findall(r"<[^>]+\s(?:style|on\w+)=", html)
    assert "<style" not in html
    assert not re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", html)


def test_every_page_has_a_name_of_its_own(client, city):
    titles = [re.search(r"<title>(.*?)</title>", text_of(client, a))[1] for a in ADDRESSES]
    assert len(set(titles)) == len(titles)
    assert titles[0] == "一関市オンライン窓口"
    assert all(title.endswith("｜一関市オンライン窓口") for title in titles[1:])


def test_front_page_shows_entrances_and_what_editors_chose(client, city):
    home = HomePage.objects.get()
    assert "手続き none" in text_of(client, "/")
    for order, name in enumerate(("before", "open")):
        FeaturedProcedure.objects.create(page=home, procedure=city.guides[name], sort_order=order)
    html = text_of(client, "/")
    assert "戸籍・住民票" in html
    assert html.index("手続き before") < html.index("手続き open")
    assert "手続き none" not in html


def test_private_and_draft_guides_are_not_listed(client, city):
    city.guides["open"].unpublish()
    assert "手続き open" not in text_of(client, "/procedures/")
    assert "手続き before" in text_of(client, "/procedures/")


def test_only_one_front_page_can_be_made(city):
    assert not HomePage.can_create_at(city.root.home.get_parent())


def test_signed_in_citizen_is_led_to_the_account(client, city):
    html = text_of(client, "/")
    assert "サインイン" in html
    assert "アカウント</a>" not in html

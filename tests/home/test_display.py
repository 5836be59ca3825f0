"""Language and reading aids: chosen by a plain form, kept in a cookie, back on the same page."""

from django.test import Client
from django.urls import reverse

import pytest

from home.display import COOKIE


pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


def choose(client: Client, **wishes: str):
    """Press a button of the form in the header."""
    return client.post(reverse("home:display"), {"next": SIGN_IN, **wishes})


def test_each_language_stands_under_its_own_name_on_every_page(client):
    page = client.get(SIGN_IN).content.decode()
    assert '<html lang="ja"' in page
    assert 'value="en" lang="en">English</button>' in page
    assert 'value="ja-easy" lang="ja">やさしい日本語</button>' in page
    assert 'value="ja" lang="ja" aria-current="true">日本語</button>' in page


def test_a_choice_leads_back_to_the_page_in_that_language(client):
    answer = choose(client, language="en")
    assert (answer.status_code, answer["Location"]) == (303, SIGN_IN)
    page = client.get(SIGN_IN)
    assert '<html lang="en"' in page.content.decode()
    assert page["Content-Language"] == "en"
    assert "<h1>Sign in</h1>" in page.content.decode()


def test_easy_japanese_is_japanese(client):
    choose(client, language="ja-easy")
    assert '<html lang="ja"' in client.get(SIGN_IN).content.decode()
    assert client.get(SIGN_IN)["Content-Language"] == "ja"


def test_choices_add_up_and_can_be_taken_back(client):
    choose(client, language="en")
    choose(client, size="3")
    choose(client, contrast="high")
    page = client.get(SIGN_IN).content.decode()
    assert '<html lang="en" data-size="3" data-contrast="high">' in page
    choose(client, language="ja")
    choose(client, size="1")
    choose(client, contrast="normal")
    assert client.cookies[COOKIE].value == ""


@pytest.mark.parametrize("wish", ({"language": "xx"}, {"size": "9"}, {"colour": "red"}))
def test_what_is_not_offered_is_passed_over(client, wish):
    choose(client, **wish)
    page = client.get(SIGN_IN).content.decode()
    assert '<html lang="ja" data-size="1" data-contrast="normal">' in page


def test_nobody_is_led_to_another_site(client):
    answer = client.post(reverse("home:display"), {"next": "https://example.org/", "size": "2"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("cookie", ("language=%ff", "x" * 5000, "language=en&language", "&&&=="))
def test_a_broken_cookie_harms_nothing(client, cookie):
    client.cookies[COOKIE] = cookie
    assert client.get(SIGN_IN).status_code == 200


def test_caches_keep_the_languages_apart(client):
    assert "Cookie" in client.get("/no-such-page/")["Vary"]


def test_the_admin_stays_japanese(client):
    client.cookies[COOKIE] = "language=en"
    page = client.get("/admin/login/").content.decode()
    assert "サインイン" in page
    assert '<html lang="ja"' in page


def test_looking_at_a_page_writes_nothing(client, django_assert_num_queries):
    client.cookies[COOKIE] = "language=en&size=3&furigana=on"
    with django_assert_num_queries(0) as taken:
        client.post(reverse("home:display"), {"language": "ja-easy"})
    assert not taken.captured_queries


def test_readings_stand_above_hard_words_when_wished(client):
    choose(client, furigana="on")
    page = client.get(SIGN_IN).content.decode()
    assert '<ruby>利用登録<rp>（</rp><rt aria-hidden="true">りようとうろく</rt>' in page
    assert "<ruby>" not in page.split("<body>")[0]
    choose(client, furigana="off")
    assert "<ruby>" not in client.get(SIGN_IN).content.decode()

"""The link of a mail: only the newest works, it proves nothing, and an old one finds a way on."""

import re
from datetime import timedelta

from django.utils import timezone

import pytest

from eforms.filling import resume_links
from eforms.models import Draft, ResumeLink
from outbox.models import Mail
from tests.eforms.filling.conftest import code_of_last_mail, fill, prove, url


def keep(client, draft):
    return client.post(url(draft, "1/"), {"action": "save"})


def link_of_last_mail() -> str:
    body = Mail.objects.order_by("-created_at").first().body
    return re.search(r"https?://[^/\s]+(/resume/\S+)", body)[1]


@pytest.fixture
def link(draft, client) -> str:
    """The link that the draft's owner was mailed."""
    fill(draft, full_name="一関 太郎")
    keep(client, draft)
    return link_of_last_mail()


def newer(draft) -> str:
    return "/resume/" + resume_links.make(draft, now=timezone.now()).partition("/resume/")[2]


def test_in_the_same_browser_it_leads_straight_on(draft, client, link):
    assert client.get(link)["Location"] == url(draft)


def test_elsewhere_it_shows_nothing_and_asks_for_the_address(draft, client_factory, link):
    finder = client_factory()
    answer = finder.get(link)
    assert answer["Location"].startswith("/f/library/begin/?next=")
    page = finder.get(answer["Location"]).content.decode()
    assert "続けるには、確認をお願いします" in page
    assert "一関 太郎" not in page and "taro@" not in page


def test_another_device_goes_on_by_the_code(draft, client_factory, link):
    phone = client_factory()
    beginning = phone.get(phone.get(link)["Location"]).content.decode()
    action = re.search(r'action="(/guest/\?next=[^"]+)"', beginning)[1]
    asked = phone.post(action, {"email": "taro@example.jp"})
    on = phone.post(asked["Location"], {"code": code_of_last_mail()})
    assert on["Location"] == url(draft)
    assert phone.get(url(draft, "1/")).status_code == 200


def test_only_the_newest_works_and_an_old_one_leads_its_owner_on(
    draft, client, client_factory, link
):
    newest = newer(draft)
    finder = client_factory()
    assert finder.get(newest).status_code == 302
    old = finder.get(link)
    assert old.status_code == 410
    assert "このリンクからは続けられません" in old.content.decode()
    assert client.get(link)["Location"] == url(draft)


def test_old_wrong_and_gone_links_are_told_alike(draft, client_factory, link):
    newer(draft)
    finder = client_factory()
    told = [finder.get(address).content.decode() for address in (link, "/resume/nothing/")]
    for text in told:
        assert "図書館" not in text
    token = r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]*"|/resume/[^/"]+/'
    assert len({re.sub(token, "", text) for text in told}) == 1
    answers = [finder.post(address) for address in (link, "/resume/nothing/")]
    assert {answer["Location"] for answer in answers} == {"/resume/sent/"}


def test_an_old_link_mails_a_new_one_to_the_address_of_the_draft(draft, client_factory, link):
    newer(draft)
    finder = client_factory()
    finder.post(link)
    mail = Mail.objects.order_by("-created_at").first()
    assert mail.to == "taro@example.jp" and Mail.objects.count() == 2
    assert link_of_last_mail() != link
    assert finder.get(link_of_last_mail()).status_code == 302


@pytest.mark.parametrize("gone", ["sent", "expired"])
def test_for_nothing_to_come_back_to_no_mail_goes_out(draft, client_factory, link, gone):
    now = timezone.now()
    field = {"submitted_at": now} if gone == "sent" else {"expires_at": now}
    Draft.objects.filter(pk=draft.pk).update(**field)
    assert client_factory().post(link)["Location"] == "/resume/sent/"
    assert Mail.objects.count() == 1


def test_mails_for_one_draft_are_limited(draft, client_factory, link):
    for _ in range(9):
        assert client_factory().post(link)["Location"] == "/resume/sent/"
    assert Mail.objects.count() == 1 + resume_links.SENT.tries


def test_guessing_is_slowed_down(client, db, monkeypatch):
    few = resume_links.throttle.Limit("resume-opened", tries=3, seconds=600)
    monkeypatch.setattr(resume_links, "OPENED", few)
    answers = [client.get(f"/resume/guess{n}/").status_code for n in range(5)]
    assert answers == [410, 410, 410, 429, 429]


def test_somebody_under_another_address_is_told_so(draft, client_factory, link):
    other = client_factory()
    prove(other, "jiro@example.jp")
    text = other.get(link).content.decode()
    assert "jiro@example.jp" in text and "別のメールアドレスで続ける" in text
    assert "taro@" not in text
    left = other.post(f"/guest/leave/?next={link}")
    assert left["Location"] == link
    assert other.get(link).status_code == 302


def test_opening_a_link_writes_nothing(draft, client, client_factory, link):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for browser in (client, client_factory()):
        with CaptureQueriesContext(connection) as queries:
            browser.get(link)
        assert not [q for q in queries if not q["sql"].startswith("SELECT")]


def test_the_token_lies_nowhere_in_clear(draft, link):
    token = link.split("/")[2]
    assert len(token) >= 43
    assert token not in ResumeLink.objects.get().token_hash


def test_old_links_of_a_draft_do_not_pile_up(draft):
    for _ in range(resume_links.MOST_KEPT + 5):
        newer(draft)
    assert draft.links.count() == resume_links.MOST_KEPT


def test_saving_on_another_day_mails_a_new_link(draft, client, link):
    ResumeLink.objects.update(made_at=timezone.now() - timedelta(days=1, minutes=1))
    keep(client, draft)
    assert Mail.objects.count() == 2


def test_the_kept_page_tells_the_date_and_mails_again(draft, client, link):
    page = client.get(url(draft, "kept/")).content.decode()
    until = timezone.localtime(Draft.objects.get().expires_at)
    assert f"{until.year}年{until.month}月{until.day}日" in page
    assert "リンクをもう一度メールで送る" in page
    again = client.post(url(draft, "kept/"))
    assert Mail.objects.count() == 2
    assert "新しいリンクをメールでお送りしました" in client.get(again["Location"]).content.decode()
    for _ in range(5):
        again = client.post(url(draft, "kept/"))
    assert "10分に4回まで" in client.get(again["Location"]).content.decode()
    assert Mail.objects.count() == 1 + resume_links.SENT.tries

"""The demo's mailbox: there in the demo alone, and as the receiver would read a mail."""

from django.utils import timezone

import pytest

from operations.demo.mailbox import with_links
from outbox.models import Mail


pytestmark = pytest.mark.django_db

LIST = "/demo/mailbox/"


@pytest.fixture
def mail():
    return Mail.objects.create(
        key="first",
        event="submitted",
        to="citizen@example.jp",
        subject="申請を受け付けました <1>",
        body="一関 太郎 様\n\nhttp://127.0.0.1:8000/account/?a=1&b=2 を開いてください。\n"
        "<script>x</script>",
        state=Mail.State.SENT,
        sent_at=timezone.now(),
    )


def test_outside_the_demo_there_is_no_mailbox(client, mail, settings):
    settings.DEMO = False

    assert client.get(LIST).status_code == 404
    assert client.get(f"{LIST}{mail.pk}/").status_code == 404


def test_list_shows_the_newest_first_and_never_from_a_cache(client, mail, settings):
    settings.DEMO = True
    later = Mail.objects.create(
        event="code", to="b@example.jp", subject="確認コード", body="123456"
    )

    response = client.get(LIST)

    page = response.content.decode()
    assert response.status_code == 200
    assert page.index(str(later.pk)) < page.index(str(mail.pk))
    assert "申請を受け付けました &lt;1&gt;" in page and "送信待ち" in page
    assert "no-store" in response["Cache-Control"]


def test_a_mail_is_shown_escaped_with_its_addresses_clickable(client, mail, settings):
    settings.DEMO = True

    page = client.get(f"{LIST}{mail.pk}/").content.decode()

    address = "http://127.0.0.1:8000/account/?a=1&amp;b=2"
    assert f'<a href="{address}">{address}</a> を開いて' in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page and "<script>x" not in page
    assert "citizen@example.jp" in page


def test_unknown_mail_is_not_found(client, settings):
    settings.DEMO = True

    assert client.get(f"{LIST}00000000-0000-4000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("http://a.jp/x。次", '<a href="http://a.jp/x">http://a.jp/x</a>。次'),
        ("（http://a.jp/x）", '（<a href="http://a.jp/x">http://a.jp/x</a>）'),
        ("http://a.jp/x.\n", '<a href="http://a.jp/x">http://a.jp/x</a>.\n'),
        ('http://a.jp/"onclick=', '<a href="http://a.jp/">http://a.jp/</a>&quot;onclick='),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_links_end_where_the_address_ends(text, html):
    assert with_links(text) == html

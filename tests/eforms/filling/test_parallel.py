"""Two hundred presses at once, as HTTP requests against a real database: one application."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import Client

import pytest

from eforms.models import Application, ApplicationEvent
from outbox.models import Effect
from tests.eforms.filling.conftest import filled, url


PRESSES = 200
# As many at once as the city's server has threads for, and some more.
AT_ONCE = 20


@pytest.mark.django_db(transaction=True)
def test_two_hundred_parallel_submits_make_one_application(draft, client):
    filled(draft)
    page = client.get(url(draft, "check/"))
    revision = page.content.decode().split('name="revision" value="')[1].split('"')[0]
    session, gate = client.cookies["sessionid"].value, Barrier(AT_ONCE)

    def press(number: int) -> tuple[int, str, str]:
        if number < AT_ONCE:
            gate.wait()
        browser = Client(raise_request_exception=False)
        browser.cookies["sessionid"] = session
        try:
            answer = browser.post(url(draft, "check/"), {"revision": revision})
            shown = browser.get(answer["Location"]).content.decode()
            receipt = shown.split('id="number">')[1].split("<")[0]
            return answer.status_code, answer["Location"], receipt
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(press, range(PRESSES)))
    application = Application.objects.get()
    assert set(answers) == {(302, url(draft, "sent/"), application.receipt_number)}
    assert ApplicationEvent.objects.count() == 1
    assert Effect.objects.filter(kind="notice").count() == 1

"""The form for language and reading aids in the browser: axe, a narrow phone, the largest text."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from home.display import COOKIE
from tests.home.test_accessibility import SIDEWAYS, TAGS


pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
COOKIES = (
    "language=en",
    "language=ja-easy",
    "size=3&contrast=high&furigana=on",
    "language=en&size=3",
)


@pytest.mark.parametrize("cookie", COOKIES)
@pytest.mark.parametrize("address", ["/procedures/koseki/open/", "/account/sign-in/"])
def test_every_choice_fits_a_phone_and_axe_finds_nothing(visit, city, client, address, cookie):
    client.cookies[COOKIE] = cookie
    page = visit(address, 320)
    page.locator(".display__more summary").click()
    scroll, width = page.evaluate(SIDEWAYS)
    assert scroll <= width
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert not result.response["violations"], result.generate_report()

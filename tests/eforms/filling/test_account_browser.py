"""Every page of the account and of the guests' ways, as people see them: axe, width, the console.

``SCREENSHOTS=folder`` leaves pictures there, for looking at them.
"""

import os
from pathlib import Path

from django.test import Client

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import CitizenSession
from eforms.building import applicant
from eforms.filling import profiles
from eforms.models import Application, Draft
from tests.browser import chromium
from tests.eforms.filling.conftest import marks, prove, schema_document, section, url


pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAME = {"family": "一関", "given": "花子", "family_kana": "イチノセキ", "given_kana": "ハナコ"}
ADDRESS = {
    "postal_code": "0218501",
    "prefecture": "岩手県",
    "city": "一関市",
    "town": "竹山町",
    "street": "7-2",
    "building": "",
}
PASSWORD = "kurikoma-yama 2026"


@pytest.fixture
def account(make_form, citizen, client, settings) -> Application:
    """A citizen with a profile, a second browser, a sent application and something to join."""
    settings.ALLOWED_HOSTS = ["*"]
    asked = {"kana": False, "phone": True, "address": True}
    kinds = ["individual", "organization"]
    items = applicant.expanded("0" * 32, asked, "who", kinds, None)
    make_form(schema_document([section("who", "申請する方", items)], kinds=kinds))
    client.post("/f/library/begin/", {"applicant_kind": "individual"})
    draft = Draft.objects.get()
    profiles.save(
        citizen, "individual", {"name": NAME, "address": ADDRESS, "phone": "0191-21-2111"}
    )
    client.post("/f/library/begin/", {"applicant_kind": "individual", "prefill": "1"})
    filled = Draft.objects.exclude(pk=draft.pk).get()
    sent = {name: v[0] for part in filled.unchecked.values() for name, v in part.items()}
    page = client.get(url(filled, "1/"))
    client.post(url(filled, "1/"), marks(page) | sent | {"action": "next"})
    filled.refresh_from_db()
    client.post(url(filled, "check/"), {"revision": filled.revision})
    profiles.save(citizen, "individual", {"name": NAME | {"given": "華子"}, "address": ADDRESS})
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) AppleWebKit Version/18.1 Safari/604.1")
    phone.post("/account/sign-in/", {"email": citizen.email, "password": PASSWORD})
    assert CitizenSession.objects.count() == 2
    return Application.objects.get()


def addresses(application: Application) -> dict[str, str]:
    """Return the pages to look at."""
    return {
        "home": "/account/",
        "devices": "/account/devices/",
        "profile": "/account/profile/",
        "profile-edit": "/account/profile/individual/",
        "profile-company": "/account/profile/corporation/",
        "profile-keep": f"/account/profile/keep/{application.pk}/",
        "export": "/account/export/",
        "close": "/account/close/",
        "email": "/account/email/",
        "password": "/account/password/",
        "begin": "/f/library/begin/",
        "sent": f"/f/library/d/{application.draft_id}/sent/",
        "applications": "/applications/",
        "join": "/applications/join/",
    }


def look(page, name: str, width: int) -> list[str]:
    """Return what is wrong with the page that is open."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    wrong = [f"{name} {width}: {one['id']}" for one in found.response["violations"]]
    sizes = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    scroll, client = page.evaluate(sizes)
    if scroll > client:
        wrong.append(f"{name} {width}: scrolls sideways, {scroll} > {client}")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    return wrong


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_in_order(account, client, live_server, width):
    wrong: list[str] = []
    with chromium() as browser:
        context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 800})
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        for name, path in {"ways-in": "/applications/", "number": "/guest/number/"}.items():
            page.goto(live_server.url + path)
            wrong += look(page, name, width)
        page.get_by_label("受付番号", exact=True).fill(account.receipt_number)
        page.get_by_label("申請したときのメールアドレス").fill("taro@example.jp")
        page.get_by_role("button", name="確認コードを受け取る").click()
        wrong += look(page, "number-code", width)
        prove(client, "hanako@example.jp")
        cookies = [
            {"name": name, "value": morsel.value, "url": live_server.url}
            for name, morsel in client.cookies.items()
        ]
        context.add_cookies(cookies)
        for name, path in addresses(account).items():
            assert page.goto(live_server.url + path).status == 200, path
            wrong += look(page, name, width)
        page.goto(live_server.url + "/account/profile/organization/")
        page.get_by_label("電話番号").fill("12")
        page.get_by_role("button", name="登録情報を保存する").click()
        wrong = [one for one in wrong if "422" not in one]
        wrong += look(page, "profile-error", width)
        context.close()
    assert not [one for one in wrong if "status of 422" not in one]

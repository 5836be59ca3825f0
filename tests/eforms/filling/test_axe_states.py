"""Every citizen page in each of its states under axe: three widths, light and forced colours.

A state is a response; each is loaded once and looked at in all six ways (issue 4, points 42–45).
"""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

import pytest

from accounts import links
from eforms.applications.models import Application
from eforms.building.models import FormPage
from eforms.filling import drafts, sending
from eforms.filling.guests import Applicant
from eforms.filling.lookups import postal_import
from eforms.filling.models import Draft
from tests.browser import chromium
from tests.e2e.pages import AXE, RULES, SETTLE
from tests.eforms.filling.conftest import (
    filled,
    q,
    question,
    schema_document,
    section,
    uid,
    url,
)
from tests.eforms.filling.lookups.conftest import form_with_lookups
from tests.eforms.filling.shown import Window, window


pytestmark = [pytest.mark.e2e, pytest.mark.django_db]

WIDTHS = (320, 768, 1280)
COLOURS = ("none", "active")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What axe found, in short: all it tells of what passes takes longer than the looking.
RUN = """async (rules) => {
  const { passes, violations } = await axe.run(document, rules);
  const words = ({ id, help, nodes }) =>
    `${id}: ${help} ${nodes.map((node) => node.html.slice(0, 160)).join(" ")}`;
  return { passes: passes.length, wrong: violations.map(words) };
}"""
# 1280 × 1024 at 400 %.
ZOOMED = {"width": 320, "height": 256}

State = tuple[str, HttpResponse]


@pytest.fixture(scope="module", autouse=True)
def _chromium_before_the_database():
    """Once Playwright's loop runs, Django has another connection than before it."""
    with chromium():
        yield


def look(seen: Window, name: str, response: HttpResponse) -> list[str]:
    """Return what is wrong with a state in any of the ways it may be seen."""
    assert response.status_code not in (301, 302, 500), (name, response.status_code)
    seen.page.set_viewport_size(ZOOMED)
    page = seen.show(response)
    page.evaluate(AXE.axe_script)  # once a page: it is half a megabyte
    wrong = [f"{name} at 400 %: scrolls sideways"] if page.evaluate(SIDEWAYS) > 0 else []
    for colours in COLOURS:
        page.emulate_media(forced_colors=colours)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(SETTLE)
            found = page.evaluate(RUN, RULES)
            assert found["passes"] > 10, name  # axe did look
            wrong += [f"{name} at {width}, forced {colours}: {one}" for one in found["wrong"]]
            if page.evaluate(SIDEWAYS) > 0:
                wrong.append(f"{name} at {width}: scrolls sideways")
    page.emulate_media(forced_colors="none")
    return wrong


def before_a_draft(client: Client, form: FormPage, **_) -> Iterator[State]:
    """Start, the ways in, the guest's address and code; open, not yet, closed."""
    start = f"/f/{form.code}/"
    yield "start", client.get(start)
    yield "ways in", client.get(f"{start}begin/")
    yield "address", client.get("/guest/")
    yield "address, error", client.post("/guest/", {"email": "taro@"})
    where = client.post("/guest/", {"email": "jiro@example.jp"})["Location"]
    yield "code", client.get(where)
    yield "code, error", client.post(where, {"code": "0000 0000"})
    now, day = timezone.now(), timedelta(days=1)
    for name, times in {
        "not yet": {"accepts_from": now + day},
        "closed": {"accepts_from": None, "accepts_until": now - day},
    }.items():
        FormPage.objects.filter(pk=form.pk).update(**times)
        yield f"start, {name}", client.get(start)
    yield "no such form", client.get("/f/unknown/")


def filling(client: Client, form: FormPage, draft: Draft, **_) -> Iterator[State]:
    """The pages of a draft: empty, wrong, filled, check, kept, sent, closed, expired."""
    yield "kind and drafts", client.get(f"/f/{form.code}/begin/")
    for number in (1, 2, 3):
        yield f"page {number}, empty", client.get(url(draft, f"{number}/"))
        if number < 3:
            wrong = {q("contact"): "だめ", "action": "next"}
            yield f"page {number}, error", client.post(url(draft, f"{number}/?v=1"), wrong)
        filled(
            draft,
            wants_children="yes-please",
            children=[{"_row": "r1", uid("child_name"): "一郎"}],
        )
        yield f"page {number}, filled", client.get(url(draft, f"{number}/"))
    yield "row, asked before it goes", client.get(url(draft, f"2/?remove_row={uid('children')}:r1"))
    yield "kept", client.get(url(draft, "kept/"))
    yield "check", client.get(url(draft, "check/"))
    FormPage.objects.filter(pk=form.pk).update(accepts_until=timezone.now() - timedelta(days=1))
    yield "draft of a closed form", client.get(url(draft, "1/"))
    FormPage.objects.filter(pk=form.pk).update(accepts_until=None)
    Draft.objects.filter(pk=draft.pk).update(expires_at=timezone.now() - timedelta(days=1))
    yield "expired", client.get(url(draft, "1/"))


def looking_up(client: Client, make_form: Callable, guest: Applicant, **_) -> Iterator[State]:
    """An address with its look-up: one place, several, a difference, nothing."""
    postal_import.import_all(["0218501", "4980000"])
    page = make_form(form_with_lookups(), code="lookups")
    draft = drafts.begin(page.versions.get(), guest, "individual", now=timezone.now())
    home = q("home")
    for name, parts in {
        "one": {"postal_code": "0218501"},
        "several": {"postal_code": "4980000"},
        "another": {"postal_code": "0218501", "city": "平泉町"},
        "nothing": {"postal_code": "021"},
    }.items():
        data = {f"{home}-{part}": text for part, text in parts.items()}
        pressed = client.post(url(draft, "1/?v=1"), data | {"look_up": f"postal:{home}"})
        yield f"look-up, {name}", client.get(pressed["Location"])


def sent(client: Client, draft: Draft, guest: Applicant, **_) -> Iterator[State]:
    """The receipt, one's applications, one of them, its withdrawal."""
    yield "no applications", client.get("/applications/")
    filled(draft)
    sending.send(draft.pk, seen=None, now=timezone.now)
    yield "sent", client.get(url(draft, "sent/"))
    application = Application.objects.get()
    yield "applications", client.get("/applications/")
    yield "application", client.get(f"/applications/{application.pk}/")
    yield "withdraw", client.get(f"/applications/{application.pk}/withdraw/")
    yield "no such application", client.get(f"/applications/{uuid.uuid4()}/")


def stopped(client: Client, make_form: Callable, guest: Applicant, **_) -> Iterator[State]:
    """A form that somebody cannot go on with, and one that asks for a signature."""
    stop = question(
        "stop",
        "no",
        "お申し込みいただけません",
        show={"all": [{"ref": uid("lives"), "op": "equals", "value": False}]},
        options={
            "text": "市内にお住まいの方だけが利用できます。",
            "link_url": "",
            "link_label": "",
        },
    )
    asked = question("yes_no", "lives", "市内にお住まいですか", required=True)
    document = schema_document([section("only", "お住まい", [asked, stop])])
    page = make_form(document, code="stops")
    draft = drafts.begin(page.versions.get(), guest, "individual", now=timezone.now())
    draft.answers = {uid("lives"): False}
    draft.save()
    yield "stop", client.get(url(draft, "stop/"))


def account(client: Client, **_) -> Iterator[State]:
    """The account before one is signed in."""
    for name in ("sign-in", "sign-up", "reset"):
        yield name, client.get(f"/account/{name}/")
        yield f"{name}, error", client.post(f"/account/{name}/", {"email": "だめ"})
    for name in ("sign-up/sent", "registered", "signed-out", "reset/sent", "reset/done", "closed"):
        yield name, client.get(f"/account/{name}/")
    yield "link gone", client.get("/account/confirm/unknown/")
    payload = {"email": "new@example.jp", "password": "x", "next": ""}
    token = links.issue(links.SIGN_UP, payload=payload)
    yield "confirm", client.get(f"/account/confirm/{token}/")


def own_account(client: Client, citizen, **_) -> Iterator[State]:
    """The account of somebody signed in."""
    yield "account", client.get("/account/")
    for name in ("email", "password", "close"):
        yield name, client.get(f"/account/{name}/")
        yield f"{name}, error", client.post(f"/account/{name}/", {})


GROUPS = {
    "before": (before_a_draft, ("form",)),
    "filling": (filling, ("form", "draft")),
    "look-ups": (looking_up, ("make_form", "guest")),
    "sent": (sent, ("draft", "guest")),
    "stop": (stopped, ("make_form", "guest")),
    "account": (account, ()),
    "own account": (own_account, ("citizen",)),
}


@pytest.mark.parametrize("group", GROUPS)
def test_axe_finds_nothing_on_any_citizen_page_in_any_state(group, client, request):
    states, fixtures = GROUPS[group]
    needed = {name: request.getfixturevalue(name) for name in fixtures}
    with window() as seen:
        wrong = [
            problem
            for name, response in states(client, **needed)
            for problem in look(seen, name, response)
        ]
    assert not wrong, "\n".join(wrong)

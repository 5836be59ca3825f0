"""Every question type on its own: filled wrongly, put right, and found again everywhere.

Once with a script and once without; axe looks at the page alone, with the message, and at the
confirmation. A type without a case fails.
"""

import csv
import io
import re

from django.http import QueryDict
from django.utils import timezone

from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

import pytest
from playwright.sync_api import Locator, Page, expect

from eforms.building.loading import save_form
from eforms.building.versions import schema_of
from eforms.fields import json_shape, registry
from eforms.filling import drafts, given
from eforms.filling.models import Draft
from eforms.models import Application
from eforms.review.roles import ensure_groups
from tests.browser import chromium
from tests.e2e.pages import RECEIPT, look
from tests.eforms.applications import builders as b
from tests.eforms.types.cases import CASES, Case, File


pytestmark = pytest.mark.e2e
LABEL = "確かめる質問"
CODE = "asked"


def test_every_type_has_a_case():
    assert {case.kind for case in CASES} == {kind.name for kind in registry.all_types()}


@pytest.fixture
def published(transactional_db, folder):
    """Publish a form of one case."""

    def publish(case: Case):
        item = {"type": case.kind, "code": CODE, "label": LABEL, "required": True} | case.item
        if not registry.get(case.kind).asked:
            del item["required"]
        if case.kind == "image":
            item["image"] = picture().pk
        return save_form(
            folder,
            {
                "code": "one",
                "title": "一問だけの申請",
                "organisation": "kankyo",
                "contact_name": "生活環境課",
                "contact_phone": "0191-21-2111",
                "my_number_task": True,
                "legal_basis": "番号法第9条第1項",
                "retention_days": 365,
                "sections": [{"code": "only", "title": "質問", "items": [*case.before, item]}],
            },
        )

    return publish


@pytest.fixture
def start(live_server, client, guest):
    """Begin a draft of a form and open its page in Chromium, at a phone's width."""
    with chromium() as browser:
        opened = []

        def start(page, *, script: bool) -> tuple[Draft, Page]:
            version = page.versions.get()
            linked = given.answers(schema_of(version), QueryDict("source=広報から"))
            draft = drafts.begin(version, guest, "individual", now=timezone.now(), given=linked)
            context = browser.new_context(
                viewport={"width": 360, "height": 740},
                locale="ja-JP",
                timezone_id="Asia/Tokyo",
                java_script_enabled=script,
            )
            context.set_default_timeout(10_000)
            context.add_cookies(
                [
                    {"name": name, "value": morsel.value, "url": live_server.url}
                    for name, morsel in client.cookies.items()
                ]
            )
            window = context.new_page()
            window.goto(f"{live_server.url}/f/one/d/{draft.pk}/1/")
            opened.append(context)
            return draft, window

        yield start
        for context in opened:
            context.close()


def picture():
    """Return a picture of the media library."""
    if not Collection.objects.exists():  # a browser test empties the database
        Collection.add_root(name="Root")
    return get_image_model().objects.create(title="記入例", file=get_test_image_file())


def answer(page: Page, question: str, parts: dict) -> None:
    """Fill the parts of a question as a person would."""
    for part, what in parts.items():
        name = f"q-{question}-{part}" if part else f"q-{question}"
        fill(page, page.locator(f'[name="{name}"]'), what)


def fill(page: Page, controls: Locator, what) -> None:
    """Type, choose by words, or pick a file, whichever the input is."""
    first = controls.first
    kind = first.evaluate("(control) => control.type", None) if first.count() else ""
    if isinstance(what, File):
        first.set_input_files(
            {"name": what.name, "mimeType": "application/octet-stream", "buffer": what.content}
        )
    elif kind in ("radio", "checkbox"):
        for words in what if isinstance(what, list) else [what]:
            page.locator("label", has_text=words).first.click()
    elif kind == "select-one" and not first.is_visible():  # a long list made searchable
        page.get_by_role("combobox").fill(what)
        page.get_by_role("combobox").press("Enter")
    elif kind == "select-one":
        first.select_option(label=what)
    else:
        first.fill(what)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("case", CASES, ids=[case.kind for case in CASES])
def test_a_type(case, script, published, start, client):
    form = published(case)
    *before, question = form.versions.get().schema["sections"][0]["items"]
    draft, page = start(form, script=script)
    go_on = page.get_by_role("button", name="保存して次へ進む")
    if script:
        look(page)
    if case.told:
        answer(page, question["id"], case.wrong)
        if case.kind == "attachment" and script:  # told at once, beside the file
            expect(page.locator(".file__told[data-failed]")).to_contain_text(case.told)
            look(page)
            answer(page, question["id"], case.right)
            expect(page.get_by_role("button", name=re.compile("削除.*委任状.pdf"))).to_be_visible()
            return sent(page, go_on, draft, question, case, client)
        go_on.click()
        summary = page.locator(".error-summary")
        expect(summary).to_contain_text(case.told)
        expect(summary).to_contain_text("1件")
        expect(page.locator(".question__error").first).to_contain_text(case.told)
        if script:
            expect(summary).to_be_focused()
            look(page)
        for words in case.wrong.values():
            if case.kind == "my_number":  # is never sent back to a page
                assert words not in typed_in(page)
            elif isinstance(words, str):
                assert words in typed_in(page), "typed text was lost"
        undo(page)
    for other in before:
        answer(page, other["id"], case.before_answers[other["code"]])
    answer(page, question["id"], case.right)
    if case.on_page and (script or not before):
        expect(page.locator("form.section")).to_contain_text(case.on_page)
    return sent(page, go_on, draft, question, case, client, script=script)


def sent(page: Page, go_on, draft: Draft, question: dict, case: Case, client, script=True) -> None:
    """Go on to the confirmation, send, and look at what has become of it."""
    go_on.click()
    page.wait_for_url("**/check/")
    expect(page.get_by_role("main")).to_contain_text(case.shown)
    if script:
        look(page)
    page.get_by_role("button", name="この内容で申請する").click()
    expect(page.get_by_text(RECEIPT).first).to_be_visible()

    application = Application.objects.get(draft_id=draft.pk)
    if case.value is not None:
        assert application.answers[question["id"]] == case.value
    if case.shown:
        seen_by_staff(client, application, case)
        fits_the_api(client, application, question, case)


def typed_in(page: Page) -> list[str]:
    """Return what stands in the inputs."""
    boxes = page.locator("form.section input, form.section textarea, form.section select")
    return boxes.evaluate_all(
        "(all) => all.map((c) => c.tagName === 'SELECT' ? c.selectedOptions[0]?.text : c.value)"
    )


def undo(page: Page) -> None:
    """Take back check marks that were made wrongly; everything else is given anew."""
    for box in page.locator("form.section input[type=checkbox]").all():
        box.uncheck(force=True)


def seen_by_staff(client, application: Application, case: Case) -> None:
    """A reviewer of the department finds the answer at the desk and in the CSV."""
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    user = b.staff((application.organisation, "reviewer"))
    user.groups.add(ensure_groups()["reviewer"])
    client.force_login(user)
    body = client.get(f"/admin/applications/inspect/{application.pk}/").content.decode()
    assert case.shown in body
    export = client.post(f"/admin/applications/export/?page={application.page_id}")
    text = b"".join(export.streaming_content).decode("utf-8-sig")
    _head, row = csv.reader(io.StringIO(text, newline=""))
    for cell in case.cells:
        assert cell in row
    client.logout()


def fits_the_api(client, application: Application, question: dict, case: Case) -> None:
    """The API describes the question, and the stored answer fits the description."""
    described = client.get("/api/v1/forms/one").json()
    *_before, asked = described["sections"][0]["questions"]
    assert (asked["code"], asked["type"], asked["label"]) == (CODE, case.kind, LABEL)
    if case.kind != "my_number":  # a number goes in and never comes out
        assert json_shape.fits(application.answers[question["id"]], asked["schema"])

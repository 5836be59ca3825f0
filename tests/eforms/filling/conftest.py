"""A form of three pages with a rule, a repeated group and files, and people who fill it."""

import re
import uuid
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from wagtail.models import Locale, Page

import pytest

from accounts import sessions
from accounts.models import Citizen, Organisation
from eforms.engine.schema import digest
from eforms.filling import codes, drafts, guests
from eforms.filling.guests import Applicant
from eforms.models import Draft, EmailCode, FormPage, FormVersion
from outbox.models import Mail


def uid(name: str) -> str:
    """Return a steady question id for a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def question(kind: str, code: str, label: str, *, required: bool = False, **more) -> dict:
    """Return a question of a schema document; its id is ``uid(code)``."""
    return {
        "id": uid(code),
        "type": kind,
        "code": code,
        "label": label,
        "help": more.pop("help", ""),
        "required": required,
        "show": more.pop("show", None),
        "require": more.pop("require", None),
        "options": more.pop("options", {}),
    }


def schema_document(
    sections: list[dict], *, kinds=("individual",), title="図書館の利用登録"
) -> dict:
    """Return a schema document."""
    return {"schema": 1, "title": title, "applicant_kinds": list(kinds), "sections": sections}


def section(code: str, title: str, items: list[dict], **more) -> dict:
    """Return a section of a schema document."""
    return {"id": uid(code), "title": title, "intro": "", "show": None, "items": items} | more


WANTS = [{"id": "yes-please", "label": "希望する"}, {"id": "no-thanks", "label": "希望しない"}]


def library_form(kinds=("individual",)) -> dict:
    """Return the form most tests use."""
    wants_children = {
        "all": [{"ref": uid("wants_children"), "op": "equals", "value": "yes-please"}]
    }
    children = {
        "id": uid("children"),
        "type": "group",
        "code": "children",
        "label": "お子さん",
        "help": "",
        "minimum": 1,
        "maximum": 3,
        "row_title": "お子さん",
        "show": wants_children,
        "items": [question("short_text", "child_name", "お子さんのお名前", required=True)],
    }
    return schema_document(
        [
            section(
                "who",
                "申請する方",
                [
                    question("short_text", "full_name", "お名前", required=True),
                    question("email", "contact", "連絡先メールアドレス"),
                ],
            ),
            section(
                "wishes",
                "ご希望",
                [
                    question(
                        "choice",
                        "wants_children",
                        "お子さんの登録",
                        required=True,
                        options={"choices": WANTS, "as": "radios"},
                    ),
                    children,
                    question("long_text", "remarks", "ご要望"),
                ],
            ),
            section(
                "papers",
                "書類",
                [
                    question(
                        "attachment",
                        "proof",
                        "住所の分かる書類",
                        options={"extensions": ["pdf", "png"], "max_mb": 1, "max_files": 3},
                    )
                ],
            ),
        ],
        kinds=kinds,
    )


def q(code: str, part: str = "") -> str:
    """Return the input name of a question."""
    return f"q-{uid(code)}" + (f"-{part}" if part else "")


@pytest.fixture
def organisation(db):
    """The department of the form."""
    return Organisation.objects.create(
        name="市民課", code="shimin", phone="0191-21-2111", email="shimin@example.jp"
    )


def root_page() -> Page:
    """Return the root of the page tree; tests with real transactions leave an empty database."""
    root = Page.objects.filter(depth=1).first()
    if root is None:
        Locale.objects.get_or_create(language_code="ja")
        root = Page.add_root(instance=Page(title="Root", slug="root"))
    return root


@pytest.fixture
def make_form(organisation):
    """Make a live form page with one version of a schema document."""

    def make(document: dict, *, code: str = "library", **fields) -> FormPage:
        page = root_page().add_child(
            instance=FormPage(
                title=document["title"],
                slug=code,
                code=code,
                organisation=organisation,
                for_individuals="individual" in document["applicant_kinds"],
                for_corporations="corporation" in document["applicant_kinds"],
                for_organizations="organization" in document["applicant_kinds"],
                fee_text="1通 300円",
                **fields,
            )
        )
        FormVersion.objects.create(page=page, number=1, schema=document, sha256=digest(document))
        return page

    return make


@pytest.fixture
def form(make_form):
    """The library's form, open."""
    return make_form(library_form())


@pytest.fixture
def citizen(db, client):
    """A citizen, signed in in the client's browser."""
    person = Citizen.objects.create_citizen(
        "hanako@example.jp", "kurikoma-yama 2026", confirmed_at=timezone.now()
    )
    response = HttpResponse()
    sessions.sign_in(HttpRequest(), response, person)
    client.cookies["citizen_session"] = response.cookies["citizen_session"].value
    return person


@pytest.fixture
def client_factory():
    """Make another browser."""
    return Client


def prove(client, address: str) -> EmailCode:
    """Make a browser a guest of an address, as if the code had been typed."""
    code = EmailCode(
        id=uuid.uuid4(),
        email=address,
        email_index=codes.email_index(address),
        code_hash="used",
        browser_hash="",
        expires_at=timezone.now() + timedelta(minutes=15),
        used_at=timezone.now(),
    )
    code.save(force_insert=True)
    session = client.session
    session[guests.SESSION_KEY] = str(code.pk)
    session.save()
    return code


@pytest.fixture
def guest(db, client):
    """A guest whose address was proven in the client's browser."""
    return Applicant(*_address(prove(client, "taro@example.jp")))


def _address(code: EmailCode) -> tuple[str, str]:
    return code.email, code.email_index


@pytest.fixture
def draft(form, guest) -> Draft:
    """The guest's empty draft of the library's form."""
    return drafts.begin(form.versions.get(), guest, "individual", now=timezone.now())


def url(draft: Draft, end: str = "") -> str:
    """Return an address of a draft."""
    return f"/f/{draft.version.page.code}/d/{draft.pk}/{end}"


def marks(response) -> dict:
    """Return the hidden inputs by which a page says what it was made from."""
    html = response.content.decode()
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("revision", "page")
    }


def fill(draft: Draft, **answers) -> Draft:
    """Store answers by question code, as if the pages had been sent."""
    draft.answers = {uid(code): value for code, value in answers.items()}
    draft.revision += 1
    draft.save()
    return draft


def filled(draft: Draft, **more) -> Draft:
    """Fill the library's form completely."""
    return fill(
        draft,
        **(
            {
                "full_name": "一関 太郎",
                "contact": None,
                "wants_children": "no-thanks",
                "remarks": None,
                "proof": None,
            }
            | more
        ),
    )


def code_of_last_mail() -> str:
    """Return the code in the newest mail."""
    body = Mail.objects.order_by("-created_at").first().body
    return re.search(r"(\d{4} \d{4})", body)[1]

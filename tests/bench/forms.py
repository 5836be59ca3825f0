"""Both forms set up in an empty database, and what is measured of them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict
from django.test import Client
from django.utils import timezone

from wagtail.models import Locale, Page, Site

from accounts.models import Organisation
from eforms.building.versions import schema_of
from eforms.engine.journey import Journey
from eforms.engine.schema import FormSchema, digest
from eforms.fields.processing import process_section
from eforms.fields.rendering import render_section
from eforms.filling import codes, drafts, guests
from eforms.filling.guests import Applicant
from eforms.models import EmailCode, FormPage, FormVersion
from tests.bench import questions
from tests.bench.contribforms.models import PlainFormPage


KIND = "individual"
FORM_DATA = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Case:
    """One thing to measure: ours, and the peer's when it has it."""

    what: str
    count: int
    ours: Callable[[], object]
    peer: Callable[[], object] | None = None


class Place:
    """The page tree, the department and a guest's browser."""

    def __init__(self) -> None:
        Locale.objects.get_or_create(language_code="ja")
        root = Page.objects.filter(depth=1).first() or Page.add_root(
            instance=Page(title="Root", slug="root")
        )
        self.root = root.add_child(instance=Page(title="bench", slug="bench"))
        Site.objects.update(is_default_site=False)
        Site.objects.create(hostname="testserver", root_page=self.root, is_default_site=True)
        self.organisation = Organisation.objects.create(name="市民課", code="shimin")
        self.client = Client()
        self.guest = self._guest("hanako@example.jp")

    def _guest(self, address: str) -> Applicant:
        code = EmailCode.objects.create(
            id=uuid.uuid4(),
            email=address,
            email_index=codes.email_index(address),
            code_hash="used",
            browser_hash="",
            expires_at=timezone.now() + timedelta(minutes=15),
            used_at=timezone.now(),
        )
        session = self.client.session
        session[guests.SESSION_KEY] = str(code.pk)
        session.save()
        return Applicant(code.email, code.email_index)

    def _asked(self, method: str, path: str, body: str, expected: int) -> Callable[[], object]:
        def request() -> object:
            response = self.client.generic(method, path, body, content_type=FORM_DATA)
            if response.status_code != expected:
                raise RuntimeError(f"{method} {path}: {response.status_code}")
            return response

        return request

    def cases(self, count: int) -> list[Case]:
        """Return the comparisons for forms of a number of questions."""
        our_get, our_post, our_render, our_check = self._ours(count)
        get, post, render, check, form_class = self._peers(count)
        return [
            Case("whole GET", count, our_get, get),
            Case("whole POST, stored", count, our_post, post),
            Case("rendering the questions", count, our_render, render),
            Case("validation", count, our_check, check),
            Case("compiling the editor's blocks", count, questions.compiling(count), form_class),
        ]

    def _ours(self, count: int) -> list[Callable[[], object]]:
        document = questions.ours(count)
        code = f"bench-{count}"
        page = self.root.add_child(
            instance=FormPage(
                title=document["title"], slug=code, code=code, organisation=self.organisation
            )
        )
        version = FormVersion.objects.create(
            page=page, number=1, schema=document, sha256=digest(document)
        )
        draft = drafts.begin(version, self.guest, "individual", now=timezone.now())
        path = f"/f/{code}/d/{draft.pk}/1/"
        schema = schema_of(version)
        sent = questions.answered(schema)
        return [
            self._asked("GET", path, "", 200),
            self._asked("POST", path, urlencode(sent | {"action": "next"}, doseq=True), 302),
            *parts(schema, sent),
        ]

    def _peers(self, count: int) -> list[Callable[[], object]]:
        page = PlainFormPage(title=f"{count}問の申請", slug=f"plain-{count}")
        for field in questions.theirs(count):
            page.form_fields.add(page.form_fields.model(**field))
        self.root.add_child(instance=page)
        page = PlainFormPage.objects.get(pk=page.pk)
        form_class, request = page.get_form_class(), HttpRequest()
        request.user = AnonymousUser()
        sent = questions.their_answers(list(form_class.base_fields))
        body = urlencode(sent, doseq=True)

        def check() -> None:
            form = form_class(QueryDict(body), page=page, user=request.user)
            if not form.is_valid():
                raise RuntimeError(form.errors)

        def render() -> str:
            return form_class(page=page, user=request.user).as_div()

        return [
            self._asked("GET", f"/plain-{count}/", "", 200),
            self._asked("POST", f"/plain-{count}/", body, 200),
            render,
            check,
            page.get_form_class,
        ]


def parts(schema: FormSchema, sent: dict[str, list[str]]) -> list[Callable[[], object]]:
    """Return rendering and validation of a form's only page, without a request around them."""
    page = schema.sections[0]
    body = urlencode(sent, doseq=True)

    def check() -> None:
        result = process_section(schema, page, QueryDict(body), None, {}, "individual", None)
        if result.errors:
            raise RuntimeError(result.errors)

    def render() -> str:
        return render_section(schema, page, Journey(schema, {}, "individual"))

    return [render, check]


def ruled_cases(count: int) -> list[Case]:
    """Return reading, rendering and validation of a form whose every question has a rule."""
    document = questions.ruled(count)
    schema = FormSchema.from_json(document)
    sent = questions.answered(schema)
    render, check = parts(schema, sent)
    answers = process_section(
        schema, schema.sections[0], QueryDict(urlencode(sent, doseq=True)), None, {}, KIND, None
    ).answers

    def shown() -> str:
        return render_section(schema, schema.sections[0], Journey(schema, answers, KIND))

    return [
        Case("reading the compiled form, rules", count, lambda: FormSchema.from_json(document)),
        Case("rendering, rules, empty", count, render),
        Case("rendering, rules, answered", count, shown),
        Case("validation, rules", count, check),
    ]


def mixed_cases(count: int) -> list[Case]:
    """Return rendering and validation of all our types."""
    schema = FormSchema.from_json(questions.mixed(count))
    render, check = parts(schema, questions.answered(schema))
    return [
        Case("rendering, every type", count, render),
        Case("validation, every type", count, check),
    ]

"""Loading the demo city: by the real code paths, once, and the second time without a trace."""

import hashlib
import random
from collections import Counter

from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

import pytest

from accounts.models import Citizen, Membership, User
from audit.verify import verify
from eforms.applications.access import visible_applications
from eforms.applications.models import Application
from eforms.applications.states import State
from eforms.building.models import FormPage
from eforms.building.versions import current_version, schema_of
from eforms.engine.journey import Journey
from eforms.fields.processing import recheck
from eforms.filling.lookups import postal_import
from eforms.filling.models import Draft
from home.models import HomePage
from operations.demo import answers, data, load, pages, people, plan
from outbox.models import Effect, Mail
from procedures.models import ProcedurePage


pytestmark = pytest.mark.django_db

ADDRESS = "http://127.0.0.1:8123"
FEW = 40
FORMS = [form["code"] for form in data.forms()]


@pytest.fixture
def few(monkeypatch):
    """Enough applications for every way through a form, few enough for a test."""
    monkeypatch.setattr(plan, "COUNT", FEW)


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory):
    """The loaded city, once for this file: each test's own changes are rolled back within it."""
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(PRIVATE_ROOT=tmp_path_factory.mktemp("private")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        patch.setattr(plan, "COUNT", FEW)
        told: list[str] = []
        load.load(told.append, address=ADDRESS)
        yield told
        transaction.set_rollback(True)


@pytest.fixture
def schemas():
    """The published schemas of all forms, by code."""
    city = data.city()
    people.load_organisations(city)
    loaded = pages.load_forms(pages.load_root(city).forms, data.forms())
    return {code: schema_of(current_version(page)) for code, page in loaded.items()}


class Files:
    """A store that keeps nothing and knows everything it gave out."""

    def __init__(self):
        self.given = {}

    def attach(self, question, row_id):
        key = f"00000000-0000-4000-8000-{len(self.given):012}"
        name = f"{question.code}.{question.options['extensions'][0]}"
        value = {
            "id": key,
            "name": name,
            "size": 193,
            "content_type": "application/pdf",
            "sha256": "0" * 64,
        }
        self.given[key] = value
        return [value]

    def existing(self, question_id, row_id, ids):
        return [self.given[key] for key in ids if key in self.given]


def test_every_form_can_be_filled_in_completely_by_every_kind_of_applicant(schemas):
    assert set(schemas) == set(FORMS)
    today = timezone.localdate()
    for code, schema in schemas.items():
        for kind in schema.applicant_kinds:
            walked = set()
            for seed in range(25):
                files = Files()
                rng = random.Random(f"{code}/{kind}/{seed}")
                made = answers.make_answers(
                    schema, kind, rng, today=today, given={}, attach=files.attach
                )
                journey = Journey(schema, made, kind, today)
                assert journey.complete, (code, kind, seed, journey.first_gap())
                assert not recheck(schema, made, kind, files, today=today), (code, kind, seed)
                walked |= set(made)
            asked = {
                item.id
                for section in schema.sections
                for item in section.items
                if getattr(item, "has_answer", True)
            }
            # What none of 25 citizens was ever asked stands behind a rule that never holds.
            never = {schema.item(key).code for key in asked - walked}
            assert not {name for name in never if not _for_others(schema, name, kind)}, code


def _for_others(schema, code, kind) -> bool:
    """Tell whether an item is for another kind of applicant (its page or itself says so)."""
    item = next(part for part in schema.walk() if part.code == code)
    section = schema.section_of(item.id)
    return any("@applicant_kind" in str(rule) for rule in (item.show, section.show)) or any(
        ref in str(rule)
        for rule in (item.show, section.show)
        for ref in _kind_questions(schema)
        if kind != "individual"
    )


def _kind_questions(schema) -> set[str]:
    return {
        item.id
        for section in schema.sections
        if "individual" in str(section.show)
        for item in section.items
    }


def test_loading_twice_changes_nothing(city, few):
    before = fingerprint()

    load.load(lambda line: None, address=ADDRESS)

    assert fingerprint() == before


def fingerprint() -> dict[str, tuple[int, str]]:
    """Return count and digest of the rows of every table."""
    marks = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = sorted(repr(tuple(map(_plain, row))) for row in cursor.fetchall())
            marks[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return marks


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def test_applications_are_in_every_state_and_department(city):
    assert Application.objects.count() == FEW
    assert set(Application.objects.values_list("state", flat=True)) == set(State)
    departments = set(Application.objects.values_list("organisation__code", flat=True))
    assert departments == {part["code"] for part in data.city()["organisations"]}
    for application in Application.objects.prefetch_related("events"):
        last = application.events.last()
        assert last.to_state == application.state and last.at == application.updated_at
        assert application.events.first().at == application.received_at


def test_the_citizen_has_five_applications_a_draft_and_their_mails_alone(city):
    citizen = Citizen.objects.by_email("citizen@example.jp")
    own = Application.objects.filter(citizen=citizen)

    assert citizen.confirmed_at and citizen.check_password("madoguchi-demo")
    assert own.count() == 5 and own.values("state").distinct().count() == 5
    assert {application.applicant_name for application in own} == {"一関 太郎"}
    drafts = Draft.objects.filter(citizen=citizen, submitted_at=None)
    assert [draft.version.page.code for draft in drafts] == ["tenshutsu"]
    mails = Mail.objects.all()
    assert {mail.to for mail in mails} == {"citizen@example.jp"}
    assert Counter(mail.event for mail in mails) == {
        "submitted": 5,
        "correction": 1,
        "reviewed": 2,
        "completed": 1,
        "not_accepted": 1,
    }
    assert all(f"{ADDRESS}/applications/" in mail.body for mail in mails)
    times = {application.pk: application.received_at for application in own}
    for mail in mails.filter(event="submitted"):
        assert mail.state == Mail.State.SENT
        assert mail.sent_at == mail.created_at == times[mail.subject_id]
    assert not Effect.objects.exclude(state=Effect.State.DONE).exists()


def test_staff_can_sign_in_and_see_their_department_alone(city, client):
    for name, code in (("shimin", "shimin"), ("zeimu", "zeimu"), ("shuno", "shuno")):
        user = User.objects.get(email=f"{name}@example.jp")
        assert user.check_password("madoguchi-demo")
        assert user.has_perm("wagtailadmin.access_admin")
        seen = set(visible_applications(user).values_list("organisation__code", flat=True))
        assert seen == {code}
    assert User.objects.get(email="admin@example.jp").is_superuser
    editor = User.objects.get(email="editor@example.jp")
    assert editor.has_perm("wagtailadmin.access_admin") and not editor.is_superuser
    assert not Membership.objects.filter(user=editor).exists()
    home = HomePage.objects.get()
    assert editor.groups.get().page_permissions.filter(page=home).count() == 3


def test_guides_lead_to_their_forms(city, client, settings):
    settings.DEMO = True
    assert ProcedurePage.objects.live().count() == len(FORMS)
    assert FormPage.objects.live().count() == len(FORMS) + len(data.city()["library"])
    for guide in ProcedurePage.objects.live():
        page = client.get(guide.url)
        assert page.status_code == 200
        assert f"/f/{guide.form.code}/" in page.content.decode(), guide.slug
        assert guide.office == guide.form.organisation


def test_front_page_shows_what_is_asked_for_most(city):
    shown = [row["page"].slug for row in HomePage.objects.get().procedures()]

    assert shown == data.city()["featured"]


def test_audit_log_of_the_demo_is_whole(city):
    if connection.vendor == "sqlite":  # PostgreSQL chains at commit, which a test never reaches
        assert verify().ok


def test_what_was_done_is_told_in_two_languages(city):
    assert city[-1] == f"申請の見本を{FEW}件作りました / {FEW} sample applications made"


def test_command_loads_without_serving(city, few, settings, capsys, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(load.static, "collect", lambda report: False)
    monkeypatch.setattr(postal_import, "import_all", lambda: 0)

    call_command("demo", "--no-serve")

    told = capsys.readouterr().out
    assert "Loading the city" in told and "sample applications" not in told

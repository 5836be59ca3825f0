"""Nothing that a citizen told lies in clear: not in the database, not in var/.

A My Number is nowhere at all but in the answer to a handler's POST: not in a page, a mail, a log,
a list, an answer of the API, nor in the record of its showing.
"""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from wagtail.models import Collection

import pytest

from audit.models import Entry
from eforms.applications.handlers import MyNumberHandler
from eforms.filling import tokens
from eforms.models import Application, Attachment
from eforms.review.roles import ensure_groups
from outbox.delivery import deliver_all
from outbox.models import Mail
from tests.eforms.applications import builders as b
from tests.eforms.filling.conftest import fill, marks, prove, q, uid, url
from tests.eforms.filling.numbers import CHILD, LEGAL, MINE, SPOUSE, allowance_form
from tests.eforms.filling.test_sections import PDF, pdf


NAME, ADDRESS, TYPED = "花巻ひそか", "hisoka.hanamaki@example.jp", "まだ言えないこと"
IN_FILE = b"SENTINEL-IN-THE-FILE-4711"
FILE_NAME = "ひみつの書類.pdf"


def rows_in_clear(sentinels: list[bytes]) -> list[tuple[str, bytes]]:
    """Return table and sentinel of everything found by reading every column of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (names from the database)
            for row in cursor.fetchall():
                found += [(table, s) for s in sentinels for value in row if s in _bytes(value)]
    return found


def _bytes(value) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def database_files() -> list[Path]:
    """Return the files of a SQLite database, the write-ahead log too."""
    name = connection.settings_dict["NAME"]
    if connection.vendor != "sqlite" or "memory" in str(name):
        return []
    return [path for end in ("", "-wal", "-shm") if (path := Path(f"{name}{end}")).exists()]


@pytest.fixture
def told(form, draft, client):
    """A draft with a half-typed page, and an application with a file; mails are delivered."""
    first = Client()
    prove(first, ADDRESS)
    made = first.post("/f/library/begin/")["Location"]
    page = first.get(made)
    first.post(made, {"action": "next", **marks(page), q("full_name"): NAME, q("contact"): ADDRESS})
    second = made.replace("/1/", "/2/")
    first.post(second, {"action": "next", q("wants_children"): "no-thanks", q("remarks"): TYPED})
    content = PDF + IN_FILE * 10_000
    third = made.replace("/1/", "/3/")
    first.post(third, {"action": "next", q("proof"): pdf(FILE_NAME, content)})
    check = made.replace("/1/", "/check/")
    revision = first.get(check).content.decode().split('name="revision" value="')[1].split('"')[0]
    first.post(check, {"revision": revision})
    first.post("/guest/", {"email": ADDRESS})
    fill(draft, full_name=NAME, contact=ADDRESS)
    client.post(url(draft, "2/autosave/"), {q("remarks"): TYPED})
    client.post(url(draft, "2/"), {"action": "save", q("remarks"): TYPED})
    deliver_all()
    assert Application.objects.get().answers[uid("remarks")] == TYPED
    assert Attachment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_answer_can_be_found_in_clear(told):
    words = [NAME, ADDRESS, TYPED, FILE_NAME, "hisoka", "taro@example.jp"]
    sentinels = [word.encode() for word in words] + [IN_FILE]
    assert rows_in_clear(sentinels) == []
    if connection.vendor == "sqlite":
        assert database_files()
    private = [path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()]
    assert private  # the file is there
    for path in [*private, *database_files()]:
        content = path.read_bytes()
        assert not [word for word in sentinels if word in content], path
        assert FILE_NAME not in path.name


# My Numbers

WRONG, LATER = "999999999999", "111111111118"
NUMBERS = (MINE, SPOUSE, CHILD, WRONG, LATER)


def traces(content: str | bytes) -> list[str]:
    """Return the numbers that stand in a text, however they are grouped or written."""
    text = content.decode(errors="replace") if isinstance(content, bytes) else content
    plain = text.translate(str.maketrans("０１２３４５６７８９－　", "0123456789- "))
    plain = plain.replace("-", "").replace(" ", "")
    return [number for number in NUMBERS if number in plain]


class Watched(Client):
    """A browser that finds My Numbers in whatever it is answered."""

    def request(self, **request):
        response = super().request(**request)
        self.answers = [*getattr(self, "answers", []), response]
        body = response.getvalue() if not response.streaming else b""
        assert traces(body) == [], request["PATH_INFO"]
        assert traces(str(response.headers)) == []
        return response


def walk_through(browser: Client, code: str) -> Application:
    """Fill the form with every mistake a person may make, and send it."""
    made = browser.post(f"/f/{code}/begin/")["Location"]
    page = {**marks(browser.get(made)), "script": "1"}
    kids, kid = uid("kids"), f"g-{uid('kids')}-r1-{uid('kid_number')}"
    name = {q("claimant_name"): "花巻ひそか"}
    browser.post(made, {"action": "next", **page, **name, q("mine"): WRONG})
    browser.post(made, {"action": "next", **page, q("mine"): MINE})
    browser.post(f"{made}autosave/", {**page, **name, q("mine"): MINE})
    browser.post(made, {"action": "save", **page, q("mine"): MINE})
    browser.get(made)
    browser.post(made, {"action": "next", **page, **name, q("mine"): LATER})
    browser.post(made, {"action": "next", **page, **name, q("mine"): "１２３４-5678 9018"})
    browser.get(made)
    second = made.replace("/1/", "/2/")
    typed = {f"rows-{kids}": ["r1"], kid: CHILD, q("married"): "yes-please", q("spouse"): SPOUSE}
    browser.post(second, {**page, **typed, "add_row": kids}, follow=True)
    browser.post(second, {**page, **typed, "remove_row": f"{kids}:r1"}, follow=True)
    typed |= {kid.replace(uid("kid_number"), uid("kid_name")): "小花"}
    browser.post(second, {"action": "next", **page, **typed})
    check = made.replace("/1/", "/check/")
    revision = browser.get(check).content.decode().split('name="revision" value="')[1]
    browser.post(check, {"revision": revision.split('"')[0]}, follow=True)
    application = Application.objects.get()
    browser.get(f"/applications/{application.pk}/")
    return application


@pytest.fixture
def registered(make_form, organisation, transactional_db, caplog):
    """A draft and an application with numbers, each looked at in every way there is."""
    caplog.set_level("DEBUG")
    page = make_form(allowance_form(), code="allowance", **LEGAL)
    browser = Watched()
    prove(browser, ADDRESS)
    application = walk_through(browser, "allowance")
    assert {one.number() for one in application.my_numbers.all()} == {MINE, SPOUSE, CHILD}
    by_program(page)
    deliver_all()
    return application


def by_program(page) -> None:
    """Fill the form by the API, wrongly and rightly."""
    proven = prove(Client(), "program@example.jp")
    token, _ = tokens.issue(proven, now=timezone.now())
    program = Watched(headers={"authorization": f"Bearer {token}"})
    made = program.post(f"/api/v1/forms/{page.code}/drafts", {}, "application/json").json()
    section = f"/api/v1/drafts/{made['id']}/sections/1"
    for number, status in ((WRONG, 422), (int(MINE), 422), (LATER, 200), (MINE, 200)):
        values = {"values": {"claimant_name": "花", "mine": number}}
        assert program.put(section, values, "application/json").status_code == status, number
    told = program.get(section).json()
    assert told["values"]["mine"] == {"registered": True}
    again = {"values": {"claimant_name": "花", "mine": {"registered": True}}}
    assert program.put(section, again, "application/json").status_code == 200
    program.get(f"/api/v1/drafts/{made['id']}")
    program.get(f"/api/v1/drafts/{made['id']}/check")
    program.get(f"/api/v1/forms/{page.code}")


def by_staff(application: Application) -> str:
    """Look at everything the admin has, reveal one number, and return the page that shows it."""
    if not Collection.objects.exists():  # tests with real transactions empty the database
        Collection.add_root(name="Root")
    user = b.staff((application.organisation, "reviewer"))
    user.groups.add(ensure_groups()["reviewer"])
    MyNumberHandler.objects.create(page=application.page, user=user)
    desk = Watched()
    desk.force_login(user)
    number = application.answers[uid("mine")]["id"]
    reveal = f"/admin/applications/my-number/{application.pk}/{number}/"
    form = f"?page={application.page_id}"
    for address in (
        "/admin/", "/admin/applications/", f"/admin/applications/{form}",
        f"/admin/applications/inspect/{application.pk}/", "/admin/mails/", reveal,
    ):  # fmt: skip
        desk.get(address)
    exported = desk.post(f"/admin/applications/export/{form}")
    csv = b"".join(exported.streaming_content)
    assert traces(csv) == []
    assert "登録あり" in csv.decode("utf-8-sig")
    desk.post(reveal, {"reason": "other", "note": f"番号 {MINE}"})
    shown = Client()
    shown.force_login(user)
    page = shown.post(reveal, {"reason": "task", "note": ""}).content.decode()
    desk.get(f"/admin/applications/inspect/{application.pk}/")
    desk.get(reveal)
    return page


def test_a_my_number_is_nowhere_but_before_the_handlers_eyes(registered, caplog, capfd):
    page = by_staff(registered)
    assert traces(page) == [MINE]
    assert Entry.objects.filter(action="my_number.revealed", result="ok").count() == 1
    deliver_all()

    sentinels = [number.encode() for number in NUMBERS]
    sentinels += [f"{n[:4]} {n[4:8]} {n[8:]}".encode() for n in NUMBERS]
    assert rows_in_clear(sentinels) == []
    for path in database_files():
        assert not [word for word in sentinels if word in path.read_bytes()], path
    for path in Path(settings.PRIVATE_ROOT).rglob("*"):
        assert not path.is_file() or not [word for word in sentinels if word in path.read_bytes()]
    mails = [f"{mail.to} {mail.subject} {mail.body}" for mail in Mail.objects.all()]
    assert mails
    assert not [mail for mail in mails if traces(mail)]
    logged = [str(record.__dict__) for record in caplog.records]
    assert logged
    assert not [line for line in logged if traces(line)]
    out, err = capfd.readouterr()
    assert traces(out + err) == []


def test_the_watch_itself_sees_a_number():
    assert traces(f"<p>{MINE}</p>") == [MINE]
    assert traces("1234 5678 9018") == [MINE]
    assert traces("１２３４－５６７８－９０１８".encode()) == [MINE]
    assert traces("********9018") == []

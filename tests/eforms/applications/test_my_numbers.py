"""My Numbers in their store: what opens them, what does not, new keys, and their end."""

import base64
from datetime import timedelta
from importlib import import_module
from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

import pytest

from audit.models import Entry
from eforms.applications import my_numbers
from eforms.applications.actors import StaffActor, applicant
from eforms.applications.my_numbers import MyNumber, MyNumberLost
from eforms.applications.submission import create_application
from eforms.applications.transitions import perform
from eforms.models import Application, Draft, FormPage
from tests.eforms.applications import builders as b
from tests.eforms.filling.numbers import (
    CHILD,
    LEGAL,
    MINE,
    SPOUSE,
    filled_draft,
    form_of,
    number_of,
    sent_application,
)
from vault import rotation
from vault.envelope import VaultError, key_id, open_sealed, seal


pytestmark = pytest.mark.django_db
OLD = "k1:" + base64.urlsafe_b64encode(bytes(range(32))).decode()
NEW = "k2:" + base64.urlsafe_b64encode(bytes(range(100, 132))).decode()


@pytest.fixture
def application(db):
    return sent_application(b.organisation())


def fresh(number: MyNumber) -> MyNumber:
    return MyNumber.objects.get(pk=number.pk)


def raw(number: MyNumber, column: str) -> bytes:
    """Return what lies in the database."""
    with connection.cursor() as cursor:
        key = number.pk if connection.vendor == "postgresql" else number.pk.hex
        cursor.execute(f"SELECT {column} FROM eforms_mynumber WHERE id = %s", [key])  # noqa: S608
        return bytes(cursor.fetchone()[0])


def put(number: MyNumber, column: str, value: bytes) -> None:
    with connection.cursor() as cursor:
        key = number.pk if connection.vendor == "postgresql" else number.pk.hex
        statement = f"UPDATE eforms_mynumber SET {column} = %s WHERE id = %s"  # noqa: S608
        cursor.execute(statement, [value, key])


def test_each_number_has_a_key_of_its_own(application):
    mine, spouse = number_of(application, "mine"), number_of(application, "spouse")
    assert (mine.number(), spouse.number()) == (MINE, SPOUSE)
    assert mine.data_key != spouse.data_key
    assert mine.pk != spouse.pk


@pytest.mark.parametrize("column", ["sealed", "sealed_tail", "data_key"])
def test_what_was_moved_from_another_row_does_not_open(application, column):
    mine, spouse = number_of(application, "mine"), number_of(application, "spouse")
    put(mine, column, raw(spouse, column))
    with pytest.raises(VaultError):
        fresh(mine).tail() if column == "sealed_tail" else fresh(mine).number()


def test_all_of_another_row_does_not_open_either(application):
    mine, spouse = number_of(application, "mine"), number_of(application, "spouse")
    for column in ("sealed", "sealed_tail", "data_key"):
        put(mine, column, raw(spouse, column))
    with pytest.raises(VaultError):
        fresh(mine).number()


@pytest.mark.parametrize("column", ["sealed", "data_key"])
def test_an_altered_bit_is_noticed(application, column):
    mine = number_of(application, "mine")
    blob = raw(mine, column)
    put(mine, column, blob[:-1] + bytes([blob[-1] ^ 1]))
    with pytest.raises(VaultError) as refused:
        fresh(mine).number()
    assert MINE not in str(refused.value)


def test_the_last_digits_do_not_pass_for_the_number(application):
    mine = number_of(application, "mine")
    put(mine, "sealed", raw(mine, "sealed_tail"))
    with pytest.raises(VaultError):
        fresh(mine).number()


def test_the_key_of_everything_else_does_not_open_it(application):
    mine = number_of(application, "mine")
    context = f"eforms.MyNumber/{mine.pk}/data_key"
    blob = raw(mine, "data_key")
    assert open_sealed(blob, context=context, purpose="my_number") == mine.data_key
    with pytest.raises(VaultError):
        open_sealed(blob, context=context)
    put(mine, "data_key", seal(mine.data_key, context=context))  # sealed as any other field
    with pytest.raises(VaultError):
        fresh(mine).number()


def test_a_damaged_number_takes_nothing_else_away(application):
    mine = number_of(application, "mine")
    put(mine, "sealed_tail", b"x" * 40)
    tails = my_numbers.tails(application)
    assert tails[str(mine.pk)] == ""
    assert sorted(tails.values()) == ["", "1093", "9013"]


def test_nothing_tells_the_number_when_it_is_printed(application):
    mine = number_of(application, "mine")
    held = my_numbers.Held(mine.pk, "q", "", MINE)
    for shown in (str(mine), repr(mine), repr(held), str(held)):
        assert MINE not in shown
        assert "9018" not in shown
    with pytest.raises(TypeError):
        MyNumber._meta.get_field("data_key").value_to_string(mine)


def test_a_new_master_key_wraps_the_keys_anew(settings):
    settings.VAULT_KEYS = OLD
    application = sent_application(b.organisation())
    mine = number_of(application, "mine")
    before = raw(mine, "sealed")
    settings.VAULT_KEYS = f"{NEW},{OLD}"
    assert rotation.remaining()["k1"] >= 3
    call_command("rotate_keys", stdout=StringIO())
    assert key_id(raw(mine, "data_key")) == "k2"
    assert raw(mine, "sealed") == before
    settings.VAULT_KEYS = NEW
    assert fresh(mine).number() == MINE
    assert sorted(my_numbers.tails(application).values()) == ["1093", "9013", "9018"]


def destroyed() -> list[tuple[str, str]]:
    entries = Entry.objects.filter(action="my_number.destroyed")
    return sorted({(entry.data["why"], entry.actor_type) for entry in entries})


def test_destroying_takes_key_and_number_and_leaves_a_line(application):
    blobs = [(raw(one, "sealed"), raw(one, "data_key")) for one in application.my_numbers.all()]
    assert my_numbers.destroy_of(application, applicant(application).audit(), why="test") == 3
    assert not MyNumber.objects.exists()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found = [bytes(v) for row in cursor.fetchall() for v in row if isinstance(v, bytes)]
            assert not {blob for pair in blobs for blob in pair} & set(found)
    assert Entry.objects.filter(action="my_number.destroyed").count() == 3
    assert destroyed() == [("test", "guest")]


def close(application, days_ago: int) -> None:
    who = StaffActor(b.staff((application.organisation, "reviewer")))
    at = timezone.now() - timedelta(days=days_ago)
    for name in ("start_review", "finish_review", "complete"):
        perform(application.pk, name, actor=who, now=at)


@pytest.mark.parametrize(("days", "left"), [(1825, 3), (1827, 0)])
def test_numbers_go_when_the_retention_of_the_procedure_is_over(application, days, left):
    assert LEGAL["retention_days"] == 1826
    close(application, days)
    call_command("dispose", stdout=StringIO())
    assert application.my_numbers.count() == left
    assert destroyed() == ([] if left else [("retention_over", "system")])


@pytest.mark.parametrize("later", [None, 36500, 1])
def test_what_the_form_says_later_does_not_change_the_retention(application, later):
    second = sent_application(b.organisation("zeimu", "税務課"), email="x@example.jp")
    close(application, 1827)
    close(second, 1825)
    FormPage.objects.update(retention_days=later)
    call_command("dispose", stdout=StringIO())
    assert (application.my_numbers.count(), second.my_numbers.count()) == (0, 3)


def test_a_draft_sent_after_the_form_lost_its_retention_keeps_the_one_it_began_with(db):
    draft = filled_draft(form_of(b.organisation()))
    FormPage.objects.update(retention_days=None)
    application = b.submit(Draft.objects.get(pk=draft.pk))
    assert {one.retention_days for one in application.my_numbers.all()} == {1826}
    close(application, 1827)
    call_command("dispose", stdout=StringIO())
    assert not application.my_numbers.exists()


def test_sending_sets_the_retention_of_that_day(db):
    draft = filled_draft(form_of(b.organisation()))
    FormPage.objects.update(retention_days=365)
    application = b.submit(Draft.objects.get(pk=draft.pk))
    assert {one.retention_days for one in application.my_numbers.all()} == {365}


def test_a_form_without_a_retention_takes_no_number(db):
    version = form_of(b.organisation())
    FormPage.objects.update(retention_days=None)
    version.page.refresh_from_db()
    with pytest.raises(AssertionError, match="お預かりできません"):
        filled_draft(version)
    assert not MyNumber.objects.exists()


def test_one_closed_without_a_line_of_it_and_a_broken_one_do_not_stop_the_rest(application, caplog):
    lineless, broken = (
        sent_application(b.organisation(code, code), email="x@example.jp") for code in ("a", "b")
    )
    for one in (lineless, broken, application):
        close(one, 1827)
    lineless.events.all().delete()
    MyNumber.objects.filter(application=broken).update(retention_days=2_000_000_000)
    call_command("dispose", stdout=StringIO())
    assert not application.my_numbers.exists()
    assert (lineless.my_numbers.count(), broken.my_numbers.count()) == (3, 3)
    assert str(broken.my_numbers.first().pk) in caplog.text
    long_ago = timezone.now() - timedelta(days=1827)
    Application.objects.filter(pk=lineless.pk).update(updated_at=long_ago)
    call_command("dispose", stdout=StringIO())
    assert not lineless.my_numbers.exists()


def test_a_number_from_before_the_column_has_the_retention_of_its_form(application):
    MyNumber.objects.update(retention_days=None)
    close(application, 1827)
    call_command("dispose", stdout=StringIO())
    assert not MyNumber.objects.exists()


def test_the_migration_gives_numbers_the_retention_of_their_form(application):
    filled_draft(form_of(b.organisation("zeimu", "税務課")))
    FormPage.objects.filter(pk=application.page_id).update(retention_days=99)
    MyNumber.objects.update(retention_days=None)
    import_module("eforms.migrations.0007_my_number_retention").from_the_form(apps, None)
    found = MyNumber.objects.values_list("draft", "retention_days")
    assert sorted(days for _draft, days in found) == [99] * 3 + [1826] * 3
    assert {days for draft, days in found if draft is None} == {99}


def test_an_application_in_hand_keeps_its_numbers_however_old(application):
    application.received_at = timezone.now() - timedelta(days=5000)
    application.save()
    application.events.update(at=application.received_at)
    call_command("dispose", stdout=StringIO())
    assert application.my_numbers.count() == 3


def test_numbers_of_an_expired_draft_go(db):
    version = form_of(b.organisation())
    expired, running = filled_draft(version), filled_draft(version, email="x@example.jp")
    Draft.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    call_command("dispose", stdout=StringIO())
    assert not expired.my_numbers.exists()
    assert running.my_numbers.count() == 3
    assert destroyed() == [("draft_expired", "system")]


def test_an_application_that_is_withdrawn_gives_up_its_numbers(application):
    perform(application.pk, "withdraw", actor=applicant(application))
    assert not MyNumber.objects.exists()
    assert destroyed() == [("withdrawn", "guest")]


def test_a_draft_takes_its_numbers_along_and_an_application_holds_them(application):
    version = form_of(b.organisation("zeimu", "税務課"))
    draft = filled_draft(version)
    draft.delete()
    assert MyNumber.objects.count() == 3
    with pytest.raises(ProtectedError):
        application.delete()


def test_a_number_belongs_to_a_draft_or_an_application_never_to_both(application):
    mine = number_of(application, "mine")
    draft = filled_draft(form_of(b.organisation("zeimu", "税務課")))
    for wrong in ({"draft": draft}, {"application": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MyNumber.objects.filter(pk=mine.pk).update(**wrong)


def test_a_number_that_is_anothers_is_not_handed_over(db):
    version = form_of(b.organisation())
    draft, other = filled_draft(version), filled_draft(version, email="x@example.jp")
    draft.answers = other.answers
    draft.save()
    with pytest.raises(MyNumberLost), transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        create_application(draft=locked, now=timezone.now())
    assert {one.number() for one in other.my_numbers.all()} == {MINE, SPOUSE, CHILD}

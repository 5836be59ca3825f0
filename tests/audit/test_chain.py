"""The chain of the audit log on the database at hand."""

import threading
from datetime import timedelta

from django.db import DatabaseError, connection, transaction

import pytest

from audit import triggers
from audit.chain import link_hash
from audit.log import GUEST, SYSTEM, Actor, record
from audit.models import Entry, Head, Link
from audit.verify import verify


pytestmark = pytest.mark.django_db(transaction=True)


def _write(number: int) -> None:
    for step in range(number):
        record("test.step", actor=SYSTEM, target=f"test/{step}", data={"段": step, "b": [1, None]})


@pytest.fixture
def tampering():
    """The triggers are off, as a superuser would leave them; back on afterwards."""
    triggers.drop(connection)
    yield
    triggers.create(connection)


def _sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _raw(identifier):
    return identifier.hex if connection.vendor == "sqlite" else str(identifier)


def test_entries_of_one_transaction_are_chained_at_commit_in_order():
    with transaction.atomic():
        _write(3)
    record("test.alone", actor=Actor("staff", "7"), organisation_id=12, result="refused")

    links = list(Link.objects.order_by("seq").select_related("entry"))

    assert [link.seq for link in links] == [1, 2, 3, 4]
    assert [link.entry.action for link in links] == ["test.step"] * 3 + ["test.alone"]
    assert links[0].previous == "0" * 64
    assert links[3].previous == links[2].hash
    assert Head.objects.get().hash == links[3].hash
    found = verify()
    assert (found.ok, found.entries, found.first_bad) == (True, 4, None)


def test_python_and_the_database_hash_the_same_text():
    entry = record(
        "test.テスト",
        actor=GUEST,
        target="長さ:3:𠮷田",
        organisation_id=-5,
        data={"z": "改行\n", "a": {"y": 0.1, "x": "\\\"'"}, "ü": True},
    )
    link = Link.objects.get(entry=entry)
    text = Entry.objects.get(pk=entry.pk).canonical(
        '{"a":{"x":"\\\\\\"\'","y":0.1},"z":"改行\\n","ü":true}'
    )

    assert link.hash == link_hash(1, "0" * 64, text)


def test_rolled_back_entries_leave_nothing():
    with pytest.raises(RuntimeError), transaction.atomic():
        _write(2)
        raise RuntimeError
    _write(1)

    assert list(Link.objects.values_list("seq", flat=True)) == [1]
    assert Entry.objects.count() == 1
    assert verify().ok


def test_a_text_too_long_for_its_column_is_refused():
    with pytest.raises(ValueError, match="target"):
        record("test", actor=SYSTEM, target="x" * 129)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'other'",
        "DELETE FROM audit_entry",
        "UPDATE audit_link SET hash = 'other'",
        "DELETE FROM audit_link",
        "UPDATE audit_head SET seq = 1",
        "UPDATE audit_head SET seq = 3",
        "DELETE FROM audit_head",
        "TRUNCATE audit_entry CASCADE",
        "TRUNCATE audit_link",
        "TRUNCATE audit_head",
    ],
)
def test_the_database_refuses_to_change_the_log(statement):
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        return  # has no TRUNCATE; emptying is DELETE there
    _write(2)

    with pytest.raises(DatabaseError, match="audit log"):
        _sql(statement)

    assert verify().ok
    assert Link.objects.count() == 2


def test_a_changed_entry_is_found_at_its_row(tampering):
    _sql("SELECT 1")
    _chained(5)
    victim = Link.objects.get(seq=3)
    _sql("UPDATE audit_entry SET target = 'test/9' WHERE id = %s", _raw(victim.entry_id))

    found = verify()

    assert not found.ok
    assert (found.entries, found.first_bad.seq) == (2, 3)
    assert found.first_bad.entry_id == str(victim.entry_id)


def _chained(number: int) -> None:
    """Write entries with the triggers on, then take them off again."""
    triggers.create(connection)
    _write(number)
    triggers.drop(connection)


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ('UPDATE audit_entry SET data = \'{"b":[1,null],"段":9}\' WHERE id = {entry}', 3),
        ('UPDATE audit_entry SET data = \'{"b": [1,null],"段":2}\' WHERE id = {entry}', 3),
        ("UPDATE audit_entry SET organisation_id = 4 WHERE id = {entry}", 3),
        ("UPDATE audit_link SET hash = repeated WHERE seq = 3", 3),
        ("UPDATE audit_link SET previous = repeated WHERE seq = 3", 3),
        ("DELETE FROM audit_link WHERE seq = 3", 3),
        ("DELETE FROM audit_link WHERE seq = 5", 6 - 1),
        ("UPDATE audit_link SET seq = 9 WHERE seq = 3", 3),
    ],
)
def test_each_kind_of_tampering_is_found(tampering, statement, seq):
    _chained(5)
    entry = _raw(Link.objects.get(seq=3).entry_id)
    _sql(statement.replace("{entry}", f"'{entry}'").replace("repeated", f"'{'a' * 64}'"))

    found = verify()

    assert not found.ok
    assert found.first_bad.seq == seq


def test_a_changed_time_is_found(tampering):
    _chained(2)
    entry = Link.objects.get(seq=2).entry
    Entry.objects.filter(pk=entry.pk).update(at=entry.at + timedelta(microseconds=1))

    assert verify().first_bad.seq == 2


def test_an_entry_that_was_removed_with_its_link_is_found(tampering):
    _chained(4)
    entry = Link.objects.get(seq=2).entry_id
    _sql("DELETE FROM audit_link WHERE seq = 2")
    _sql("DELETE FROM audit_entry WHERE id = %s", _raw(entry))

    assert verify().first_bad.seq == 2


def test_an_entry_slipped_in_without_a_link_is_found(tampering):
    _chained(2)
    loose = Entry(at=Entry.objects.first().at, actor_type="system", action="forged")
    loose.save(force_insert=True)

    assert verify().first_bad.entry_id == str(loose.pk)


def test_a_cut_tail_is_found_by_the_head_and_with_a_rewritten_head_only_by_an_anchor(tampering):
    _chained(4)
    anchor = verify().anchor
    entry = Link.objects.get(seq=4).entry_id
    _sql("DELETE FROM audit_link WHERE seq = 4")
    _sql("DELETE FROM audit_entry WHERE id = %s", _raw(entry))

    assert verify().first_bad.seq == 4

    third = Link.objects.get(seq=3)
    Head.objects.update(seq=3, hash=third.hash)

    assert verify().ok  # the database alone cannot know
    found = verify(anchor)
    assert not found.ok
    assert "anchor" in found.first_bad.reason


def test_a_chain_rewritten_from_the_start_differs_from_the_anchor(tampering):
    _chained(2)
    anchor = verify().anchor
    Entry.objects.update(action="other")
    previous = "0" * 64
    for link in Link.objects.order_by("seq"):
        entry = Entry.objects.get(pk=link.entry_id)
        text = entry.canonical(Entry.data.field.get_prep_value(entry.data))
        digest = link_hash(link.seq, previous, text)
        Link.objects.filter(pk=link.pk).update(previous=previous, hash=digest)
        previous = digest
    Head.objects.update(hash=previous)

    assert verify().ok
    assert verify(anchor).first_bad.seq == 2


def test_a_whole_log_cut_away_is_found(tampering):
    _chained(1)
    _sql("DELETE FROM audit_link")
    _sql("DELETE FROM audit_entry")

    assert not verify().ok


def test_concurrent_writers_leave_no_gap_and_no_duplicate():
    failures = []

    def work(name: int) -> None:
        try:
            for step in range(15):
                with transaction.atomic():
                    record("test.concurrent", actor=SYSTEM, target=f"{name}/{step}")
                    record("test.concurrent", actor=SYSTEM, target=f"{name}/{step}/second")
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert list(Link.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 181))
    assert verify().ok

"""A draft goes over to a newer version while several tabs write it at the same moment."""

import threading

from django.db import connection
from django.utils import timezone

import pytest

from eforms.filling import drafts, writing
from eforms.filling.marks import PageMark
from tests.eforms.filling.conftest import filled, q, uid
from tests.eforms.filling.newer import load, publish, stored, with_new, without


def test_two_tabs_at_once_carry_once(form, draft):
    filled(draft)
    publish(form, with_new)
    one, two = load(draft), load(draft)
    answers = one.answers | {uid("job"): "農業"}
    assert writing.write_answers(one, uid("who"), answers, PageMark.fresh(one), now=timezone.now())
    assert not writing.write_answers(
        two, uid("wishes"), two.answers, PageMark.fresh(two), now=timezone.now()
    )
    writing.refresh(two)
    assert (two.version.number, two.answers[uid("job")], two.to_check) == (2, "農業", [])


def test_a_tab_that_is_a_version_behind_never_takes_the_draft_back(form, draft):
    filled(draft)
    publish(form, with_new)
    behind = load(draft)
    publish(form, lambda document: without(document, "contact"))
    ahead = load(draft)
    assert writing.keep_unchecked(ahead, uid("wishes"), {}, None, now=timezone.now())
    typed = {q("full_name"): ["x"], q("contact"): ["y"]}
    assert writing.keep_unchecked(behind, uid("who"), typed, None, now=timezone.now())
    kept = stored(draft)
    assert kept.version.number == 3
    assert kept.unchecked[uid("who")][q("full_name")] == ["x"]
    assert kept.orphans["unchecked"] == {q("contact"): ["y"]}
    assert behind.version.number == 3


@pytest.mark.django_db(transaction=True)
def test_publishing_in_the_middle_of_many_writes_loses_none(form, draft):
    """Four tabs write while two versions come out; each write is there or was refused openly."""
    filled(draft)
    wrong: list[Exception] = []
    start = threading.Barrier(5)

    def write(number: int) -> None:
        try:
            start.wait(10)
            for turn in range(4):
                typed = {q("full_name"): [f"{number}-{turn}"], q("contact"): [f"{number}"]}
                mine = drafts.load(draft.pk, now=timezone.now())
                writing.keep_unchecked(mine, uid("who"), typed, None, now=timezone.now())
        except Exception as error:  # noqa: BLE001
            wrong.append(error)
        finally:
            connection.close()

    def change() -> None:
        try:
            start.wait(10)
            publish(form, with_new)
            publish(form, lambda document: without(document, "contact"))
        except Exception as error:  # noqa: BLE001
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    threads.append(threading.Thread(target=change))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong, wrong
    last = load(draft)
    assert last.version.number == 3
    assert last.answers[uid("full_name")] == "一関 太郎"
    assert last.unchecked[uid("who")][q("full_name")][0].endswith("-3")

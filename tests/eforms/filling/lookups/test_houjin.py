"""The Web-API of the National Tax Agency: formats, memory, circuit, time; against real sockets."""

import logging
import subprocess
import sys
from time import monotonic

import pytest

from eforms.filling.lookups.houjin import circuit, client, formats
from operations.demo import houjin_data, houjin_server
from operations.demo.houjin_data import CLOSED, ICHINOSEKI, MERGED, PICTURED, WITHHELD
from tests.standins.houjin import FAULTS, faulty


SECONDS = 0.6


@pytest.fixture
def clock(monkeypatch):
    """The circuit's clock, to be moved."""
    now = [1_000_000.0]
    monkeypatch.setattr(circuit, "time", lambda: now[0])
    return now


def points_to(settings, base: str) -> None:
    settings.HOUJIN_API_ID, settings.HOUJIN_API_BASE = "abc1234567890", base
    settings.HOUJIN_API_SECONDS = SECONDS


def test_by_number_asks_for_xml(houjin):
    company = client.by_number(ICHINOSEKI)
    assert (company.name, company.address) == ("一関市", "岩手県一関市竹山町７－２")
    assert company.furigana == "イチノセキシ" and not company.is_closed
    asked = {"id": "abc1234567890", "type": "12", "number": ICHINOSEKI, "history": "0"}
    assert houjin == [{"path": "/4/num"} | asked]


def test_by_name_asks_for_csv_in_full_width(houjin):
    answer = client.by_name("㈱磐井", "岩手県一関市")
    assert answer.companies[0].name == "株式会社磐井見本製作所"
    assert houjin == [
        {
            "path": "/4/name", "id": "abc1234567890", "type": "02", "name": "株式会社磐井",
            "mode": "2", "target": "1", "change": "0", "close": "1", "address": "03",
        }
    ]  # fmt: skip


def test_by_name_finds_part_of_a_name_closed_ones_too(houjin):
    answer = client.by_name("磐井見本")
    closed = {one.number: one.is_closed for one in answer.companies}
    assert closed[MERGED] and closed[CLOSED] and not closed[houjin_data.ACTIVE]
    assert WITHHELD not in closed  # those are found by number alone


def test_facts_that_need_a_warning(houjin):
    merged = client.by_number(MERGED)
    assert (merged.closed_on, merged.successor) == ("2024-04-01", houjin_data.ACTIVE)
    assert client.by_number(PICTURED).has_pictures
    assert client.by_number(WITHHELD).is_withheld


def test_a_broad_name_has_many_pages_of_which_the_first_is_read(houjin):
    answer = client.by_name("多数見本")
    assert (answer.count, answer.page, answer.pages) == (houjin_data.MANY, 1, 3)
    assert len(answer.companies) == client.MOST_COMPANIES
    assert len(houjin) == 1


@pytest.mark.parametrize("kind", [formats.CSV, formats.XML])
def test_both_formats_say_the_same_on_every_page(kind):
    rows = houjin_data.companies()
    query = {"id": "abc1234567890", "type": kind, "name": "多数見本", "mode": "2", "divide": "3"}
    answer = formats.read(houjin_server.answer("/4/name", query, rows)[1], kind)
    assert (answer.count, answer.page, answer.pages, len(answer.companies)) == (4100, 3, 3, 100)
    assert answer.companies[-1].name == "株式会社多数見本４１００"


def test_an_unknown_number_is_none(houjin):
    assert client.by_number(houjin_data.number(999)) is None


def test_a_wrong_check_digit_asks_nobody(houjin):
    with pytest.raises(ValueError, match="check digit"):
        client.by_number("5" + ICHINOSEKI[1:])
    assert houjin == []


def test_answers_are_kept(houjin):
    for _ in range(3):
        client.by_number(ICHINOSEKI)
        client.by_name("磐井見本")
    assert len(houjin) == 2
    assert client.KEPT == 24 * 3600


@pytest.mark.parametrize("fault", [*sorted(FAULTS), "refuse"])
def test_every_fault_ends_in_time(settings, fault):
    with faulty(fault) as (base, _):
        points_to(settings, base)
        began = monotonic()
        with pytest.raises(client.Unavailable):
            client.by_number(ICHINOSEKI)
        assert monotonic() - began < SECONDS + 0.5


def test_the_limit_is_five_seconds(settings):
    assert settings.HOUJIN_API_SECONDS == 5


def test_too_much_is_not_read_to_its_end(settings, monkeypatch):
    monkeypatch.setattr(client, "MOST_BYTES", 10_000)
    with faulty("huge") as (base, _):
        points_to(settings, base)
        with pytest.raises(client.Unavailable, match="size"):
            client.by_number(ICHINOSEKI)


def test_the_circuit_opens_and_closes_again(settings, clock, houjin):
    good = settings.HOUJIN_API_BASE
    with faulty("hang") as (base, asked):
        points_to(settings, base)
        for _ in range(circuit.FAILURES):
            with pytest.raises(client.Unavailable):
                client.by_number(ICHINOSEKI)
        began = monotonic()
        with pytest.raises(client.Unavailable, match="circuit"):
            client.by_number(ICHINOSEKI)
        assert monotonic() - began < 0.1
        assert len(asked) == circuit.FAILURES

        clock[0] += circuit.OPEN + 1  # half-open: the one that fails opens it again
        with pytest.raises(client.Unavailable, match="timeout"):
            client.by_number(ICHINOSEKI)
        with pytest.raises(client.Unavailable, match="circuit"):
            client.by_number(ICHINOSEKI)
        assert len(asked) == circuit.FAILURES + 1

    settings.HOUJIN_API_BASE = good
    clock[0] += circuit.OPEN + 1
    assert client.by_number(ICHINOSEKI)
    assert client.by_number(MERGED)  # closed: the next one is asked as well


def test_half_open_lets_one_through_at_a_time(clock):
    for _ in range(circuit.FAILURES):
        assert circuit.may_call()
        circuit.failed()
    assert not circuit.may_call()
    clock[0] += circuit.OPEN
    assert [circuit.may_call() for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize(
    ("identity", "path", "status"), [("short", "", "404"), ("abc1234567890", "wrong/", "404")]
)
def test_a_refusal_does_not_open_the_circuit(settings, houjin, caplog, identity, path, status):
    settings.HOUJIN_API_ID, settings.HOUJIN_API_BASE = identity, settings.HOUJIN_API_BASE + path
    for _ in range(circuit.FAILURES + 1):
        with pytest.raises(client.Refused, match=status):
            client.by_number(ICHINOSEKI)
    assert f"refused: {status}" in caplog.text


def test_a_refused_parameter_is_told_by_its_code(settings, houjin, caplog):
    with pytest.raises(client.Refused, match="400 100"):
        client._ask("name", formats.CSV, {"name": ""})


@pytest.mark.parametrize("fault", ["html", "hang", "refuse"])
def test_logs_tell_of_nobody(settings, caplog, fault):
    with faulty(fault) as (base, _), caplog.at_level(logging.DEBUG):
        points_to(settings, base)
        with pytest.raises(client.Unavailable):
            client.by_name("秘密商店")
    assert "failed" in caplog.text
    assert not any(word in caplog.text for word in ("秘密", "%E7%A7%98", "abc1234567890"))


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    b"<corporations><count>&b;</count></corporations>"
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (BOMB, formats.XML),
        (b"<corporations/>", formats.XML),
        (b"<html></html>", formats.XML),
        (b"\xff\xfe", formats.CSV),
        (b"", formats.CSV),
        (b"2026-11-20,1,1,1\r\n1,2,3\r\n", formats.CSV),
        (b'2026-11-20,1,1,1\r\n"1', formats.CSV),
    ],
)
def test_other_formats_are_unreadable(body, kind):
    with pytest.raises(formats.Unreadable):
        formats.read(body, kind)


def test_the_stand_in_is_a_program_of_its_own():
    process = subprocess.Popen(
        [sys.executable, "-m", "operations.demo.houjin_server"],
        env={"PYTHONPATH": "site:."},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        base = process.stdout.readline().strip()
        assert base.startswith("http://127.0.0.1:") and base.endswith("/4/")
    finally:
        process.terminate()
        process.wait(10)

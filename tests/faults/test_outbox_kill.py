"""Web processes killed with SIGKILL: no mail is lost, a copy comes at most once per kill."""

from collections import Counter

from .conftest import wait_until


MAILS = 8


def test_no_mail_is_lost_when_processes_are_killed(site):
    sink, kills = site.sink, 0

    # Between commit and delivery.
    cause = site.outbox("enqueue", "kill", str(MAILS))
    assert cause.stdout.readline().startswith("committed"), site.errors()
    site.kill(cause)
    kills += 1
    assert sink.messages == []

    # During delivery: before the server had the mail, and after it had it but did not yet say so.
    for moment in ("sender", "accepted", "accepted", "sender"):
        sink.hold(moment)
        server = site.outbox("serve")
        assert sink.held.wait(90), site.errors()
        site.kill(server)
        sink.release()
        kills += 1

    server = site.outbox("serve")
    assert wait_until(lambda: len(set(sink.ids)) == MAILS), site.errors()
    assert wait_until(
        lambda: {state for state, _ in site.report()["effects"].values()} == {"done"}
    ), site.errors()
    site.kill(server)

    ledger, copies = site.report(), Counter(sink.ids)
    assert set(copies) == set(ledger["mails"])  # nothing lost, the same Message-ID each time
    assert set(ledger["mails"].values()) == {"sent"}
    assert len(sink.ids) - MAILS <= kills
    # Killed between acceptance and acknowledgement, twice: only these can have come again.
    assert len(sink.ids) - MAILS == 2
    assert sum(attempts for _, attempts in ledger["effects"].values()) == MAILS + 4
    same = [m for m in sink.messages if m["Message-ID"] == copies.most_common(1)[0][0]]
    assert len({(m["Date"], m["To"], m["Subject"], m.get_payload()) for m in same}) == 1


def test_a_web_process_starts_the_relay_and_a_forked_one_its_own(site):
    server = site.outbox("serve")
    assert "outbox-relay" in server.stdout.readline(), site.errors()
    site.kill(server)

    parent = site.outbox("fork", "f")
    assert "outbox-relay" in parent.stdout.readline(), site.errors()
    assert wait_until(lambda: len(site.sink.ids) == 2), site.errors()

    assert set(site.report()["effects"]) == {"mail:f-parent:0", "mail:f-child:0"}


def test_a_process_that_ends_notes_the_delivery_under_way_first(site):
    site.sink.hold("accepted")
    process = site.outbox("leave", "l", LEAVE_AFTER="3")
    assert site.sink.held.wait(90), site.errors()
    try:
        process.wait(4)
        ended_early = True
    except Exception:  # noqa: BLE001
        ended_early = False
    site.sink.release()

    assert process.wait(30) == 0
    assert not ended_early
    assert site.report()["effects"] == {"mail:l:0": ["done", 1]}
    assert len(site.sink.ids) == 1

"""A process of the site that the fault tests start, watch and kill.

outbox_process.py enqueue PREFIX NUMBER   commit that many mails, say so, wait to be killed
outbox_process.py serve                   be a web process: its relay delivers
outbox_process.py leave PREFIX            commit a mail as a web process and end at once
outbox_process.py fork PREFIX             commit one before and one after a fork
outbox_process.py report                  print the ledger as JSON and end
"""

import json
import os
import signal
import sys
import threading
import time


# No process outlives its test by more than this, whatever it waits for.
LIFE = 120


def _say(*words) -> None:
    print(*words, flush=True)


def _commit(prefix: str, number: int) -> None:
    from django.db import transaction

    from outbox.mail import queue_mail

    with transaction.atomic():
        for index in range(number):
            queue_mail(
                key=f"{prefix}:{index}",
                event="test",
                to=f"citizen{index}@example.jp",
                subject=f"お知らせ {index}",
                body="本文\n.\n点で始まる行",
            )


def enqueue(prefix: str, number: str) -> None:
    from django.conf import settings

    settings.OUTBOX_IN_PROCESS = False  # nobody in this process delivers; a broker may be named
    start = time.monotonic()
    _commit(prefix, int(number))
    _say("committed", round(time.monotonic() - start, 3))


def serve() -> None:
    import config.wsgi  # noqa: F401  (starts the relay)

    _say("serving", *[thread.name for thread in threading.enumerate()])


def leave(prefix: str) -> None:
    _commit(prefix, 1)
    time.sleep(float(os.environ.get("LEAVE_AFTER", "0")))
    sys.exit(0)


def fork(prefix: str) -> None:
    from django.db import connections

    _commit(f"{prefix}-parent", 1)
    _wait_until_delivered(f"mail:{prefix}-parent:0")
    connections.close_all()
    child = os.fork()
    if child == 0:
        signal.alarm(LIFE)  # an alarm is not inherited
        _commit(f"{prefix}-child", 1)
        names = [thread.name for thread in threading.enumerate()]
        _say("child", *names)
    time.sleep(60)


def _wait_until_delivered(key: str) -> None:
    """Fork when the relay rests, as a server does: a lock it holds would stay held in the child."""
    from outbox.models import Effect

    while Effect.objects.get(key=key).state != Effect.State.DONE:
        time.sleep(0.1)
    time.sleep(0.5)


def report() -> None:
    from outbox.mail import message_id
    from outbox.models import Effect, Mail

    _say(
        json.dumps(
            {
                "effects": {e.key: [e.state, e.attempts] for e in Effect.objects.all()},
                "mails": {message_id(mail): mail.state for mail in Mail.objects.all()},
            }
        )
    )
    sys.exit(0)


if __name__ == "__main__":
    import django

    signal.alarm(LIFE)
    django.setup()
    globals()[sys.argv[1]](*sys.argv[2:])
    time.sleep(120)

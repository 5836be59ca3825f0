"""`make bench`: does the time of an answer tell whether an address is known?

    python -m tests.bench.bench_sign_in [--tries 50]

Each way in is asked in turn with a known and an unknown address, with the real (slow) password
hasher, limits out of the way; the medians may differ by MOST milliseconds, else it ends with status
1. On a machine that has other work the clock on the wall tells nothing: then the CPU time counts.
"""

import argparse
import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date


MOST = 15.0
PASSWORD = "kurikoma-yama 2026"
NEW = {"password": "iwate sanroku 0209", "again": "iwate sanroku 0209"}


Spent = tuple[float, float]  # milliseconds by the clock, and of the CPU


def milliseconds(call: Callable[[], object]) -> Spent:
    """Return how long one call took."""
    start, busy = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000


def medians(ask: Callable[[str, int], object], tries: int) -> tuple[Spent, Spent]:
    """Return the median times for a known and an unknown address, asked in turn."""
    known: list[Spent] = []
    unknown: list[Spent] = []
    gc.collect()
    gc.disable()
    try:
        for number in range(-3, tries):  # the first three warm up
            pairs = [("known", known), ("unknown", unknown)]
            for which, times in pairs if number % 2 else reversed(pairs):
                spent = milliseconds(lambda which=which, number=number: ask(which, number))
                if number >= 0:
                    times.append(spent)
    finally:
        gc.enable()
    return _median(known), _median(unknown)


def _median(times: list[Spent]) -> Spent:
    clock, cpu = zip(*times, strict=True)
    return statistics.median(clock), statistics.median(cpu)


def ways(tries: int) -> dict[str, Callable[[str, int], object]]:
    """Make the people and return what asks, by name: ``ask("known" or "unknown", number)``."""
    from django.test import Client
    from django.utils import timezone

    from accounts.models import Citizen

    Citizen.objects.create_citizen("known@example.jp", PASSWORD, confirmed_at=timezone.now())
    Citizen.objects.create_citizen("own@example.jp", PASSWORD, confirmed_at=timezone.now())
    inside = Client()
    inside.post("/account/sign-in/", {"email": "own@example.jp", "password": PASSWORD})

    def post(path: str, data: dict, client: Client | None = None):
        def ask(which: str, number: int) -> None:
            address = {"email": f"{which}@example.jp"}
            answer = (client or Client()).post(path, address | data)
            assert answer.status_code in (302, 422), answer.status_code

        return ask

    return {
        "sign-in": post("/account/sign-in/", {"password": "not this one"}),
        "sign-up": post("/account/sign-up/", NEW),
        "reset": post("/account/reset/", {}),
        "change of address": post("/account/email/", {"current": PASSWORD}, inside),
        "guest's code": post("/guest/", {}),
        "by receipt number": _by_number(),
    }


def _by_number() -> Callable[[str, int], object]:
    from django.test import Client
    from django.utils import timezone

    from accounts.citizens import email_index
    from accounts.models import Organisation
    from eforms.applications.receipts import receipt_number
    from eforms.engine.schema import digest
    from eforms.models import Application, FormPage, FormVersion
    from tests.eforms.filling.conftest import library_form, root_page

    document = library_form()
    organisation = Organisation.objects.create(name="市民課", code="shimin")
    page = root_page().add_child(
        instance=FormPage(title="図書館", slug="library", code="library", organisation=organisation)
    )
    version = FormVersion.objects.create(
        page=page, number=1, schema=document, sha256=digest(document)
    )
    application = Application.objects.create(
        receipt_number=receipt_number(date(2026, 11, 24), 1),
        version=version,
        page=page,
        organisation=organisation,
        draft_id="0" * 32,
        email="known@example.jp",
        email_index=email_index("known@example.jp"),
        applicant_kind="individual",
        answers={},
        received_at=timezone.now(),
    )

    def ask(which: str, number: int) -> None:
        data = {"number": application.receipt_number, "email": f"{which}@example.jp"}
        answer = Client().post("/guest/number/", data)
        assert answer.status_code == 302, answer.status_code

    return ask


def run(tries: int) -> bool:
    """Measure in a database that is gone afterwards, print the table, tell whether all is well."""
    from django.conf import global_settings, settings
    from django.test.utils import setup_databases, teardown_databases

    from accounts import limits

    settings.PASSWORD_HASHERS = (
        global_settings.PASSWORD_HASHERS
    )  # as served; the tests have a quick one
    databases = setup_databases(verbosity=0, interactive=False)
    well = True
    try:
        for name, limit in vars(limits).items():
            if isinstance(limit, limits.Limit):
                setattr(limits, name, limits.Limit(limit.name, 10**6, limit.seconds))
        heads = ["way in", "known ms", "unknown ms", "difference", "CPU difference"]
        print(f"| {' | '.join(heads)} |\n| --- | ---: | ---: | ---: | ---: |")
        busy = os.getloadavg()[0] > (os.cpu_count() or 1)
        for name, ask in ways(tries).items():
            known, unknown = medians(ask, tries)
            clock, cpu = (abs(one - other) for one, other in zip(known, unknown, strict=True))
            well &= (cpu if busy else clock) <= MOST
            print(f"| {name} | {known[0]:.1f} | {unknown[0]:.1f} | {clock:.1f} | {cpu:.1f} |")
        print(f"{tries} tries each; judged by {'the CPU time' if busy else 'the clock'}.")
    finally:
        teardown_databases(databases, verbosity=0)
    return well


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--tries", type=int, default=50)
    tries = parser.parse_args().tries
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    sys.path.insert(0, "site")
    import logging

    import django

    django.setup()
    logging.getLogger("django.request").setLevel(logging.ERROR)  # refusals are wanted here
    sys.exit(0 if run(tries) else 1)


if __name__ == "__main__":
    main()

"""`make bench`: our forms beside wagtail.contrib.forms, CPU time of one process, in one run.

    python -m tests.bench.bench_forms [--counts 20 30 100 300] [--rounds 9]

Both are served by the same Django, middleware and database (SQLite in memory). The cases take
turns in every round, so that a busy machine slows all of them alike; of each the median counts.
"""

import argparse
import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path


COUNTS = [20, 30, 100, 300]
# How long one case is repeated in one round.
SECONDS = 0.15


def cpu_milliseconds(call: Callable[[], object]) -> float:
    """Return the CPU time of one call, over as many as fit into SECONDS."""
    gc.collect()  # nobody pays for what another case left behind
    calls, start = 0, time.process_time()
    while True:
        call()
        calls += 1
        spent = time.process_time() - start
        if spent > SECONDS:
            return spent / calls * 1000


def measure(cases: list, rounds: int) -> dict:
    """Return (case, "ours" or "peer") → median milliseconds."""
    times: dict = {}
    for number in range(rounds + 1):
        for index, case in enumerate(cases):
            for who in ("ours", "peer"):
                call = getattr(case, who)
                if call is None:
                    continue
                spent = cpu_milliseconds(call)
                if number:  # the first round warms up
                    times.setdefault((index, who), []).append(spent)
    return {key: statistics.median(found) for key, found in times.items()}


def table(cases: list, times: dict) -> str:
    """Return the figures as a table in Markdown."""
    rows = [
        "| what | questions | ours ms | contrib.forms ms | times faster |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for index, case in enumerate(cases):
        mine, peer = times[index, "ours"], times.get((index, "peer"))
        other = f"{peer:.2f} | {peer / mine:.1f}" if peer else "– | –"
        rows.append(f"| {case.what} | {case.count} | {mine:.2f} | {other} |")
    return "\n".join(rows)


def growth(cases: list, times: dict) -> str:
    """Return our cost of one question in microseconds, by the size of the form.

    ``growth`` tells how many times more one costs in the largest form than in the smallest.
    """
    counts = sorted({case.count for case in cases})
    costs: dict[str, dict[int, float]] = {}
    for index, case in enumerate(cases):
        costs.setdefault(case.what, {})[case.count] = times[index, "ours"] / case.count * 1000
    rows = [
        f"| µs for each question | {' | '.join(map(str, counts))} | growth |",
        f"| --- |{' ---: |' * (len(counts) + 1)}",
    ]
    for what, by_count in costs.items():
        shown = " | ".join(f"{by_count[count]:.1f}" for count in counts)
        rows.append(f"| {what} | {shown} | {by_count[counts[-1]] / by_count[counts[0]]:.2f} |")
    return "\n".join(rows)


def run(counts: list[int], rounds: int) -> str:
    """Set both up in a database that is gone afterwards, measure, and return the tables."""
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        from config.startup import settle
        from tests.bench.forms import Place, mixed_cases, ruled_cases

        place = Place()
        cases = [case for count in counts for case in place.cases(count)]
        cases += [case for count in counts for case in mixed_cases(count)]
        cases += [case for count in counts for case in ruled_cases(count)]
        settle()  # as the servers do
        times = measure(cases, rounds)
        return f"{table(cases, times)}\n\n{growth(cases, times)}"
    finally:
        teardown_databases(databases, verbosity=0)


def main() -> None:
    """Read the options, run, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--counts", type=int, nargs="+", default=COUNTS)
    options.add_argument("--rounds", type=int, default=9)
    given = options.parse_args()
    sys.path.insert(0, str(Path(__file__).parents[2] / "site"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    import django
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # else WhiteNoise warns
    django.setup()
    print(run(given.counts, given.rounds))


if __name__ == "__main__":
    main()

"""A circuit breaker: after repeated failures nobody waits for a server that does not answer.

Closed, it lets every call through. After FAILURES in a row it opens for OPEN seconds; then it lets
one call through at a time (half-open) until one succeeds, which closes it. Its state lies in the
cache: shared between processes with ``CACHE_URL``, else each process finds out for itself.
"""

from time import time

from django.core.cache import cache


FAILURES = 3
OPEN = 60
# Longer than any call: a process that dies in one does not keep the circuit open.
PROBE = 15
# Failures further apart than this are no row.
MEMORY = 10 * 60

_PREFIX = "lookups.houjin.circuit"


def may_call() -> bool:
    """Return whether a call may be made now; half-open, only the first one that asks."""
    open_until = cache.get(f"{_PREFIX}.open_until")
    if open_until is None:
        return True
    return time() >= open_until and bool(cache.add(f"{_PREFIX}.probe", 1, PROBE))


def succeeded() -> None:
    """Close the circuit."""
    cache.delete_many([f"{_PREFIX}.{name}" for name in ("open_until", "failures", "probe")])


def failed() -> bool:
    """Count a failure; return whether this one opened the circuit."""
    was_open = cache.get(f"{_PREFIX}.open_until") is not None
    cache.add(f"{_PREFIX}.failures", 0, MEMORY)
    try:
        failures = cache.incr(f"{_PREFIX}.failures")
    except ValueError:  # it ran out in this very moment
        failures = 1
    if failures < FAILURES and not was_open:
        return False
    cache.set(f"{_PREFIX}.open_until", time() + OPEN, MEMORY)
    cache.delete(f"{_PREFIX}.probe")
    return not was_open

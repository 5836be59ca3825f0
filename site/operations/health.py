"""Whether the process lives, and whether it can serve."""

import logging
from collections.abc import Callable
from uuid import uuid4

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from accounts.audience import machine, public
from vault.envelope import open_sealed, seal


logger = logging.getLogger("operations")


@public
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; asks nothing and tells nothing."""
    return HttpResponse("ok", content_type="text/plain")


@machine
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether the site can serve: 200, or 503, with the outcome of each check."""
    outcomes = {name: _outcome(name, check) for name, check in CHECKS.items()}
    ready = all(outcome == "ok" for outcome in outcomes.values())
    return JsonResponse(outcomes, status=200 if ready else 503)


def database_answers() -> bool:
    """Tell whether a query comes back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations_applied() -> bool:
    """Tell whether the tables are those of this code."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def vault_opens() -> bool:
    """Tell whether the key ring seals and opens."""
    probe, context = uuid4().bytes, "operations.readyz"
    return open_sealed(seal(probe, context=context), context=context) == probe


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_applied,
    "vault": vault_opens,
}


def _outcome(name: str, check: Callable[[], bool]) -> str:
    try:
        return "ok" if check() else "failed"
    except Exception as error:  # noqa: BLE001  (not ready is an answer, whatever the cause)
        logger.error("not ready: %s: %s", name, type(error).__name__)
        return "failed"

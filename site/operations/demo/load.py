"""Everything the demo city consists of, step by step. Run again, it changes nothing."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from operations.demo import applications, data, pages, people, static


Report = Callable[[str], None]

# The loading delivers the mails itself, to date them; nobody is woken to be faster.
NOBODY_ELSE_DELIVERS = {"OUTBOX_IN_PROCESS": False, "CELERY_BROKER_URL": "memory://"}


def prepare(report: Report) -> None:
    """Bring the database, the postal codes and the static files to where the server needs them."""
    report("データベースを準備しています… / Preparing the database")
    call_command("migrate", verbosity=0, interactive=False)
    report("郵便番号データを確かめています… / Checking the postal codes")
    call_command("import_postal_codes", verbosity=0, stdout=StringIO())
    static.collect(report)


def load(report: Report, *, address: str) -> None:
    """Load city, pages, forms and applications. The database must be migrated.

    ``address`` is where the site will be served: the mails lead there.
    """
    with _quiet(), _set(PUBLIC_URL=address, **NOBODY_ELSE_DELIVERS):
        _load(report)


def _load(report: Report) -> None:
    city = data.city()
    report("市のデータを読み込んでいます… / Loading the city")
    with transaction.atomic():
        organisations = people.load_organisations(city)
        root = pages.load_root(city)
        people.load_staff(city, organisations)  # after the pages their rights are given on
        citizen = people.load_citizen(city)
        forms = pages.load_forms(root.forms, data.forms())
        pages.load_library(root.forms, city["library"], organisations)
        pages.load_guides(city, data.guides(), root.procedures, organisations, forms)
        pages.feature_guides(root.home, city["featured"])
    made = applications.load(forms, citizen)
    if made:
        report(f"申請の見本を{made}件作りました / {made} sample applications made")


@contextmanager
def _set(**values: object) -> Iterator[None]:
    before = {name: getattr(settings, name) for name in values}
    for name, value in values.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the log of several hundred ordinary steps off the terminal."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(before)

"""Everything the demo city consists of, step by step. Run again, it changes nothing."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction

from operations.demo import applications, data, pages, people, static


Report = Callable[[str], None]


def prepare(report: Report) -> None:
    """Bring the database and the static files to where the server needs them."""
    report("データベースを準備しています… / Preparing the database")
    call_command("migrate", verbosity=0, interactive=False)
    static.collect(report)


def load(report: Report) -> None:
    """Load city, pages, forms and applications. The database must be migrated."""
    city = data.city()
    report("市のデータを読み込んでいます… / Loading the city")
    with transaction.atomic():
        organisations = people.load_organisations(city)
        people.load_staff(city, organisations)
        citizen = people.load_citizen(city)
        root = pages.load_root(city)
        forms = pages.load_forms(root.home, data.forms())
        pages.load_guides(city, data.guides(), root.procedures, organisations, forms)
    made = applications.load(forms, citizen)
    if made:
        report(f"申請の見本を{made}件作りました / {made} sample applications made")
